"""A seller's advance loan: the daily risk data, the service levels and the seller's own choice, put together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ...scoring import calendar
from ...scoring.card import Card
from ...scoring.published import Published
from ...workflows.aliexpress import advance_loan
from ...workflows.aliexpress.advance_loan import Payment, RiskDay, Standing
from ...workflows.aliexpress.loan_rules import GOOD, LEFT, LEVELS
from .in_force import InForce, in_force, scores_due


@dataclass(frozen=True, slots=True)
class Loan:
    """How a seller's loan stands at the end of a local day, and since when.

    `level` is the service level in force, `score` the newest risk data; None when there are none. `risk_days` are all
    the days that its life is made of, `in_force` is what the standing brings, and `why` says what has brought the
    standing.
    """

    marketplace: str
    seller: str
    day: date
    standing: Standing
    since: date | None
    level: str | None
    score: Published | None
    why: str
    in_force: tuple[InForce, ...]
    risk_days: tuple[RiskDay, ...]

    def order(self, shipped_on: date | None, ended_on: date | None = None) -> Payment:
        """How an order is paid, by the standing on the day it was shipped; while it is not, by that of the day."""
        standing = advance_loan.standing_on(min(shipped_on or self.day, self.day), self.risk_days)
        return advance_loan.decide_order(standing, shipped_on, ended_on)

    def deposit_released_on(self, last_order_ended_on: date | None) -> date | None:
        """When the recalculated deposit is released; None while the seller has not left.

        What becomes of a deposit before that is `workflows.aliexpress.advance_loan.settle_deposit`'s.
        """
        if self.standing != "left" or self.since is None:
            return None
        return advance_loan.deposit_released_on(self.since, last_order_ended_on)


@dataclass(frozen=True)
class Graded:
    """A card and one seller's published scores of it."""

    card: Card
    history: Sequence[Published]

    def by(self, day: date) -> list[Published]:
        """Those whose publishing day has come."""
        return scores_due(self.card, self.history, day)


def loan_of(marketplace: str, seller: str, day: date, risk: Graded, levels: Graded, *, has_left: bool) -> Loan:
    """A seller's loan at the end of a day; `has_left` is the seller's own choice, which counts from that day on."""
    scores, known = risk.by(day), _levels(levels, day)
    risks = [advance_loan.risk_day(one, _level_on(known, one.day)) for one in scores]
    days = (*risks, RiskDay(day, "leave")) if has_left else tuple(risks)
    standing = advance_loan.standing_on(day, days)
    since = _since(days)
    decisive = next((one for one in scores if one.day == since), None)
    why = _why(decisive, _level_on(known, since)) if decisive and since else ""
    brings = advance_loan.CONSEQUENCES.get(standing)
    grounds = (*risk.card.grounds(risk.card.grades, GOOD), LEVELS)
    return Loan(
        marketplace,
        seller,
        day,
        standing,
        since,
        _level_on(known, day),
        scores[-1] if scores else None,
        LEFT if standing == "left" else why,
        (in_force(brings, since, f"on {since}: {why}", grounds=grounds),) if brings and since else (),
        days,
    )


def _why(score: Published, level: str | None) -> str:
    """What the risk data of a day and the service level in force on it say."""
    if score.why_not is not None:
        return score.why_not
    served = f"the service level is {level}" if level else "no service level has been published by then"
    passes = level in advance_loan.PASSING_LEVELS
    if score.grade == GOOD:
        return f"good risk data {'and' if passes else 'but'} {served}"
    return f"{score.grade} risk data" + ("" if passes else f", and {served}")


def _levels(graded: Graded, day: date) -> list[tuple[date, str | None]]:
    """From which day on a seller had which level, in order."""
    return [(calendar.due_on(graded.card.schedule, one.day), one.grade) for one in graded.by(day)]


def _level_on(levels: Sequence[tuple[date, str | None]], day: date) -> str | None:
    return next((level for since, level in reversed(levels) if since <= day), None)


def _since(days: Iterable[RiskDay]) -> date | None:
    """The day of the last change of the standing, None before the first."""
    standing: Standing = "not_assessed"
    since: date | None = None
    for one in days:
        changed = advance_loan.after(standing, one.sign)
        standing, since = changed, one.day if changed != standing else since
    return since
