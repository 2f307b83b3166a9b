"""dispute-engine: order disputes as persisted state machines with durable timers.

Everything public is importable from here, and loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import workflows as workflows
    from .engine.bulk import Bulk as Bulk
    from .engine.bulk import BulkItem as BulkItem
    from .engine.bulk import Move as Move
    from .engine.cases import Agreed as Agreed
    from .engine.cases import Case as Case
    from .engine.cases import Proposed as Proposed
    from .engine.clock import Clock as Clock
    from .engine.clock import ManualClock as ManualClock
    from .engine.clock import SystemClock as SystemClock
    from .engine.conditions import Guard as Guard
    from .engine.deadlines import Duration as Duration
    from .engine.definition import Workflow as Workflow
    from .engine.delivery import Backlog as Backlog
    from .engine.delivery import Cursor as Cursor
    from .engine.delivery import Delivery as Delivery
    from .engine.delivery import Endpoint as Endpoint
    from .engine.engine import Engine as Engine
    from .engine.errors import AlreadyRecorded as AlreadyRecorded
    from .engine.errors import Busy as Busy
    from .engine.errors import CommandConflict as CommandConflict
    from .engine.errors import DisputeError as DisputeError
    from .engine.errors import InvalidInput as InvalidInput
    from .engine.errors import NotFound as NotFound
    from .engine.errors import Refused as Refused
    from .engine.errors import SchemaOutdated as SchemaOutdated
    from .engine.errors import Unavailable as Unavailable
    from .engine.errors import WorkflowInvalid as WorkflowInvalid
    from .engine.inputs import Actor as Actor
    from .engine.inputs import Claim as Claim
    from .engine.inputs import Evidence as Evidence
    from .engine.inputs import Order as Order
    from .engine.inputs import Plan as Plan
    from .engine.money import Money as Money
    from .engine.reading import Page as Page
    from .engine.records import ActionItem as ActionItem
    from .engine.records import AgendaItem as AgendaItem
    from .engine.records import Delay as Delay
    from .engine.records import Dispute as Dispute
    from .engine.records import Effect as Effect
    from .engine.records import Event as Event
    from .engine.records import Fired as Fired
    from .engine.records import Heartbeat as Heartbeat
    from .engine.records import Hold as Hold
    from .engine.records import Outcome as Outcome
    from .engine.records import Parked as Parked
    from .engine.records import Ruling as Ruling
    from .engine.records import Settlement as Settlement
    from .engine.records import SubmittedEvidence as SubmittedEvidence
    from .engine.records import Tick as Tick
    from .engine.records import Timer as Timer
    from .engine.refunds import RefundOrder as RefundOrder
    from .engine.sellers import Standing as Standing
    from .interfaces.delivery.schemas import message_schema as message_schema
    from .interfaces.delivery.settings import DeliverySettings as DeliverySettings
    from .interfaces.delivery.settings import Limits as Limits
    from .interfaces.embedded import DisputeEngine as DisputeEngine
    from .interfaces.scores.dispute_facts import DisputeFacts as DisputeFacts
    from .interfaces.scores.dispute_facts import Followed as Followed
    from .interfaces.scores.fact_loading import load_facts as load_facts
    from .interfaces.scores.fact_loading import load_olist as load_olist
    from .interfaces.scores.in_force import InForce as InForce
    from .interfaces.scores.in_force import PenaltyPoints as PenaltyPoints
    from .interfaces.scores.loans import Loan as Loan
    from .interfaces.scores.runs import Run as Run
    from .interfaces.scores.scoring import Scores as Scores
    from .scoring.card import Card as Card
    from .scoring.explaining import Explanation as Explanation
    from .scoring.published import Published as Published
    from .scoring.review_complaints import OpenComplaint as OpenComplaint
    from .storage.loading import Loaded as Loaded
    from .storage.warehouse import Warehouse as Warehouse
    from .workflows.temu.fines import Fine as Fine

_HOMES = {
    "engine.bulk": ("Bulk", "BulkItem", "Move"),
    "engine.cases": ("Agreed", "Case", "Proposed"),
    "engine.clock": ("Clock", "ManualClock", "SystemClock"),
    "engine.deadlines": ("Duration",),
    "engine.conditions": ("Guard",),
    "engine.definition": ("Workflow",),
    "engine.delivery": ("Backlog", "Cursor", "Delivery", "Endpoint"),
    "engine.engine": ("Engine",),
    "engine.errors": (
        "Busy",
        "AlreadyRecorded",
        "CommandConflict",
        "DisputeError",
        "InvalidInput",
        "NotFound",
        "Refused",
        "SchemaOutdated",
        "Unavailable",
        "WorkflowInvalid",
    ),
    "engine.inputs": ("Actor", "Claim", "Evidence", "Order", "Plan"),
    "engine.money": ("Money",),
    "engine.reading": ("Page",),
    "engine.records": (
        "ActionItem",
        "AgendaItem",
        "Delay",
        "Dispute",
        "Effect",
        "Event",
        "Fired",
        "Heartbeat",
        "Hold",
        "Outcome",
        "Parked",
        "Ruling",
        "Settlement",
        "SubmittedEvidence",
        "Tick",
        "Timer",
    ),
    "engine.refunds": ("RefundOrder",),
    "engine.sellers": ("Standing",),
    "interfaces.scores.dispute_facts": ("DisputeFacts", "Followed"),
    "interfaces.delivery.schemas": ("message_schema",),
    "interfaces.delivery.settings": ("DeliverySettings", "Limits"),
    "interfaces.embedded": ("DisputeEngine",),
    "interfaces.scores.fact_loading": ("load_facts", "load_olist"),
    "interfaces.scores.in_force": ("InForce", "PenaltyPoints"),
    "interfaces.scores.loans": ("Loan",),
    "interfaces.scores.runs": ("Run",),
    "interfaces.scores.scoring": ("Scores",),
    "scoring.card": ("Card",),
    "scoring.explaining": ("Explanation",),
    "scoring.published": ("Published",),
    "scoring.review_complaints": ("OpenComplaint",),
    "storage.loading": ("Loaded",),
    "storage.warehouse": ("Warehouse",),
    "workflows.temu.fines": ("Fine",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = ["workflows", *_HOME_OF]  # noqa: PLE0604  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> object:
    if name == "workflows":
        return import_module(".workflows", __name__)
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME_OF[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
