"""Issue records in the vocabulary of AliExpress' API, and the cases that open ones are.

Found in the official SDKs: the fields, `issue_status`, `solution_type`, `solution_owner`, `reached_type`,
`logistics_fee_bear_role`, `after_sale_warranty`. Times are local to Los Angeles. An issue does not say who is
liable for a plan of the platform: it is taken over as nobody (our default).
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ...engine.cases import Agreed, Case, Proposed
from ...engine.errors import InvalidInput
from ...engine.fields import Instant
from ...engine.inputs import Claim, Order, Party, Plan
from ...engine.money import Money
from ...engine.records import DecidedBy, Liable, Resolution, Winner
from .lifecycle import ALIEXPRESS_2
from .rules import INTERVENTION, RESPONSE_WINDOW, ZONE

Status = Literal["processing", "canceled_issue", "finish"]
Reached = Literal["negotiation_consensus", "platform_arbitrate", "seller_reponse_timeout", "seller_response_timeout"]

_ENDINGS: dict[str, tuple[Resolution, DecidedBy, Winner, Liable]] = {
    "negotiation_consensus": ("agreed", "parties", "both", "nobody"),
    "platform_arbitrate": ("ruled", "platform", "buyer", "nobody"),
    "seller_reponse_timeout": ("seller_timeout", "timer", "buyer", "seller"),
    "seller_response_timeout": ("seller_timeout", "timer", "buyer", "seller"),
}
"""How a solution was reached, and the ending that it stands for; the API spells `reponse`."""


def _to_utc(local: datetime) -> datetime:
    return (local if local.tzinfo else local.replace(tzinfo=ZoneInfo(ZONE.name))).astimezone(UTC)


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _unwrapped(value: Any) -> Any:
    # The API wraps a list in an object with one key.
    return next(iter(value.values()), ()) if isinstance(value, dict) else value or ()  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType, reportUnknownArgumentType]


Local = Annotated[datetime, AfterValidator(_to_utc)]
Name = Annotated[str, BeforeValidator(_as_text), Field(min_length=1)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Solution(_Record):
    """A plan of one party."""

    solution_type: Literal["refund", "return_and_refund"] = "refund"
    gmt_create: Local
    refund_money_post: Name
    refund_money_post_currency: str
    logistics_fee_bear_role: Party | None = None
    status: str | None = None
    reached_type: Reached | None = None
    reached_time: Local | None = None

    @property
    def plan(self) -> Plan:
        """The plan it stands for."""
        amount = Money.of(self.refund_money_post, self.refund_money_post_currency)
        if not amount.amount:
            return Plan.no_refund()
        if self.solution_type == "refund":
            return Plan.refund(amount)
        return Plan("return_and_refund", amount, self.logistics_fee_bear_role)


class Step(_Record):
    """An entry of an issue's process, of which only whether the goods were received is read."""

    receive_goods: Literal["Y", "N", True, False] | None = None


Solutions = Annotated[tuple[Solution, ...], BeforeValidator(_unwrapped)]


class Issue(_Record):
    """An issue record; `order` and `times` may hold what the API lacks, such as `shipped_at`, `return_shipped`."""

    id: Name | None = None
    order_id: Name
    parent_order_id: Name
    buyer_login_id: Name
    gmt_create: Local
    issue_status: Status
    issue_reason: str | None = None
    after_sale_warranty: bool = False
    refund_money_max: Name
    refund_money_max_currency: str
    buyer_return_no: str | None = None
    process_dto_list: Annotated[tuple[Step, ...], BeforeValidator(_unwrapped)] = ()
    buyer_solution_list: Solutions = ()
    seller_solution_list: Solutions = ()
    platform_solution_list: Solutions = ()
    order: dict[Literal["shipped_at", "promised_delivery_at", "delivered_at", "completed_at"], Instant] = Field(
        default_factory=dict
    )
    times: dict[str, Instant] = Field(default_factory=dict[str, datetime])

    def newest(self, party: Party) -> Solution | None:
        """A party's last plan."""
        return max(self.solutions(party), key=lambda one: one.gmt_create, default=None)

    def solutions(self, party: Party) -> tuple[Solution, ...]:
        """All plans of a party."""
        listed: tuple[Solution, ...] = getattr(self, f"{party}_solution_list")
        return listed

    @property
    def received(self) -> bool:
        """Whether the buyer has the goods."""
        return any(step.receive_goods in ("Y", True) for step in self.process_dto_list)

    @property
    def reached(self) -> tuple[Party, Solution] | None:
        """The plan that is being carried out, and whose it is."""
        parties: tuple[Party, ...] = ("buyer", "seller", "platform")
        return next(((who, one) for who in parties for one in self.solutions(who) if one.status == "reached"), None)


