"""The named changes that a row makes to the record. Each reads the command's details and edits the draft."""

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from .draft import Draft
from .guards import borne_by
from .inputs import Claim, Evidence, Party, Plan
from .records import Liable, Ruling, Winner


def open_claim(draft: Draft) -> None:
    """The buyer's plan and evidence; what is claimed has been a fact from the first."""
    claim = cast(Claim, draft.details["claim"])
    draft.plans["buyer"] = claim.plan
    draft.add_evidence(claim.evidence, "buyer")


def change_claim(draft: Draft) -> None:
    """What the buyer changes of the claim; what is not given stays."""
    if isinstance(plan := draft.details.get("plan"), Plan):
        draft.plans["buyer"] = plan
    if isinstance(reason := draft.details.get("reason"), str):
        draft.reason, draft.category = reason, draft.workflow.categories[reason]
        draft.facts_changed = True
    if isinstance(text := draft.details.get("text"), str):
        draft.text = text
    submit_evidence(draft)


def take_plan(draft: Draft) -> None:
    """The actor's plan; a refusal without one stands for no refund."""
    plan = draft.details.get("plan")
    draft.plans[_party(draft)] = plan if isinstance(plan, Plan) else Plan.no_refund()


def drop_plan(draft: Draft) -> None:
    """Back to no refund."""
    draft.plans[_party(draft)] = Plan.no_refund()


def take_ruling(draft: Draft) -> None:
    """The platform's plan with its winner and who is liable; earlier acceptances are void."""
    draft.plans["platform"] = cast(Plan, draft.details["plan"])
    liable = draft.details.get("liable") or borne_by(draft)
    code = cast("str | None", draft.details.get("reason_code"))
    draft.ruling = Ruling(cast(Winner, draft.details["winner"]), cast(Liable, liable), code)
    draft.accepted_by = ()
    draft.settlement = None


def note_acceptance(draft: Draft) -> None:
    """This party has accepted the platform's plan."""
    draft.accepted_by = (*draft.accepted_by, _party(draft))


def name_agent(draft: Draft) -> None:
    """The platform's agent who has the case."""
    draft.agent = draft.actor.id


def take_address(draft: Draft) -> None:
    """The seller's address for goods that come back; without one, the order's stays."""
    if isinstance(address := draft.details.get("return_address"), str):
        draft.order = replace(draft.order, return_address=address)


def void_agreement(draft: Draft) -> None:
    """What was agreed or ruled holds no longer."""
    draft.settlement = draft.adopted_plan = draft.ruling = None
    draft.accepted_by = ()


def submit_evidence(draft: Draft) -> None:
    """Evidence that the command brings."""
    draft.add_evidence(cast("tuple[Evidence, ...]", draft.details.get("evidence", ())), _party(draft))


def delete_evidence(draft: Draft) -> None:
    """One piece of the actor's evidence goes; the history keeps it."""
    gone = draft.details["evidence_id"]
    draft.evidence = tuple(item for item in draft.evidence if item.id != gone)


def first_answer(draft: Draft) -> None:
    """The seller's first answer, for the score's response time."""
    if "seller_answered" not in draft.points:
        draft.mark(("seller_answered",))


def _party(draft: Draft) -> Party:
    return cast(Party, draft.actor.role)


CHANGES: dict[str, Callable[[Draft], None]] = {
    change.__name__: change
    for change in (
        open_claim,
        change_claim,
        take_plan,
        drop_plan,
        take_ruling,
        note_acceptance,
        name_agent,
        take_address,
        void_agreement,
        submit_evidence,
        delete_evidence,
        first_answer,
    )
}
"""Every change under its name."""
