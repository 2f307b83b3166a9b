"""The pieces that cards are mostly made of: straight curves, usual requirements and exclusions, bands of grades."""

from datetime import timedelta

from .card import TOTAL, Case, Condition, Curve, Exclusion, Grade, Requirement
from .ibis_adapter import load_ibis
from .numbers import Number

ROW = load_ibis()._
"""`_` of Ibis: one row of a source."""

ZERO = Number("ZERO", "0", "", "stated", "arithmetic")


def falling(points: Number, *, none_at: Number, full_at: Number = ZERO) -> Curve:
    """All points up to `full_at`, none from `none_at` on."""
    return Curve(((full_at, points), (none_at, ZERO)))


def rising(points: Number, *, full_at: Number, none_at: Number = ZERO) -> Curve:
    """No points up to `none_at`, all from `full_at` on."""
    return Curve(((none_at, ZERO), (full_at, points)))


def bands(
    *cuts: tuple[str, Number], rest: str, consequences: dict[str, tuple[str, ...]] | None = None
) -> tuple[Grade, ...]:
    """Grades by the total, the best first: each from its cut on, `rest` below the last."""
    then = consequences or {}
    graded = [Grade(name, (Condition(TOTAL, "at_least", cut),), consequences=then.get(name, ())) for name, cut in cuts]
    return (*graded, Grade(rest, consequences=then.get(rest, ())))


def at_least(count: str, number: Number, what: str) -> Requirement:
    """So many of a counted indicator; fewer are not scored."""

    enough = Condition(count, "at_least", number)
    fewer = "no" if number.value == 1 else f"fewer than {number.text}"
    return Requirement(
        f"fewer_than_{number.text}_{count}", f"{fewer} {what}", lambda case: enough.holds(case.value(count)),
        (number,), counts=count,
    )  # fmt: skip


def verified() -> Requirement:
    """The shop is verified."""
    return Requirement("unverified", "the shop is not verified", lambda case: bool(case.seller["verified"]))


def trading() -> Requirement:
    """The shop is open on the day of the score: neither closed nor left by then."""

    def holds(case: Case) -> bool:
        closed = case.seller["closed_on"]
        return case.seller["status"] in (None, "open") or (closed is not None and closed > case.day)

    return Requirement("not_open", "the shop is closed or has left", holds)


def past_grace(days: Number) -> Requirement:
    """The seller joined so many days ago or more; one whose account is linked to another's gets no grace."""

    def holds(case: Case) -> bool:
        joined = case.seller["joined_on"]
        return case.linked or joined is None or case.day - joined >= timedelta(days=int(days.value))

    return Requirement("in_grace", f"new: not scored in the first {days}", holds, (days,))


def orders_up_to(cents: Number) -> Exclusion:
    """Orders of at most so many US cents count nowhere, nor does what hangs on them."""
    return Exclusion(f"orders of at most {int(cents.value) / 100:.2f} USD", ROW.usd <= int(cents.value), (cents,))
