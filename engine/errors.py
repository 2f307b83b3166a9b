"""What can go wrong, as sentences: what, where, and what is allowed instead."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from pydantic import ValidationError
from pydantic_core import ErrorDetails

if TYPE_CHECKING:
    from .deadlines import Duration


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant, None when none is close."""
    return next(iter(get_close_matches(name, list(known), n=1)), None)


def suggestion(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` when a known name is close, else nothing."""
    close = closest(name, known)
    return f"; did you mean {close!r}?" if close else ""


class DisputeError(Exception):
    """The root of every error this package raises on purpose."""


class FieldRule(ValueError):
    """A rule that one field breaks in the light of others; raised while a record checks itself."""

    def __init__(self, field: str, rule: str) -> None:
        self.field = field
        super().__init__(rule)


class InvalidInput(DisputeError, ValueError):
    """Wrong whatever the state of the dispute: nothing was read or written.

    `field` names the offender (`claim.plan.amount`), `rule` says what it must be;
    `problems` lists every (field, rule) found, the first of them being `field` and `rule`.
    """

    def __init__(self, field: str, rule: str, more: Sequence[tuple[str, str]] = ()) -> None:
        self.field = field
        self.rule = rule
        self.problems: tuple[tuple[str, str], ...] = ((field, rule), *more)
        super().__init__("; ".join(f"{name}: {text}" for name, text in self.problems))

    @classmethod
    def of(cls, error: ValidationError, where: str = "", positions: Sequence[str] = ()) -> "InvalidInput":
        """The same faults as a pydantic error, in this project's words; `positions` names positional fields."""
        found = [(_path(where, fault, positions), _rule(fault, positions)) for fault in error.errors()]
        (field, rule), *more = found
        return cls(field, rule, more)


def _path(where: str, fault: ErrorDetails, positions: Sequence[str]) -> str:
    loc: Sequence[int | str] = fault["loc"]
    if loc and isinstance(loc[0], int) and loc[0] < len(positions):
        loc = (positions[loc[0]], *loc[1:])
    broken = fault.get("ctx", {}).get("error")
    field = (broken.field,) if isinstance(broken, FieldRule) else ()
    path = ".".join(str(part) for part in (*loc, *field))
    return ".".join(part for part in (where, path) if part) or "input"


def _rule(fault: ErrorDetails, known: Sequence[str]) -> str:
    message = fault["msg"].removeprefix("Value error, ")
    if fault["type"] in {"unexpected_keyword_argument", "extra_forbidden"}:
        return f"unknown field{suggestion(str(fault['loc'][-1]), known)}"
    if fault["type"] in {"missing", "missing_argument", "missing_keyword_only_argument"}:
        return "is required"
    return message[:1].lower() + message[1:]


class Refused(DisputeError):
    """Well-formed, but not allowed now. Nothing was added, but for timers that were overdue.

    `code` is stable and for programs, `why` is a sentence for people, `allowed` are the actions
    this actor may take now, `rules` the numbers of the rule behind it, each with its mark and source.
    """

    def __init__(self, code: str, why: str, allowed: Sequence[str] = (), rules: Sequence["Duration"] = ()) -> None:
        self.code = code
        self.why = why
        self.allowed = tuple(allowed)
        self.rules = tuple(rules)
        instead = f" Allowed now: {', '.join(self.allowed)}." if self.allowed else ""
        super().__init__(f"{why}{instead}")


class NotFound(DisputeError):
    """No such dispute or effect, or none that this actor may see; or no such endpoint, letter, seller: `kind` says.

    `unless` is the end of the sentence: where it was looked for, or what else may be the reason.
    """

    def __init__(
        self,
        id: str,
        kind: Literal["dispute", "effect", "endpoint", "dead letter", "seller"] = "dispute",
        unless: str | None = None,
    ) -> None:
        self.dispute_id = id
        self.kind = kind
        if unless is None:
            unless = "" if kind in ("effect", "endpoint", "dead letter", "seller") else ", or it is not this actor's"
        super().__init__(f"There is no {kind} {id!r}{unless}.")


class CommandConflict(DisputeError):
    """A `command_id` that was already used for something else, or what is done once was done otherwise."""

    def __init__(self, command_id: str, difference: str) -> None:
        self.command_id = command_id
        super().__init__(
            f"Command {command_id!r} was already carried out with other content ({difference}). "
            "Send a retry unchanged, or a new command under a new id."
        )


class AlreadyRecorded(CommandConflict):
    """A refund's execution was recorded with other content than is said of it now."""

    def __init__(self, effect_id: str, recorded: str) -> None:
        super().__init__(effect_id, recorded)
        self.args = (f"{recorded}; it is recorded once, and nothing was changed.",)


class Busy(DisputeError):
    """The database's lock was not had in time; nothing was done and the same call may be repeated."""


class Unavailable(DisputeError):
    """The database cannot be reached. Whether the command was carried out is not known: send it again, same id."""


class SchemaOutdated(DisputeError):
    """The database's tables are older or newer than this version of the engine."""

    def __init__(self, found: str | None, wanted: str, url: str) -> None:
        self.found = found
        self.wanted = wanted
        if found is not None and found > wanted:
            mend = "Another program made it: use a newer version of dispute-engine."
        else:
            mend = f"Run: disputes migrate --db {url}"
        super().__init__(f"The database's schema is {found or 'empty'}, this version needs {wanted}. {mend}")


class WorkflowInvalid(DisputeError):
    """A definition that must not go live; `faults` lists all of its faults, each a sentence."""

    def __init__(self, workflow: str, faults: Sequence[str]) -> None:
        self.workflow = workflow
        self.faults = tuple(faults)
        super().__init__("\n".join((f"Workflow {workflow} is not valid:", *(f"  - {f}" for f in self.faults))))
