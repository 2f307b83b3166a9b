"""The page of bounds: within which time the disputes of each shipped workflow end."""

from .. import workflows
from ..engine.proof import Bound, Proof


def bounds() -> str:
    """Within which time the disputes of each shipped workflow end."""
    parts = [_BOUNDS.strip()]
    for workflow in workflows.all():
        parts += [f"## {workflow.title} (`{workflow.id}`)", *_proof(workflow.proof)]
    return "\n\n".join(parts) + "\n"


def _proof(proof: Proof) -> list[str]:
    assert proof.end, f"{proof.workflow} has no bound: see `disputes workflow check {proof.workflow}`"
    parts = [f"Every dispute ends within **{proof.end.sentence()}**."]
    longest = proof.end
    if proof.last_word is None:
        parts.append("After the end there is no last word: it can be taken up again without a limit.")
    elif proof.last_word.at != proof.end.at:
        parts.append(f"The last word, appeals decided, is spoken within **{proof.last_word.sentence()}**.")
        longest = proof.last_word
    return [*parts, "The way that takes longest:", _way(longest)]


def _way(bound: Bound) -> str:
    rows = (f"| {when} | {what} |" for when, what in bound.table())
    return "\n".join(("| At the latest after | What happens |", "|---|---|", *rows))


_BOUNDS = """
# Bounds: within which time disputes end

Made by `make docs` from the walk that `disputes workflow check` takes; a test keeps it current.

Each bound holds whatever the parties do or leave undone: they act as late as they can, operators extend every timer
and pause the clock to the cap. A dispute that nobody extends or pauses ends within the time in brackets. A time
that counts from a fact of the order is given beside the time after filing, since only the host knows it: the later
of the two holds. Business days and local days are counted at their longest, with the clocks' change and the
holidays frozen into the version. What the walk proves and what it takes for granted:
[decision 0018](decisions/0018-bounds.md).
"""
