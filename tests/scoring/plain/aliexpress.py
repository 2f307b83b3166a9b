"""What AliExpress' cards share, plainly (platform-rules 1 and 4; decisions 27 and 28)."""

from datetime import date, datetime
from fractions import Fraction

from .reading import Record, Seller, percent

STARS = ("stars", "description", "service", "logistics")


def is_exempt(dispute: Record) -> bool:
    """Guarantee cases, those for which the carrier is liable, and carrier problems that its own logistics took over."""
    carrier_problem = dispute["platform_logistics"] and dispute["category_of_reason"] == "not_received"
    return dispute["guarantee"] or carrier_problem or dispute.get("liable") == "carrier"


def completed_at(order: Record) -> datetime | None:
    """When it was complete: as the host says, else confirmed or timed out."""
    return order.get("completed_at") or order.get("confirmed_at") or order.get("timed_out_at")


def positive_rate(seller: Seller, first: date, last: date) -> Fraction | None:
    """Reviews of 4 or 5 stars among those of 4, 5, 1 and 2, where they are heard."""
    heard = [one for one in seller.counting_reviews(first, last) if is_heard(seller, seller.everyone[one["order"]])]
    good = sum(1 for one in heard if one.get("stars") in (4, 5))
    return percent(good, good + sum(1 for one in heard if one.get("stars") in (1, 2)))


def is_heard(seller: Seller, order: Record) -> bool:
    """Not on an order below 5 USD disputed as not received or with return, unless withdrawn before arbitration."""
    for dispute in seller.disputes_of(order):
        withdrawn, arbitrated = dispute.get("withdrawn_at"), dispute.get("arbitrated_at")
        before = withdrawn is not None and (arbitrated is None or withdrawn < arbitrated)
        concerned = dispute["category_of_reason"] == "not_received" or dispute["with_return"]
        if order["paid"] < 500 and concerned and not before:
            return False
    return True
