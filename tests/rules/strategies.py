"""Random programmes: mostly sensible, so that disputes get far, with wrong actors, details and instants among them."""

from datetime import timedelta
from typing import Any

from disputes import Actor, Claim, Evidence, Money, Plan
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..support import BUYER, DAY, PLATFORM, SELLER, START, usd
from .programmes import MOMENT, Call, Programme, Step, Ticks, Wait

STRANGERS = (Actor.buyer("b-999"), Actor.seller("s-999"), Actor.system())
REASONS = ("not_received", "in_transit", "quality", "buyer_reason", "nonsense")
AMOUNTS = (1, 500, 1250, 4599)

LINES = st.sampled_from(("1", "1", "1", "2"))

PLANS = st.one_of(
    st.sampled_from(AMOUNTS).map(lambda cents: Plan.refund(usd(cents))),
    st.sampled_from((Plan.no_refund(), Plan.replacement(), Plan.refund(usd(4600)), Plan.refund(Money(5, "EUR")))),
)
SENSIBLE_PLANS = st.sampled_from(AMOUNTS).map(lambda cents: Plan.refund(usd(cents)))
SOME_PLANS = st.one_of(SENSIBLE_PLANS, SENSIBLE_PLANS, PLANS)

EVIDENCE = st.builds(
    Evidence,
    st.sampled_from(("image", "video")),
    st.sampled_from(("s3://evidence/1", "s3://evidence/2")),
    st.just("ab" * 32),
    st.sampled_from((1, 81_920, 5_000_000, 5_000_001)),
)
SOME_EVIDENCE = st.lists(EVIDENCE, min_size=1, max_size=2)
TEXTS = st.sampled_from(("Blue, not red", "naïve ☂ 𝄞", "0"))

SPANS = st.sampled_from(
    (timedelta(), MOMENT, timedelta(hours=1), 0.5 * DAY, DAY, 2 * DAY, 3 * DAY - MOMENT, 5 * DAY, 8 * DAY, 31 * DAY)
)
WAITS = st.one_of(
    st.builds(Wait, SPANS),
    st.builds(Wait, st.sampled_from((-DAY, -MOMENT, -MOMENT, timedelta(), timedelta(), MOMENT)), st.integers(0, 2)),
)

FACTS = st.fixed_dictionaries(
    {
        "shipped_at": st.sampled_from((START - 20 * DAY, START - 20 * DAY, START - 10 * DAY, START - 4 * DAY)),
        "promised_delivery_at": st.sampled_from(
            (None, START - 10 * DAY, START + DAY, START + 7 * DAY, START + 8 * DAY + MOMENT, START + 30 * DAY)
        ),
        "completed_at": st.sampled_from((None, None, START - 3 * DAY)),
        "seller_medal": st.sampled_from((None, "silver", "gold")),
        "after_sales_guarantee": st.sampled_from((False, False, False, True)),
        "platform_logistics": st.sampled_from((False, False, False, True)),
        "return_address": st.sampled_from((None, "1 Main St")),
        "refunded": st.sampled_from((None, None, usd(0), usd(4000))),
    }
)

NEW_FACTS: SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries(
        {"promised_delivery_at": st.sampled_from((START - DAY, START + 3 * DAY, START + 9 * DAY, START + 20 * DAY))}
    ),
    st.fixed_dictionaries({"seller_medal": st.sampled_from(("silver", "gold"))}),
    st.fixed_dictionaries({"refunded": st.sampled_from((usd(1), usd(3600), usd(4599), usd(4600), Money(5, "EUR")))}),
    st.fixed_dictionaries(
        {
            "completed_at": st.sampled_from((START, START + 2 * DAY)),
            "delivered_at": st.just(START),
            "return_address": st.just("2 Main St"),
        }
    ),
    st.fixed_dictionaries({"after_sales_guarantee": st.booleans(), "platform_logistics": st.booleans()}),
    st.just({}),
)


def _optional(**fields: SearchStrategy[Any]) -> SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


def _claims() -> SearchStrategy[Claim]:
    reasons = st.sampled_from((*REASONS[:4], *REASONS[:4], *REASONS))
    evidence = st.one_of(st.just(()), SOME_EVIDENCE.map(tuple))
    return st.builds(Claim, reasons, SOME_PLANS, st.booleans(), evidence, st.one_of(st.none(), TEXTS))


CLAIMS = _claims()

_RULING: dict[str, SearchStrategy[Any]] = {
    "plan": SOME_PLANS,
    "winner": st.sampled_from(("buyer", "seller", "both", "nobody")),
}
_LIABLE = {"liable": st.sampled_from(("seller", "platform", "carrier", "nobody")), "why": TEXTS}

