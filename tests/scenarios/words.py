"""The words of the scenario tables, and what they mean to the engine. A word that is not here is an error."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal, cast

from disputes import Evidence, Money, Plan

from ..support import START

Values = dict[str, object]
Phrases = Mapping[str, Callable[[re.Match[str]], Values]]

TIME = r"day -?\d+(?: \d\d:\d\d)?(?: [+-] 1us)?"
MONEY = r"\d+\.\d\d [A-Z]{3}"
FREIGHT = "with freight paid by (?:buyer|seller|platform)"
PLAN = rf"replacement|no refund|refund {MONEY}|goods back and refund {MONEY} {FREIGHT}"
SPAN = r"\d+ days?(?: \d\d:\d\d)?(?: [+-] 1us)?"
SIZES = {"byte": 1, "bytes": 1, "MB": 1_000_000}
TICK = timedelta(microseconds=1)
MIDNIGHT = datetime(2026, 1, 1, tzinfo=UTC)

ADDRESS = "Returns Desk, 1 Main St"
STATES = (
    *("seller_response", "negotiation", "arbitration", "plan_proposed"),
    *("returning", "return_shipped", "resolved", "appealed"),
    *("mediation", "evidence_wanted", "return_arrived", "adjusted"),
    *("inquiry", "offered", "claim", "claim_offered", "review"),
)
REFUSALS = (
    *("not_shipped", "too_early", "too_late", "evidence_required", "already_open", "already_decided"),
    *("return_not_offered", "above_refundable", "wrong_actor", "wrong_state", "reason_fixed", "no_plan"),
    *("already_accepted", "no_such_evidence", "version_changed", "liable_required", "seller_not_liable"),
    *("address_required", "already_escalated", "not_appealable", "already_appealed", "ruling_required"),
    "already_admitted",
    *("not_a_timeout", "not_waiting", "not_extendable", "above_cap", "not_paused", "already_paused", "no_clock"),
    *("payment_unknown", "no_offer"),
)
ACTIONS = (
    *("file", "modify_claim", "propose_plan", "reject", "accept_plan", "withdraw_plan", "withdraw"),
    *("submit_evidence", "delete_evidence", "take_case", "rule"),
    *("ship_return", "confirm_return", "escalate", "appeal", "decide_appeal", "admit_fault"),
    *("extend", "pause", "resume", "report_arrival"),
)
TIMERS = (
    *("platform_intervention", "seller_response_timeout", "plan_acceptance_timeout", "arbitration_default"),
    *("return_shipment_timeout", "return_confirmation_timeout", "appeal_default"),
    *("arbitration_sla", "reminder", "pause_timeout"),
    *("evidence_timeout", "contact_sla", "inquiry_timeout", "offer_timeout"),
    *("escalation_timeout", "refund_due", "adjustment_timeout"),
)
ACTS = dict.fromkeys(("buyer", "seller", "platform", "stranger"), ACTIONS) | {"timer": TIMERS, "order": ("update",)}
"""Who can stand in a line, and with what."""

ENDS_NOTHING = ("admit_fault", "appeal_default")
"""What leads to `resolved` without a new outcome: the dispute has ended before."""

DAEMON = "down|looks in"
RESULT = rf"{'|'.join(STATES)}|refused (?:{'|'.join(REFUSALS)})|invalid \w+|not found|nothing"


def instant(text: str) -> datetime:
    """`day 2 03:00`: two days and three hours after the scenarios' day 0; `day 5 - 1us`: the last moment before."""
    return START + _span(text.removeprefix("day "))


def span(text: str) -> timedelta:
    """`2 days 03:00`, `5 days - 1us`."""
    return _span(re.sub(r" days?", "", text))


def _span(text: str) -> timedelta:
    match = re.fullmatch(r"(-?\d+)(?: (\d\d):(\d\d))?(?: ([+-]) 1us)?", text)
    assert match, text
    days, hours, minutes, sign = match.groups()
    whole = timedelta(days=int(days), hours=int(hours or 0), minutes=int(minutes or 0))
    return whole + {"+": TICK, "-": -TICK, None: 0 * TICK}[sign]


def shown(at: datetime) -> str:
    """The instant as tables write it."""
    after = at - START
    clock = (MIDNIGHT + timedelta(seconds=after.seconds, microseconds=after.microseconds)).time().isoformat()
    return f"day {after.days}" + (f" {clock.removesuffix(':00')}" if clock != "00:00:00" else "")


def normal(text: str) -> str:
    """The same text with every instant written as `shown` writes it."""
    return re.sub(TIME, lambda match: shown(instant(match[0])), " ".join(text.split()))


def money(text: str) -> Money:
    """`12.50 USD`."""
    return Money.of(*cast(tuple[str, str], tuple(text.split())))


def plan(text: str) -> Plan:
    """`refund 12.50 USD`, `no refund`, `replacement`, `goods back and refund 12.50 USD with freight paid by buyer`."""
    if text in ("no refund", "replacement"):
        return Plan.no_refund() if text == "no refund" else Plan.replacement()
    back, _, rest = text.rpartition("refund ")
    if not back:
        return Plan.refund(money(rest))
    amount, _, payer = rest.partition(" with freight paid by ")
    return Plan.return_and_refund(money(amount), cast(Literal["buyer", "seller", "platform"], payer))


def _evidence(match: re.Match[str]) -> Values:
    count, kind, size, unit = match.groups()
    size_bytes = int(size) * SIZES[unit] if size else 81_920
    item = Evidence(cast(Literal["image", "video"], kind), "s3://evidence/1", "ab" * 32, size_bytes)
    return {"evidence": (item,) * int(count)}


