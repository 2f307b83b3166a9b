"""What a buyer files: the order's line as it is known at that instant, and the claim."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from random import Random

from ..engine.inputs import Actor, Claim, Evidence, Medal, Order, Plan
from ..engine.money import Money
from .complaints import Complaint
from .parameters import Parameters

MARKETPLACE = "olist"


@dataclass(frozen=True, slots=True)
class Filing:
    """A complaint that is filed at an instant; `number` counts the filings of its line.

    `rule` is the complaint's, or says why the model's buyer files once more, as decided at `decided_at`.
    `with_evidence`: this time for certain, after a refusal for the lack of it.
    """

    complaint: Complaint
    number: int
    rule: str
    at: datetime
    decided_at: datetime | None = None
    with_evidence: bool = False

    @property
    def id(self) -> str:
        """Names the filing in command ids: `olist:<order>:<line>`, from the second on with its number."""
        again = f"#{self.number}" if self.number > 1 else ""
        return f"olist:{self.complaint.order.id}:{self.complaint.line.number}{again}"

    @property
    def buyer(self) -> Actor:
        """Who files."""
        return Actor.buyer(self.complaint.order.customer)


class Filer:
    """Makes what is filed out of complaints and the model's numbers; the same seed makes the same."""

    def __init__(self, parameters: Parameters, seed: int) -> None:
        self._parameters = parameters
        self._seed = seed

    def random(self, *about: object) -> Random:
        """A generator of its own for each thing, so that nothing depends on the order of events."""
        return Random(":".join(map(str, (self._seed, *about))))

    def order(self, filing: Filing) -> Order:
        """The line as it is known when the complaint is made: later shipment and delivery are not."""
        order, line = filing.complaint.order, filing.complaint.line
        delivered_at = _known(order.delivered_at, filing.at)
        numbers = self._parameters.orders
        return Order(
            id=order.id,
            buyer=order.customer,
            seller=line.seller,
            paid=line.paid,
            line=line.number,
            marketplace=MARKETPLACE,
            shipped_at=_known(order.shipped_at, filing.at),
            promised_delivery_at=order.promised_at,
            delivered_at=delivered_at,
            completed_at=delivered_at,
            seller_medal=self._medal(line.seller),
            after_sales_guarantee=self._is("guarantee", order.id, line.number, share=numbers.after_sales_guarantee),
            platform_logistics=self._is("logistics", order.id, share=numbers.platform_logistics),
            return_address=line.return_address,
        )

    def _is(self, *about: str, share: float) -> bool:
        return self.random(*about).random() < share

    def _medal(self, seller: str) -> Medal | None:
        numbers = self._parameters.orders
        drawn = self.random("medal", seller).random()
        if drawn < numbers.gold_sellers:
            return "gold"
        return "silver" if drawn < numbers.gold_sellers + numbers.silver_sellers else None

    def claim(self, filing: Filing, category: str, random: Random) -> Claim:
        """What the buyer claims, in the customer's own words where there are any."""
        complaint, numbers = filing.complaint, self._parameters.buyer
        everything = random.random() < numbers.asks_for_everything.of(category)
        share = numbers.asks_for.draw(random)
        shows = random.random() < numbers.has_evidence or filing.with_evidence
        pictures = random.randint(1, numbers.pictures_at_most)
        return Claim(
            complaint.reason,
            Plan.refund(complaint.line.paid if everything else part(complaint.line.paid, share)),
            received=complaint.received,
            evidence=_pictures(filing.id, pictures, random) if complaint.received and shows else (),
            text=complaint.words or None,
        )


def part(money: Money, share: float) -> Money:
    """A share of an amount, at least one minor unit."""
    return replace(money, amount=max(1, int(money.amount * share)))


def _known(instant: datetime | None, now: datetime) -> datetime | None:
    return instant if instant is not None and instant <= now else None


def _pictures(filing_id: str, count: int, random: Random) -> tuple[Evidence, ...]:
    """Pictures that stand for the buyer's: there are none in the files, hence the made-up addresses."""
    uris = [f"simulated://{filing_id}/{number}.jpg" for number in range(1, count + 1)]
    return tuple(
        Evidence("image", uri, sha256(uri.encode()).hexdigest(), random.randint(40_000, 4_000_000)) for uri in uris
    )
