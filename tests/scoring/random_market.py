"""Seeded marketplaces for every card: all kinds of facts, on edge days and edge instants, with nulls."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

Record = dict[str, Any]
Records = dict[str, list[Record]]

EDGES = (0, 1, 2, 7, 8, 9, 29, 30, 31, 59, 60, 61, 89, 90, 91, 92, 97, 98, 99)
"""Ages in days at which a window of some card begins or ends."""
MOMENTS = (time(0), time(0, 0, 0, 1), time(12), time(23, 59, 59, 999_999))
CENTS = (1, 99, 100, 101, 499, 500, 501, 2_000, 12_345)
JOINED = (89, 90, 91, 44, 45, 46, 400, 900)
TIDY = (3, 5, 20, 25, 30, 40, 50, 59, 60, 90, 100, 100, 125, 200)
SHARES = (0, 0, 0.008, 0.03, 0.03, 0.035, 0.035, 0.05, 0.05, 0.05, 0.06, 0.12)
"""Bounds of some card, and none at all."""
REASONS = ("not_received", "not_as_described", "buyer_reason")
CATEGORIES = ("toys", "shoes", None)
FILTERS = (None, None, None, None, None, None, "advertising", "no content", "duplicate", "one address")
RESOLUTIONS = (
    "agreed",
    "agreed",
    "ruled",
    "ruled",
    "seller_timeout",
    "withdrawn",
    "return_expired",
    "platform_timeout",
)


class RandomMarket:
    """So many sellers' facts around the day of a score.

    Some sellers are `careful`, or there would be no good grades; the orders of some are `recent`, or no month is full;
    some are tidy: all their orders count, and their faults are round shares of them, to meet bounds exactly.
    """

    def __init__(self, random: Random, sellers: int, day: date, zone: str) -> None:
        self.random = random
        self.day = day
        self.zone = ZoneInfo(zone)
        self.records: Records = {}
        self.careful = self.recent = False
        self.sellers = [f"s{number}" for number in range(sellers)]
        for seller in self.sellers:
            self._seller(seller)

    def add(self, fact: str, **record: Any) -> Record:
        """A fact, ids by number; what is None is left out."""
        rows = self.records.setdefault(fact, [])
        given = {name: value for name, value in record.items() if value is not None}
        rows.append({"id": f"{fact}-{len(rows)}"} | given)
        return rows[-1]

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def instant(self, age: int) -> datetime:
        """A moment of the local day so many days before the day of the score."""
        day = datetime.combine(self.day - timedelta(days=age), self.random.choice(MOMENTS), self.zone)
        return day.astimezone(UTC)

    def age(self) -> int:
        if self.recent:
            return self.random.randrange(29)
        return self.random.choice(EDGES) if self.chance(50) else self.random.randrange(-5, 130)

    def later(self, instant: datetime, most_days: int) -> datetime:
        return instant + timedelta(seconds=self.random.randrange(most_days * 86_400))

    def stars(self) -> int | None:
        if self.careful:
            return self.random.choice((5,) * 300 + (4,) * 50 + (3, 1, None))
        return None if self.chance(10) else self.random.choice((1, 2, 3, 4, 4, 5, 5, 5, 5))

    def _seller(self, seller: str) -> None:
        self.careful, self.recent = self.chance(45), self.chance(40)
        status = self.random.choice(("open",) * 8 + ("closed", "left"))
        self.add(
            "sellers", id=seller, joined_at=None if self.chance(2) else self.instant(self.random.choice(JOINED)),
            verified=self.chance(92), company_verified=self.chance(92), enterprise=self.chance(92), status=status,
            closed_at=None if status == "open" or self.chance(30) else self.instant(self.random.randrange(-2, 3)),
            linked_to="s0" if self.chance(10) else None, evading=self.chance(3),
            category=self.random.choice(CATEGORIES),
            turnover=self.random.choice((None, 0, 99_999_999, 100_000_000, 500_000_000)),
            enterprise_cancelled=self.chance(5),
            loan_choice=self.random.choice((None, None, "applied", "left")),
        )  # fmt: skip
        if self.chance(25):
            self._tidy_orders(seller)
        else:
            buyers = [f"{seller}-b{number}" for number in range(self.random.randrange(1, 12))]
            for _ in range(self.random.choice((0, 1, 2, 3, 4, 6, 10, 29, 30, 31, 40, 70, 150))):
                self._order(seller, self.random.choice(buyers))
        for _ in range(self.random.randrange(4)):
            self._listing(seller)
        for _ in range(self.random.randrange(5)):
            asked = self.instant(self.age())
            replied = self.random.choice((None, asked + timedelta(hours=12), self.later(asked, 2)))
            self.add("messages", seller=seller, asked_at=asked, replied_at=replied, reply_templated=self.chance(15))

    def _tidy_orders(self, seller: str) -> None:
        """Orders all of which count: of each kind of fault a round share has it, at the head or at the tail."""
        count, days = self.random.choice(TIDY), self.random.choice((28, 28, 28, 89))
        faults = [round(count * self.random.choice(SHARES)) for _ in range(3)]
        if self.chance(60):
            # One kind of fault only, lest another hides that its bound is met.
            kept = self.random.randrange(3)
            faults = [faults[kept] if kind == kept else 0 for kind in range(3)]
        disputed, low, unsold = faults
        category, stars = self.random.choice(REASONS), self.random.choice((1, 3, 4))
        against, halves, reviewed = self.chance(30), self.chance(25), self.chance(85)
        unsold = count if count < 6 and self.chance(30) else unsold
        for number in range(count):
            end = self.instant(self.random.randrange(1, days + 1))
            order = self.add(
                "orders", seller=seller, buyer=f"{seller}-b{number * 10 // 13}", paid=2000, category="toys",
                paid_at=end - timedelta(days=20), worry_free=False,
                **({"cancelled_at": end, "cancelled_for": "seller"} if number >= count - unsold else
                   {"confirmed_at": end}),
            )  # fmt: skip
            of = {"seller": seller, "order": order["id"]}
            if number < disputed:
                self._tidy_dispute(of, end, category, "seller" if against and number == 0 else "buyer")
            if reviewed:
                given = stars if number >= count - low else 4 if halves and number % 2 else 5
                self.add(
                    "reviews", **of, given_at=end, stars=given, description=given, service=given, logistics=given,
                    size_fits=given > 3, reply_templated=False,
                )  # fmt: skip
        self._tidy_listings(seller)

    def _tidy_dispute(self, of: Record, end: datetime, category: str, liable: str) -> None:
        self.add(
            "disputes", **of, buyer="b", line="1", reason=category, category_of_reason=category, filed_at=end,
            guarantee=False, platform_logistics=False, with_return=False, ended_at=end,
            resolution="ruled" if liable == "seller" else "agreed", liable=liable,
        )  # fmt: skip

    def _tidy_listings(self, seller: str) -> None:
        """Products of which a few violate, and a round share was ordered again."""
        violating, again = self.random.choice((0, 0, 1, 2)), self.random.randrange(10, 41)
        for number in range(40):
            listing = self.add(
                "listings", seller=seller, listed_at=self.instant(60),
                reordered_at=self.instant(30) if number < again else None,
            )  # fmt: skip
            if number < violating:
                found = {"found_at": self.instant(20), "points": 2, "serious": False}
                self.add("violations", seller=seller, listing=listing["id"], what="copy", **found)

    def _order(self, seller: str, buyer: str) -> None:
        end = self.instant(self.age())
        paid = self.instant(self.age() + self.random.randrange(40))
        if self.chance(8):
            paid = end - timedelta(days=90, microseconds=self.random.randrange(2))
        times: Record = {"paid_at": paid, "ship_by_at": None if self.chance(20) else paid + timedelta(days=5)}
        if self.chance(1 if self.careful else 10):
            cancelled = times["ship_by_at"] if self.chance(20) else None
            times |= {
                "cancelled_at": cancelled or end,
                "cancelled_for": self.random.choice(("seller", "buyer", "platform")),
            }
        if self.careful or self.chance(90):
            times["shipped_at"] = paid + timedelta(
                days=self.random.choice((1, 2, 4) if self.careful else (1, 2, 4, 5, 6, 9))
            )
            online = timedelta(
                hours=self.random.choice((20, 48, 48, 72, 72, 90)), microseconds=self.random.randrange(2)
            )
            times["online_at"] = paid + online if self.chance(90) else None
            times["promised_at"] = times["shipped_at"] + timedelta(days=self.random.choice((4, 10, 15)))
            signed = times["promised_at"] if self.chance(20) else self.later(times["shipped_at"], 20)
            times["signed_at"] = signed if self.chance(80) else None
            if self.chance(10):
                times["promised_at"] = None
        if self.careful or self.chance(80):
            times["confirmed_at" if self.chance(70) else "timed_out_at"] = end
            times["completed_at"] = self.random.choice((end, end, end + timedelta(days=2), None))
        elif self.chance(30):
            times["completed_at"] = end
        order = self.add(
            "orders", seller=seller, buyer=buyer, category=self.random.choice(CATEGORIES),
            paid=self.random.choice(CENTS),
            kind=self.random.choice(("real",) * 9 + ("test", "wash")), worry_free=self.chance(20),
            auto_confirm_days=self.random.choice((None, None, 45, 60)), **times,
        )  # fmt: skip
        self._what_hangs_on(order)

    def _what_hangs_on(self, order: Record) -> None:
        # Now and then something hangs on the part of another seller, who answers for it.
        of = {"seller": self.random.choice(self.sellers) if self.chance(3) else order["seller"], "order": order["id"]}
        for _ in range(self.random.choice((0, 1, 1, 1, 2))):
            entered = self.instant(self.age())
            tracked = self.later(entered, 5) if self.chance(85) else None
            self.add("shipments", **of, entered_at=entered, tracked_at=tracked, false=self.chance(4))
        if self.chance(60):
            self._review(of, order.get("signed_at"))
            if self.chance(5):
                self._dispute(of | {"seller": self.random.choice(self.sellers)}, order["buyer"], "other")
        for line in range(int(self.chance(2)) if self.careful else self.random.choice((0, 0, 0, 1, 1, 2))):
            self._dispute(of, order["buyer"], str(line))
        if self.chance(3):
            self._return(of, order["buyer"])
        if self.chance(3):
            self.add("chargebacks", **of, filed_at=self.instant(self.age()), amount=order["paid"])

    def _review(self, of: Record, signed: datetime | None) -> None:
        given = self.instant(self.age())
        if signed and self.chance(60):
            days = self.random.choice((0, 29, 30, 30, 31))
            given = signed + timedelta(days=days, microseconds=self.random.randrange(2))
        review = self.add(
            "reviews", **of, given_at=given, stars=self.stars(), description=self.stars(), service=self.stars(),
            logistics=self.stars(), filtered=self.random.choice(FILTERS),
            size_fits=self.random.choice((None, True, True, False)), reply_templated=self.chance(10),
            replied_at=self.later(given, 3) if self.chance(50) else None,
        )  # fmt: skip
        if self.chance(8):
            self.add(
                "review_complaints", seller=of["seller"], review=review["id"], filed_at=self.later(given, 5),
                ground=self.random.choice(("insult", "personal_data")), upheld=self.chance(50),
            )  # fmt: skip

    def _dispute(self, of: Record, buyer: str, line: str) -> None:
        filed = self.instant(self.age())
        category = self.random.choice(REASONS)
        fact: Record = {"arbitrated_at": self.later(filed, 9) if self.chance(30) else None}
        if self.chance(70):
            fact["answered_at"] = self.later(filed, 5)
        elif self.chance(70):
            fact["timed_out_at"] = filed + timedelta(days=5)
        if self.chance(75):
            ended = self.later(filed, 30)
            if self.chance(20):
                ended = max(filed, self.instant(self.age()))
            resolution = self.random.choice(RESOLUTIONS)
            if fact["arbitrated_at"] and resolution == "withdrawn" and self.chance(50):
                ended = fact["arbitrated_at"]
            fact |= {
                "ended_at": ended, "resolution": resolution,
                "withdrawn_at": ended if resolution == "withdrawn" else None,
                "winner": self.random.choice(("buyer", "seller", "both", "nobody")),
                "liable": self.random.choice(("seller", "buyer", "carrier", "platform", "nobody")),
            }  # fmt: skip
        dispute = self.add(
            "disputes", **of, buyer=buyer, line=line, reason=category, category_of_reason=category, filed_at=filed,
            guarantee=self.chance(8), platform_logistics=self.chance(8), with_return=self.chance(25), **fact,
        )  # fmt: skip
        if fact.get("ended_at") and self.chance(60):
            self._refund(dispute)

    def _return(self, of: Record, buyer: str) -> None:
        """Goods that were sent back as not described, by an edge of the rating's windows."""
        back = self.instant(self.random.choice((29, 30, 30, 31, 60, 61, 90, 91)))
        self.add(
            "disputes", **of, buyer=buyer, line="back", reason="fake", category_of_reason="not_as_described",
            filed_at=back - timedelta(days=20), ended_at=back, resolution="agreed", liable="nobody", with_return=True,
            guarantee=False, platform_logistics=False,
        )  # fmt: skip

    def _refund(self, dispute: Record) -> None:
        ordered = dispute["ended_at"]
        done = self.random.choice((None, ordered + timedelta(hours=72), self.later(ordered, 5)))
        self.add("refunds", seller=dispute["seller"], dispute=dispute["id"], ordered_at=ordered, completed_at=done)

    def _listing(self, seller: str) -> None:
        listed = self.instant(self.age())
        listing = self.add(
            "listings", seller=seller, category=self.random.choice(CATEGORIES), listed_at=listed,
            delisted_at=max(listed, self.instant(self.age())) if self.chance(40) else None,
            reordered_at=self.later(listed, 60) if self.chance(50) else None,
            quality=self.random.choice((None, 0, 59, 60, 69, 70, 89, 90, 100)),
        )  # fmt: skip
        for _ in range(self.random.choice((0, 0, 0, 1, 2))):
            on = listing["id"] if self.chance(80) else None
            found = self.instant(self.age())
            self.add(
                "violations", seller=seller, listing=on, what="copy", found_at=found,
                revoked_at=max(found, self.instant(0)) if self.chance(20) else None,
                points=self.random.choice((0, 2, 6)), serious=self.chance(10),
            )  # fmt: skip
