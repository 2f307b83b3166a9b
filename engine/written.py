"""How a workflow comes from a file and goes into one, and how it differs from another."""

from collections.abc import Iterable, Mapping
from os import PathLike
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .conditions import Guard
    from .definition import Workflow


class Written:
    """What every workflow can do with its written form: tables, as in a TOML or JSON file."""

    @classmethod
    def load(
        cls,
        path: str | PathLike[str],
        guards: "Iterable[Guard]" = (),
        effects: Mapping[str, str] | Iterable[str] = (),
    ) -> "Workflow":
        """The definition in a `.toml` or `.json` file, such as `Workflow.load("mine.toml", guards=[VERIFIED])`.

        `guards` and `effects` are the host's own, which the file uses by their names. WorkflowInvalid has all
        faults of the file, each with its place; InvalidInput when there is no such file.
        """
        from .loading import load

        return load(path, guards, effects)

    @classmethod
    def from_data(
        cls,
        data: Mapping[str, Any],
        guards: "Iterable[Guard]" = (),
        effects: Mapping[str, str] | Iterable[str] = (),
    ) -> "Workflow":
        """The definition in plain data, as `to_data` gives it or a file holds it; WorkflowInvalid as for `load`."""
        from .loading import from_data

        return from_data(data, guards, effects)

    def to_data(self: "Workflow") -> dict[str, Any]:  # pyright: ignore[reportGeneralTypeIssues]
        """The definition as JSON data, defaults left out: what files hold, and what is stored at its first use."""
        from .export import to_data

        return to_data(self)

    def diff(self: "Workflow", other: "Workflow") -> list[str]:  # pyright: ignore[reportGeneralTypeIssues]
        """What is different in the other version, as sentences; empty when nothing is."""
        from .differences import diff

        return diff(self, other)
