"""Infers from real orders and reviews what buyers complained of, when, and in which words."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from .complaint_rules import PATIENCE, RULES, SILENT_STARS, UNHAPPY_STARS, Rule, Situation
from .olist import OlistLine, OlistOrder, OlistReview


@dataclass(frozen=True, slots=True)
class Complaint:
    """A buyer's complaint of one line of an order, made at an instant; `words` are the customer's own."""

    order: OlistOrder
    line: OlistLine
    rule: str
    reason: str
    received: bool
    at: datetime
    words: str | None = None

    @property
    def key(self) -> tuple[datetime, str, str]:
        """Sorts complaints by time, then by order and line."""
        return self.at, self.order.id, self.line.number


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as it is printed: what it looks for, the reason given, of which lines and when."""

    name: str
    looks_for: str
    reason: str
    of: str
    made: str
    words: tuple[str, ...]


def rules_table(rules: Sequence[Rule] = RULES) -> tuple[RuleRow, ...]:
    """The rules in the order they are tried, for printing."""
    return tuple(
        RuleRow(
            rule.name,
            rule.looks_for,
            rule.reason,
            "every line" if rule.lines == "every" else "the dearest line",
            rule.made,
            rule.words,
        )
        for rule in rules
    )


def infer_complaints(orders: Iterable[OlistOrder], rules: Sequence[Rule] = RULES) -> tuple[Complaint, ...]:
    """All complaints by time. A line may have two: that it was late and, once there, what was wrong."""
    matchers = [_Matcher(rule) for rule in rules]
    found = (complaint for order in orders for complaint in _of_order(order, matchers))
    return tuple(sorted(found, key=lambda complaint: complaint.key))


def plain(text: str) -> str:
    """Lower case, without accents, single spaces: what the rules' words are compared with."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(char for char in decomposed if not unicodedata.combining(char)).split())


class _Matcher:
    """A rule with its words compiled."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self._pattern = re.compile(rf"\b(?:{'|'.join(map(_pattern, rule.words))})") if rule.words else None

    def fits(self, situation: Situation, words: str, promise_broken: bool) -> bool:
        """Whether a buyer in this situation who says these words complains by this rule."""
        return (
            situation in self.rule.situations
            and (promise_broken or not self.rule.promise_broken)
            and (self._pattern is None or self._pattern.search(words) is not None)
        )


def _pattern(phrase: str) -> str:
    return rf"{re.escape(phrase[:-1])}\b" if phrase.endswith(".") else re.escape(phrase)


def _of_order(order: OlistOrder, matchers: Sequence[_Matcher]) -> Iterator[Complaint]:
    spoken = _spoken(order, matchers)
    yield from spoken
    # Who has written in vain before the goods came does not complain again because the date has passed.
    if not (spoken and _situation(order, spoken[0].at) != "arrived"):
        yield from _silent(order, matchers)


def _spoken(order: OlistOrder, matchers: Sequence[_Matcher]) -> list[Complaint]:
    """What the words of an unhappy review complain of, made when it was answered."""
    review = order.review
    if review is None or review.score > UNHAPPY_STARS or not review.words:
        return []
    return _complaints(order, matchers, review.answered_at, review.words)


def _silent(order: OlistOrder, matchers: Sequence[_Matcher]) -> list[Complaint]:
    """The complaint of a buyer, not content, who has nothing a day after the promised date."""
    at = order.promised_at + PATIENCE
    if _content(order.review) or _situation(order, at) == "arrived":
        return []
    return _complaints(order, matchers, at, None)


def _content(review: OlistReview | None) -> bool:
    return review is not None and review.score >= SILENT_STARS


def _complaints(order: OlistOrder, matchers: Sequence[_Matcher], at: datetime, words: str | None) -> list[Complaint]:
    situation, broken = _situation(order, at), order.promised_at <= at
    said = plain(words or "")
    rule = next((one.rule for one in matchers if one.fits(situation, said, broken)), None)
    if rule is None:
        return []
    return [Complaint(order, line, rule.name, rule.reason, rule.received, at, words) for line in _lines_of(order, rule)]


def _situation(order: OlistOrder, at: datetime) -> Situation:
    if order.shipped_at is None or at < order.shipped_at:
        return "not_shipped"
    if order.delivered_at is None or at < order.delivered_at:
        return "on_the_way"
    return "arrived"


def _lines_of(order: OlistOrder, rule: Rule) -> tuple[OlistLine, ...]:
    if rule.lines == "every" or not order.lines:
        return order.lines
    # Of lines that cost the same, the first.
    return (max(order.lines, key=lambda line: line.paid.amount),)
