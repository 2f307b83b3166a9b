"""The named guards that workflows use. Each asks one question and says in a sentence why it refuses."""

from .conditions import Guard, Situation
from .inputs import Claim, Party, Plan
from .records import Liable


def _other(role: str) -> Party:
    return "seller" if role == "buyer" else "buyer"


def _shipped(s: Situation) -> bool:
    return s.order.shipped_at is not None and s.order.shipped_at <= s.now


def _evidence_if_received(s: Situation) -> bool:
    claim = s.details.get("claim")
    return not isinstance(claim, Claim) or not claim.received or bool(claim.evidence)


def _plans_agree(s: Situation) -> bool:
    plan = s.details.get("plan")
    return isinstance(plan, Plan) and plan == s.plans[_other(s.actor.role)]


def _seller_has_plan(s: Situation) -> bool:
    return s.plans["seller"] is not None


def _seller_offers(s: Situation) -> bool:
    return s.plans["seller"] not in (None, Plan.no_refund())


def _other_accepted(s: Situation) -> bool:
    return _other(s.actor.role) in s.accepted_by


def _not_accepted(s: Situation) -> bool:
    return s.actor.role not in s.accepted_by


def _own_evidence(s: Situation) -> bool:
    wanted = s.details.get("evidence_id")
    return any(item.id == wanted and item.by == s.actor.role for item in s.evidence)


def _has_evidence(s: Situation) -> bool:
    return any(item.by == s.actor.role for item in s.evidence)


def _same_reason(s: Situation) -> bool:
    return s.details.get("reason") in (None, s.fact("reason"))


def _liable_named(s: Situation) -> bool:
    return "liable" in s.details or borne_by(s) is not None


def borne_by(s: Situation) -> Liable | None:
    """Who is liable unless a ruling says otherwise; None where it must be said."""
    if s.order.after_sales_guarantee:
        return "platform"
    carrier_problem = s.order.platform_logistics and s.fact("category") == "not_received"
    return "carrier" if carrier_problem else None


def _has_received(s: Situation) -> bool:
    return s.fact("received") is True


def _address_if_returned(s: Situation) -> bool:
    return not sends_back(s.adopting) or s.return_address is not None


def sends_back(plan: Plan | None) -> bool:
    """Whether a plan has the goods sent back."""
    return plan is not None and plan.kind == "return_and_refund"


def _evidence_given(s: Situation) -> bool:
    return bool(s.details.get("evidence"))


def _has_given_evidence(party: Party, s: Situation) -> bool:
    given = s.actor.role == party and bool(s.details.get("evidence"))
    return given or any(item.by == party for item in s.evidence)


def _offers_something(s: Situation) -> bool:
    return s.details.get("plan") != Plan.no_refund()


def _ruling_given(s: Situation) -> bool:
    return "plan" in s.details and "winner" in s.details


def _keeps_goods(s: Situation) -> bool:
    plan = s.details.get("plan")
    return not isinstance(plan, Plan) or not sends_back(plan)


def _ruled(s: Situation) -> bool:
    # Parties who have both accepted the platform's plan have agreed to it.
    return s.outcome is not None and s.outcome.resolution == "ruled" and s.outcome.decided_by != "parties"


def _seller_timed_out(s: Situation) -> bool:
    return s.outcome is not None and s.outcome.resolution == "seller_timeout"


def _guarantee_kept(s: Situation) -> bool:
    return not (s.order.after_sales_guarantee and s.details.get("liable") == "seller")


