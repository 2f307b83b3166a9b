"""Finds the workflow that an argument names: a version this process has, a file, or a host's own object."""

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...engine.definition import Workflow

_FILES = (".toml", ".json")


def find_workflow(name: str) -> "Workflow":
    """A workflow by name and version, in a file `mine.toml` or `mine.json`, or a host's own as `module:NAME`."""
    from ... import workflows
    from ...engine.definition import Workflow

    if name.lower().endswith(_FILES):
        return Workflow.load(name)
    return _own(name) if ":" in name else workflows.get(name)


def _own(name: str) -> "Workflow":
    from ...engine.definition import Workflow
    from ...engine.errors import InvalidInput

    module, _, attribute = name.partition(":")
    # Where the person stands counts, as it does for `python -m`.
    sys.path.append(str(Path.cwd()))
    try:
        found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise InvalidInput("workflow", f"{name!r} cannot be loaded: {error}") from None
    finally:
        sys.path.pop()
    if not isinstance(found, Workflow):
        raise InvalidInput("workflow", f"{name!r} is a {type(found).__name__}, not a Workflow")
    return found
