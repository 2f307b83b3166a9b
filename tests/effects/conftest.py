"""An engine on each store, with a clock that the test moves."""

import pytest
from disputes import DisputeEngine, ManualClock

from ..conftest import MakeEngine
from ..support import START


@pytest.fixture
def engine(make_engine: MakeEngine) -> DisputeEngine:
    """An engine on each store."""
    return make_engine(ManualClock(START))