ORDER: Phrases = {
    f"paid ({MONEY})": lambda found: {"paid": money(found[1])},
    f"refunded ({MONEY})": lambda found: {"refunded": money(found[1])},
    f"shipped ({TIME})": lambda found: {"shipped_at": instant(found[1])},
    f"promised ({TIME})": lambda found: {"promised_delivery_at": instant(found[1])},
    f"delivered ({TIME})": lambda found: {"delivered_at": instant(found[1])},
    f"completed ({TIME})": lambda found: {"completed_at": instant(found[1])},
    "(gold|silver) seller": lambda found: {"seller_medal": found[1]},
    "under guarantee": lambda found: {"after_sales_guarantee": True},
    "platform logistics": lambda found: {"platform_logistics": True},
    "return address": lambda found: {"return_address": ADDRESS},
    "sent by (express|ems|post)": lambda found: {"facts": {"shipping": found[1]}},
    "vip buyer": lambda found: {"facts": {"vip_buyer": True}},
    f"paid on ({TIME})": lambda found: {"times": {"paid": instant(found[1])}},
    f"payment released ({TIME})": lambda found: {"times": {"payment_released": instant(found[1])}},
}
_CLAIMED: Phrases = {
    f"({PLAN})": lambda found: {"plan": plan(found[1])},
    r"(\d+) (image|video)s?(?: of (\d+) (bytes?|MB))?": _evidence,
}
CLAIM: Phrases = {
    **_CLAIMED,
    "goods received": lambda found: {"received": True},
    "([a-z_]+)": lambda found: {"reason": found[1]},
}
_JUDGED: Phrases = {
    "winner (buyer|seller|both|nobody)": lambda found: {"winner": found[1]},
    "liable (seller|buyer|carrier|platform|nobody)": lambda found: {"liable": found[1]},
}
ACT: Phrases = {
    **_CLAIMED,
    **_JUDGED,
    r"reason (\w+)": lambda found: {"reason": found[1]},
    "of (buyer|seller|platform)": lambda found: {"of": found[1]},
    r"evidence (e\d+)": lambda found: {"evidence_id": found[1]},
    "return address": lambda found: {"return_address": ADDRESS},
    r"carrier (\w+)": lambda found: {"carrier": found[1]},
    r"tracking (\w+)": lambda found: {"tracking": found[1]},
    r"condition (\w+)": lambda found: {"condition": found[1]},
    "overturn|uphold": lambda found: {"overturn": found[0] == "overturn"},
    r"reason code (\w+)": lambda found: {"reason_code": found[1]},
    rf"timer (\w+) by ({SPAN})": lambda found: {"timer": found[1], "duration": span(found[2])},
    r"text ([^,]+)": lambda found: {"text": found[1]},
    r"having seen version (\d+)": lambda found: {"expected_version": int(found[1])},
}
OUTCOME: Phrases = {
    **_JUDGED,
    "(agreed|seller_timeout|ruled|withdrawn|return_expired|platform_timeout|lapsed)": lambda found: {
        "resolution": found[1]
    },
    "decided by (parties|timer|platform|buyer)": lambda found: {"decided_by": found[1]},
    f"refund ({MONEY})": lambda found: {"refund": money(found[1])},
    "(not )?arbitrated": lambda found: {"arbitrated": not found[1]},
    "seller timed out": lambda found: {"seller_timed_out": True},
    "under guarantee": lambda found: {"after_sales_guarantee": True},
    "goods returned": lambda found: {"with_return": True},
    r"revision (\d+)": lambda found: {"revision": int(found[1])},
    f"first answer after ({SPAN})": lambda found: {"first_response_after": span(found[1])},
    r"reason code (\w+)": lambda found: {"reason_code": found[1]},
    r"reason (\w+)": lambda found: {"reason": found[1]},
    r"category (\w+)": lambda found: {"category": found[1]},
}


def _list_of(item: str) -> str:
    return f"nothing|{item}(?:, {item})*"


UNSAID: Values = {
    "seller_timed_out": False,
    "after_sales_guarantee": False,
    "first_response_after": None,
    "with_return": False,
    "revision": 1,
    "reason_code": None,
}
"""What an outcome says when its line does not."""

CHECKS = {
    "plans": rf"buyer (?:none|{PLAN}), seller (?:none|{PLAN}), platform (?:none|{PLAN})",
    "adopted": f"nothing|{PLAN}",
    "stage": "seller_response|negotiation|arbitration|returning|resolved",
    "turn": "buyer|seller|platform|nobody",
    "agenda": _list_of(f"(?:{'|'.join(TIMERS)}) {TIME}"),
    "evidence": _list_of(r"e\d+ (?:buyer|seller)"),
    "reason": r"\w+, category \w+",
    "queue": rf"(?:{'|'.join(STATES)}): line \w+(?:, line \w+)*",
}
"""What a line without a day may look at, and how it is written."""


def understand(text: str, phrases: Phrases) -> Values:
    """The values that a comma-separated text stands for; ValueError names what is not understood or said twice."""
    values: Values = {}
    for part in (part.strip() for part in text.split(",")):
        for name, value in _one(part, phrases).items():
            if name == "evidence":
                value = (*cast(tuple[Evidence, ...], values.pop(name, ())), *cast(tuple[Evidence, ...], value))
            if name in ("facts", "times"):
                value = cast(Values, values.pop(name, {})) | cast(Values, value)
            if name in values:
                raise ValueError(f"{name} is said twice")
            values[name] = value
    return values


def _one(part: str, phrases: Phrases) -> Values:
    for pattern, build in phrases.items():
        if match := re.fullmatch(pattern, part):
            return build(match)
    raise ValueError(f"not understood: {part!r}")