DETAILS: dict[str, SearchStrategy[dict[str, Any]]] = {
    "modify_claim": _optional(
        plan=SOME_PLANS, reason=st.sampled_from(REASONS), text=TEXTS, evidence=SOME_EVIDENCE
    ),
    "propose_plan": st.fixed_dictionaries({"plan": SOME_PLANS}, optional={"note": TEXTS}),
    "reject": _optional(plan=SOME_PLANS, note=TEXTS),
    "accept_plan": st.fixed_dictionaries({"of": st.sampled_from(("buyer", "seller", "platform", "platform"))}),
    "withdraw_plan": st.just({}),
    "submit_evidence": st.fixed_dictionaries({"evidence": SOME_EVIDENCE}),
    "delete_evidence": st.fixed_dictionaries({"evidence_id": st.sampled_from(("e1", "e2", "e9"))}),
    "withdraw": _optional(why=TEXTS),
    "take_case": st.just({}),
    "rule": st.fixed_dictionaries(_RULING, optional=_LIABLE),
    "seller_response_timeout": st.just({}),
    "route": st.just({}),
    "nonsense": st.just({}),
}
PROPOSAL = st.fixed_dictionaries(_RULING, optional=_LIABLE)

SENSIBLE: tuple[tuple[Actor, str], ...] = (
    (BUYER, "modify_claim"),
    (BUYER, "modify_claim"),
    (BUYER, "propose_plan"),
    (BUYER, "accept_plan"),
    (BUYER, "submit_evidence"),
    (BUYER, "delete_evidence"),
    (BUYER, "withdraw"),
    (SELLER, "reject"),
    (SELLER, "reject"),
    (SELLER, "reject"),
    (SELLER, "propose_plan"),
    (SELLER, "accept_plan"),
    (SELLER, "withdraw_plan"),
    (SELLER, "submit_evidence"),
    (PLATFORM, "take_case"),
    (PLATFORM, "take_case"),
    (PLATFORM, "propose_plan"),
    (PLATFORM, "propose_plan"),
    (PLATFORM, "rule"),
)
ANYBODY = st.sampled_from((BUYER, SELLER, PLATFORM, *STRANGERS))
WHO_DOES_WHAT = st.one_of(
    st.sampled_from(SENSIBLE),
    st.sampled_from(SENSIBLE),
    st.sampled_from(SENSIBLE),
    st.tuples(ANYBODY, st.sampled_from(tuple(DETAILS))),
)


@st.composite
def acts(draw: st.DrawFn) -> Call:
    """Somebody takes an action."""
    by, action = draw(WHO_DOES_WHAT)
    proposal = by == PLATFORM and action == "propose_plan"
    details = draw(PROPOSAL if proposal else DETAILS[action])
    seen = draw(st.sampled_from((None, None, None, 0, -1)))
    return Call("act", draw(LINES), by, action, details, seen)


FILINGS = st.builds(
    lambda line, by, claim: Call("file", line, by, details={"claim": claim}),
    LINES,
    st.sampled_from((BUYER, BUYER, BUYER, BUYER, STRANGERS[0])),
    CLAIMS,
)
UPDATES = st.builds(
    lambda line, scope, facts: Call("update_order", line, Actor.system(), scope, facts),
    LINES,
    st.sampled_from(("line", "whole order")),
    NEW_FACTS,
)
ERASURES = st.builds(lambda line: Call("erase", line, Actor.system()), LINES)
CALLS = st.one_of(acts(), acts(), acts(), acts(), acts(), acts(), UPDATES, FILINGS, ERASURES)
STEPS = st.builds(Step, WAITS, CALLS)

FIRST_CLAIMS = st.builds(
    Claim,
    st.sampled_from(REASONS[:4]),
    SENSIBLE_PLANS,
    evidence=st.one_of(st.just(()), SOME_EVIDENCE.map(lambda some: tuple(some)[:1])),
)
FIRST_STEPS = st.builds(
    lambda claim: Step(Wait(), Call("file", "1", BUYER, details={"claim": claim})), FIRST_CLAIMS
)


def programmes(most: int = 10) -> SearchStrategy[Programme]:
    """A filing that mostly succeeds, and what follows."""
    steps = st.builds(lambda first, more: (first, *more), FIRST_STEPS, st.lists(STEPS, max_size=most))
    return st.builds(Programme, FACTS, steps)


TICKS = st.builds(
    Ticks,
    st.just(False),
    st.lists(
        st.lists(st.sampled_from((0, 30, 50, 99, 100)), max_size=2).map(tuple), min_size=1, max_size=4
    ).map(tuple),
)
