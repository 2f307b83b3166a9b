"""The life of an AliExpress dispute: `aliexpress@2`, and `aliexpress@1`, the regime until 2016.

The numbers are in rules.py, states and actions in vocabulary.py, the rows in negotiation.py and arbitration.py.
"""

from dataclasses import replace

from ...engine.deadlines import after
from ...engine.definition import Workflow
from .arbitration import APPEALS, ARBITRATION, RETURNS, TIMEOUTS, timers
from .negotiation import (
    ACCEPTANCES,
    CLAIM_CHANGES,
    EVIDENCE_AND_WITHDRAWAL,
    SELLER_ANSWERS,
    escalation,
    filing,
)
from .rules import (
    FILING_DELAY,
    IMAGES,
    INTERVENTION,
    OLD_ESCALATION_CLOSES,
    OLD_ESCALATION_OPENS,
    OLD_FILING_DELAY,
    OLD_INTERVENTION,
    PAUSES,
    REASON_CODES,
    REASONS,
    VIDEOS,
    ZONE,
)
from .vocabulary import ACTIONS, STATES

_ROWS = (
    *CLAIM_CHANGES,
    *SELLER_ANSWERS,
    *ACCEPTANCES,
    *EVIDENCE_AND_WITHDRAWAL,
    *ARBITRATION,
    *RETURNS,
    *APPEALS,
    *TIMEOUTS,
)

ALIEXPRESS_2 = Workflow(
    name="aliexpress",
    version=2,
    title="AliExpress order disputes",
    zone=ZONE,
    states=STATES,
    actions=ACTIONS,
    transitions=(*filing(FILING_DELAY), *_ROWS),
    timers=timers(after(INTERVENTION, "filed")),
    reasons=REASONS,
    plans=("refund", "return_and_refund", "no_refund"),
    evidence_limits=(IMAGES, VIDEOS),
    reason_codes=REASON_CODES,
    pausable=PAUSES,
)

ALIEXPRESS_1 = replace(
    ALIEXPRESS_2,
    version=1,
    title="AliExpress order disputes, the regime until 2016",
    actions=tuple(
        replace(
            action,
            by=("buyer", "seller"),
            meaning="Bring the dispute before the platform; under way, a return is void.",
        )
        if action.name == "escalate"
        else action
        for action in ACTIONS
    ),
    transitions=(*filing(OLD_FILING_DELAY), *escalation(OLD_ESCALATION_OPENS, OLD_ESCALATION_CLOSES), *_ROWS),
    timers=timers(after(OLD_INTERVENTION, "filed")),
)
