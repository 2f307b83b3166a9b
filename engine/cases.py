"""Cases taken over: disputes that were opened elsewhere, as another system had them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from .fields import Id, Instant, ListOrTuple, input_record
from .frozen import FrozenDict
from .inputs import Claim, Order, Party, Plan, Times
from .records import DecidedBy, Liable, Resolution, Winner


def _freeze(plans: Mapping[Party, Plan]) -> FrozenDict[Party, Plan]:
    return FrozenDict(plans)


@input_record
class Agreed:
    """What was agreed or ruled and is being carried out: whose plan, and how the dispute will end."""

    plan: Party
    resolution: Resolution
    decided_by: DecidedBy
    winner: Winner
    liable: Liable


@input_record
class Proposed:
    """Who wins and who is liable by the plan that the platform has proposed."""

    winner: Winner
    liable: Liable


@input_record
class Case:
    """An open dispute as another system had it: in which state, since when, with which plans.

    `claim.plan` is the buyer's plan as it stands, `plans` are the seller's and the platform's. `times` are the
    time points that the state's deadlines count from, such as `claim_submitted`; `filed` is `filed_at`.
    """

    order: Order
    claim: Claim
    state: Id
    filed_at: Instant
    plans: Annotated[Mapping[Party, Plan], AfterValidator(_freeze)] = Field(default_factory=FrozenDict[Party, Plan])
    times: Times = Field(default_factory=FrozenDict[str, datetime])
    proposed: Proposed | None = None
    agreed: Agreed | None = None
    accepted_by: Annotated[tuple[Party, ...], ListOrTuple] = ()
