"""Fixtures of the time rules: databases of each kind, new for every example."""

import pytest

from ..conftest import STORES
from .stores import Databases


@pytest.fixture(scope="session", params=STORES)
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """New databases of each kind."""
    return Databases(request.param, tmp_path_factory.mktemp(f"databases_{request.param}"))
