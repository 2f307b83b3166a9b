"""Personal data stands apart from the history, which refers to it by tokens.

A token is `personal:<reference>:<SHA-256 of salt and text>`. The core and the log never see the text;
erasing it leaves the token, so the digests of the history still hold. The salt is kept with the text and
goes with it, so that a short text cannot be guessed from its digest afterwards.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, cast

from .cases import Case
from .details import PERSONAL
from .ids import Ids
from .inputs import Claim, Evidence, Order
from .records import Dispute, SubmittedEvidence

ERASED = "[erased]"
_PREFIX = "personal:"

Change = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class PersonalText:
    """One text of a dispute under its reference, with the salt of its digest."""

    reference: str
    salt: str
    text: str


class Vault:
    """Takes personal texts out of a command, and collects them for the store."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self.texts: list[PersonalText] = []

    def seal(self, details: Mapping[str, object]) -> dict[str, object]:
        """The same details with a token in the place of each personal text."""
        return map_personal(details, self._token)

    def _token(self, text: str) -> str:
        entry = PersonalText(self._ids.token(), self._ids.token(), text)
        self.texts.append(entry)
        return f"{_PREFIX}{entry.reference}:{digest(entry)}"


def digest(entry: PersonalText) -> str:
    """SHA-256 over salt and text."""
    return sha256(f"{entry.salt}{entry.text}".encode()).hexdigest()


def reference(token: str) -> str:
    """The reference that a token holds."""
    return token.removeprefix(_PREFIX).partition(":")[0]


def opener(texts: Mapping[str, PersonalText]) -> Change:
    """Turns tokens back into their texts, erased ones into `[erased]`."""

    def reveal(token: str) -> str:
        entry = texts.get(reference(token))
        return entry.text if entry else ERASED

    return reveal


def blank(_text: str) -> str:
    """What every personal text is compared as once texts may have been erased."""
    return ERASED


def map_personal(details: Mapping[str, object], change: Change) -> dict[str, object]:
    """The same details with every personal text changed."""
    return {name: _map_value(name, value, change) for name, value in details.items()}


def _map_value(name: str, value: object, change: Change) -> object:
    if name in PERSONAL and isinstance(value, str):
        return change(value)
    if name == "evidence":
        return tuple(_map_evidence(item, change) for item in cast("tuple[Evidence, ...]", value))
    if isinstance(value, Order):
        return map_order(value, change)
    if isinstance(value, Claim):
        return _map_claim(value, change)
    if isinstance(value, Case):
        changed: dict[str, Any] = {"order": map_order(value.order, change), "claim": _map_claim(value.claim, change)}
        return replace(value, **changed)
    return value


def _map_claim(claim: Claim, change: Change) -> Claim:
    evidence = tuple(_map_evidence(item, change) for item in claim.evidence)
    return replace(claim, evidence=evidence, text=_maybe(claim.text, change))


def _map_evidence(evidence: Evidence, change: Change) -> Evidence:
    return replace(evidence, uri=change(evidence.uri))


def _maybe(text: str | None, change: Change) -> str | None:
    return None if text is None else change(text)


def map_order(order: Order, change: Change) -> Order:
    """The same order with its return address changed."""
    if order.return_address is None:
        return order
    return replace(order, return_address=change(order.return_address))


def map_dispute(dispute: Dispute, change: Change) -> Dispute:
    """The same dispute with every personal text changed."""
    evidence = tuple(_map_submitted(item, change) for item in dispute.evidence)
    changes: dict[str, Any] = {"order": map_order(dispute.order, change), "evidence": evidence}
    return replace(dispute, text=_maybe(dispute.text, change), **changes)


def _map_submitted(item: SubmittedEvidence, change: Change) -> SubmittedEvidence:
    return replace(item, evidence=_map_evidence(item.evidence, change))