SHIPPED = Guard(
    "shipped",
    _shipped,
    "not_shipped",
    "The seller has not shipped this order: that is a cancellation, not a dispute.",
)
EVIDENCE_IF_RECEIVED = Guard(
    "evidence_if_received",
    _evidence_if_received,
    "evidence_required",
    "The goods were received, so the claim needs evidence: at least one image or video.",
)
PLANS_AGREE = Guard(
    "plans_agree",
    _plans_agree,
    "no_agreement",
    "The plan differs from the other party's.",
    reads_details=True,
)
PLANS_DIFFER = Guard(
    "plans_differ",
    lambda s: not _plans_agree(s),
    "agreement",
    "The plan is the same as the other party's: that is an agreement.",
    reads_details=True,
)
SELLER_HAS_PLAN = Guard("seller_has_plan", _seller_has_plan, "no_plan", "The seller has not proposed a plan yet.")
SELLER_OFFERS = Guard(
    "seller_offers", _seller_offers, "no_plan", "The seller has no plan on the table that could be withdrawn."
)
OTHER_ACCEPTED = Guard(
    "other_accepted", _other_accepted, "not_accepted", "The other party has not accepted the platform's plan."
)
NOT_ACCEPTED = Guard(
    "not_accepted", _not_accepted, "already_accepted", "You have accepted the platform's plan already."
)
HAS_EVIDENCE = Guard(
    "has_evidence", _has_evidence, "no_such_evidence", "You have submitted no evidence in this dispute."
)
OWN_EVIDENCE = Guard(
    "own_evidence",
    _own_evidence,
    "no_such_evidence",
    "You have no such evidence in this dispute; `evidence` of the dispute lists what there is.",
    reads_details=True,
)
SAME_REASON = Guard(
    "same_reason",
    _same_reason,
    "reason_fixed",
    "The reason cannot change once arbitration has begun; the plan can.",
    reads_details=True,
)
LIABLE_NAMED = Guard(
    "liable_named",
    _liable_named,
    "liable_required",
    "Say who is liable: seller, buyer, carrier, platform or nobody (left out, it is the platform under the "
    "guarantee and the carrier for what its own logistics did not deliver).",
    reads_details=True,
)
GUARANTEE_KEPT = Guard(
    "guarantee_kept",
    _guarantee_kept,
    "seller_not_liable",
    "The after-sales guarantee covers this order, so the seller is not liable: rule liable='platform'.",
    reads_details=True,
)
ADDRESS_IF_RETURNED = Guard(
    "address_if_returned",
    _address_if_returned,
    "address_required",
    "The goods are to go back, and no return address is known: the seller gives one with `return_address`, "
    "or the platform with update_order.",
    reads_details=True,
)
RECEIVED = Guard("received", _has_received, "not_received", "The buyer has not received the goods.")
EVIDENCE_GIVEN = Guard(
    "evidence_given",
    _evidence_given,
    "evidence_required",
    "This needs evidence that comes with it: at least one image or video.",
    reads_details=True,
)
BUYER_GAVE_EVIDENCE = Guard(
    "buyer_gave_evidence",
    lambda s: _has_given_evidence("buyer", s),
    "evidence_required",
    "The buyer has given no evidence in this dispute.",
)
SELLER_GAVE_EVIDENCE = Guard(
    "seller_gave_evidence",
    lambda s: _has_given_evidence("seller", s),
    "evidence_required",
    "The seller has given no evidence in this dispute.",
)
OFFERS_SOMETHING = Guard(
    "offers_something",
    _offers_something,
    "no_offer",
    "An offer gives the buyer something; to give nothing, reject.",
    reads_details=True,
)
RULING_GIVEN = Guard(
    "ruling_given",
    _ruling_given,
    "ruling_required",
    "To overturn, say what is decided instead: `plan` and `winner`.",
    reads_details=True,
)
KEEPS_GOODS = Guard(
    "keeps_goods",
    _keeps_goods,
    "return_not_offered",
    "No goods are sent back any more: the plan is a refund or none.",
    reads_details=True,
)
WAS_RULED = Guard(
    "was_ruled", _ruled, "not_appealable", "Only a ruling of the platform can be appealed against, not an agreement."
)
SELLER_TIMED_OUT = Guard(
    "seller_timed_out", _seller_timed_out, "not_a_timeout", "The dispute did not end by the seller's silence."
)

GUARDS: dict[str, Guard] = {guard.name: guard for guard in list(globals().values()) if isinstance(guard, Guard)}
"""Every guard under its name."""