def read_issue(data: dict[str, object]) -> Issue:
    """The record in plain data; InvalidInput names every field that is wrong."""
    try:
        return Issue.model_validate(data)
    except ValidationError as error:
        raise InvalidInput.of(error, "issue", tuple(Issue.model_fields)) from None


def case_of(issue: Issue, seller: str, now: datetime) -> Case:
    """The case of an open issue; `seller` is whose account it comes from. InvalidInput names what is missing.

    The state follows from the solutions: a reached return is under way, a plan of the platform lies before the
    parties, after seven days the platform arbitrates, and a solution of the seller is its answer. Where a seller
    would have been silent for too long the platform is asked to look: an issue that is still open shows that
    something else has happened.
    """
    buyers = issue.newest("buyer")
    if buyers is None:
        raise InvalidInput("buyer_solution_list", "must hold the buyer's plan")
    others: tuple[Party, ...] = ("seller", "platform")
    plans: dict[Party, Plan] = {party: newest.plan for party in others if (newest := issue.newest(party))}
    state, times = _standing(issue, buyers, now)
    return Case(
        _order(issue, seller),
        Claim(_reason(issue), plan=buyers.plan, received=issue.received),
        state,
        issue.gmt_create,
        plans,
        {name: issue.times.get(name, at) for name, at in times.items()},
        _proposed(plans["platform"]) if "platform" in plans else None,
        _agreed(*issue.reached) if issue.reached else None,
    )


def _order(issue: Issue, seller: str) -> Order:
    facts: dict[str, Any] = {**issue.order}
    return Order(
        id=issue.parent_order_id,
        line=issue.order_id,
        buyer=issue.buyer_login_id,
        seller=seller,
        paid=Money.of(issue.refund_money_max, issue.refund_money_max_currency),
        after_sales_guarantee=issue.after_sale_warranty,
        **facts,
    )


def _reason(issue: Issue) -> str:
    if issue.issue_reason in ALIEXPRESS_2.categories:
        return str(issue.issue_reason)
    return "not_as_described" if issue.received else "not_received"


def _standing(issue: Issue, buyers: Solution, now: datetime) -> tuple[str, dict[str, datetime]]:
    """In which state an issue stands, and the time points that its deadlines count from."""
    filed_at, claimed = issue.gmt_create, max(issue.gmt_create, buyers.gmt_create)
    if issue.reached:
        settled = {"settled": issue.reached[1].reached_time or claimed}
        # Since when the goods are on their way an issue does not say: the seller's time to confirm starts now.
        return (
            ("return_shipped", settled | {"return_shipped": now}) if issue.buyer_return_no else ("returning", settled)
        )
    started = (
        filed_at if issue.after_sale_warranty else issue.times.get("arbitration_started", filed_at + INTERVENTION.span)
    )
    if platforms := issue.newest("platform"):
        proposed = platforms.gmt_create
        return "plan_proposed", {"arbitration_started": min(started, proposed), "plan_proposed": proposed}
    if started <= now:
        return "arbitration", {"arbitration_started": started}
    if issue.seller_solution_list:
        return "negotiation", {}
    if claimed + RESPONSE_WINDOW.span <= now:
        return "arbitration", {"arbitration_started": now}
    return "seller_response", {"claim_submitted": claimed}


def _proposed(plan: Plan) -> Proposed:
    return Proposed("seller" if plan == Plan.no_refund() else "buyer", "nobody")


def _agreed(party: Party, solution: Solution) -> Agreed:
    if solution.reached_type is None:
        raise InvalidInput("reached_type", f"is required of a solution that is reached: {', '.join(_ENDINGS)}")
    return Agreed(party, *_ENDINGS[solution.reached_type])
