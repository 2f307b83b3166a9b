"""The rules by which complaints are inferred from orders and reviews: data, in the order they are tried."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from .complaint_words import (
    ADDRESS,
    DAMAGED,
    FAKE,
    GIVE_BACK,
    LOST,
    MISSING_PART,
    NEVER_CAME,
    NOTHING_HERE,
    OTHER_THAN_ORDERED,
    POOR_QUALITY,
    SENT_BACK,
    TRACKING,
)

Situation = Literal["not_shipped", "on_the_way", "arrived"]
"""Where the goods are, as far as the files know, when the buyer complains."""

Lines = Literal["every", "dearest"]

UNHAPPY_STARS = 2
"""Up to so many stars, a review's words are read as a complaint, made when the review was answered."""

SILENT_STARS = 4
"""From so many stars on, a buyer complains of nothing, whatever the dates say."""

PATIENCE = timedelta(days=1)
"""How long after the promised date a buyer complains who has received nothing and has written nothing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to complain: in which situations, by which words (none: whatever was said), of which lines.

    Lines: `every` of the order, or the `dearest` alone, since a review does not say which one it is about.
    `received`: the buyer says to have the goods. `promise_broken`: only once the promised date has passed.
    """

    name: str
    looks_for: str
    reason: str
    situations: tuple[Situation, ...]
    words: tuple[str, ...] = ()
    lines: Lines = "every"
    received: bool = False
    promise_broken: bool = False

    @property
    def made(self) -> str:
        """When such a complaint is made, for people."""
        late = f"{PATIENCE.days} day after the promised date"
        if self.words:
            return "when the review was answered"
        return f"when the review was answered, else {late}"


# Goods may have arrived without the carrier's record of it: the words decide.
_PERHAPS_ARRIVED: tuple[Situation, ...] = ("arrived", "on_the_way")

RULES = (
    Rule(
        "not_shipped",
        "The seller has not handed the goods over (cancelled, unavailable, forgotten or not yet done).",
        "not_received",
        ("not_shipped",),
    ),
    Rule(
        "sent_back",
        "Nothing has come, and the words say that it went back to the sender.",
        "returned_to_seller",
        ("on_the_way",),
        SENT_BACK,
    ),
    Rule(
        "address",
        "Nothing has come, and the words are about the address.",
        "wrong_address",
        ("on_the_way",),
        ADDRESS,
    ),
    Rule(
        "lost",
        "Nothing has come, and the words say that it was lost, stolen or is stuck.",
        "abnormal_tracking",
        ("on_the_way",),
        LOST,
    ),
    Rule(
        "tracking",
        "Nothing has come, and the words are about the tracking number.",
        "invalid_tracking",
        ("on_the_way",),
        TRACKING,
    ),
    Rule(
        "says_not_arrived",
        "Nothing has come, and the words say so.",
        "in_transit",
        ("on_the_way",),
        NEVER_CAME,
    ),
    Rule(
        "fake",
        "The words say that the goods are fakes.",
        "counterfeit",
        _PERHAPS_ARRIVED,
        FAKE,
        "dearest",
        received=True,
    ),
    Rule(
        "part_missing",
        "The words say that a part or a piece is missing.",
        "short_shipment",
        _PERHAPS_ARRIVED,
        MISSING_PART,
        "dearest",
        received=True,
    ),
    Rule(
        "other_than_ordered",
        "The words say that something else came than was ordered or shown.",
        "wrong_description",
        _PERHAPS_ARRIVED,
        OTHER_THAN_ORDERED,
        "dearest",
        received=True,
    ),
    Rule(
        "broken",
        "The words say that the goods are broken or came damaged.",
        "damaged",
        _PERHAPS_ARRIVED,
        DAMAGED,
        "dearest",
        received=True,
    ),
    Rule(
        "poor_quality",
        "The words say that the goods do not work or are of poor quality.",
        "quality",
        ("arrived",),
        POOR_QUALITY,
        "dearest",
        received=True,
    ),
    Rule(
        "marked_delivered",
        "The carrier says delivered, the words say that nothing came.",
        "abnormal_tracking",
        ("arrived",),
        NOTHING_HERE,
    ),
    Rule(
        "regrets",
        "The words say that the buyer wants to give the goods back, and not why.",
        "buyer_reason",
        ("arrived",),
        GIVE_BACK,
        "dearest",
        received=True,
    ),
    Rule(
        "promise_broken",
        "The promised date has passed and nothing has come (never delivered, or delivered later).",
        "in_transit",
        ("on_the_way",),
        promise_broken=True,
    ),
)
"""Tried from the top; the first that fits is the complaint."""

GENERAL_RULES = (
    f"Words are read in reviews of 1 to {UNHAPPY_STARS} stars, and the complaint is made when the review was answered.",
    f"Who has nothing {PATIENCE.days} day after the promised date complains then, unless words have said so before "
    f"or the review has {SILENT_STARS} or 5 stars.",
    "Of several reviews of an order the one with the fewest stars counts, and of those the earliest.",
    "An order with several lines becomes one dispute per line complained of; orders without lines have none.",
    "Once late goods are there, words may complain a second time, of the goods.",
    "What the files do not know (pictures, medals, guarantee, carrier, who files once more) the model adds.",
)
"""What holds for all rules, for printing above them."""
