"""The demo's story: who claims what on which day, and what the others do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ...engine.inputs import Actor, Claim, Evidence, Order, Plan
from ...engine.money import Money

if TYPE_CHECKING:
    from ...engine.engine import Engine
    from ...engine.records import Dispute

DAYS = 12
"""The story begins so many days ago."""

_MEDALS = {"lamp-shop": "silver"}
_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

FIRED = {
    "reminder": "{seller} is reminded: two days are left to answer {buyer}.",
    "seller_response_timeout": "{seller} has not answered in five days: {buyer} gets the {refund} asked for.",
    "platform_intervention": "Day seven of {buyer}'s dispute: the platform intervenes and will decide.",
    "plan_acceptance_timeout": "The platform's plan for {buyer} is executed: {refund}.",
    "arbitration_sla": "The platform's time to handle {buyer}'s dispute is over: it is reminded.",
    "arbitration_default": "The platform never decided {buyer}'s dispute: {refund} is paid.",
}
"""What each timer does, as a sentence."""


def _refund(cents: int) -> Plan:
    return Plan.refund(Money(cents, "USD"))


@dataclass(frozen=True, slots=True)
class Filed:
    """A buyer files a dispute on day `day`; each buyer of the story has one."""

    day: float
    buyer: str
    seller: str
    reason: str
    paid: int
    wants: int
    says: str
    text: str
    received: bool = False
    guarantee: bool = False

    def play(self, engine: "Engine", _dispute_id: str | None) -> "Dispute":
        """File it now, on an order shipped twenty days ago."""
        now = engine.now()
        order = Order(
            id=f"order-of-{self.buyer}",
            buyer=self.buyer,
            seller=self.seller,
            paid=Money(self.paid, "USD"),
            shipped_at=now - timedelta(days=20),
            promised_delivery_at=now - timedelta(days=2),
            seller_medal="silver" if self.seller in _MEDALS else None,
            after_sales_guarantee=self.guarantee,
        )
        image = Evidence("image", f"s3://evidence/{self.buyer}/1.jpg", _SHA256, 81_920)
        claim = Claim(
            self.reason,
            _refund(self.wants),
            received=self.received,
            evidence=(image,) if self.received else (),
            text=self.text,
        )
        return engine.file(order, claim, by=Actor.buyer(self.buyer))


@dataclass(frozen=True, slots=True)
class Acted:
    """Somebody acts in a buyer's dispute."""

    day: float
    buyer: str
    by: Actor
    action: str
    says: str
    details: Mapping[str, object] = field(default_factory=dict[str, object])

    def play(self, engine: "Engine", dispute_id: str | None) -> "Dispute":
        """Do it now."""
        assert dispute_id is not None, "in the story a dispute is filed before anybody acts in it"
        details: dict[str, Any] = dict(self.details)
        return engine.act(dispute_id, self.action, by=self.by, **details)


Scene = Filed | Acted

_LAMP, _TEA = Actor.seller("lamp-shop"), Actor.seller("tea-house")
_MIA = Actor.platform("mia")


def _of(party: str) -> dict[str, object]:
    return {"of": party}


def _plan(cents: int, **more: object) -> dict[str, object]:
    return {"plan": _refund(cents), **more}


SCENES: tuple[Scene, ...] = (
    Filed(
        0,
        "ana",
        "lamp-shop",
        "abnormal_tracking",
        4599,
        4599,
        "Ana's lamp never came; she wants 45.99 USD back. lamp-shop has five days to answer.",
        "The tracking number has not moved for two weeks.",
    ),
    Filed(
        0.5,
        "ben",
        "tea-house",
        "damaged",
        3800,
        2000,
        "Ben's teapot came broken. With a picture he asks for 20.00 USD.",
        "The spout is broken off.",
        received=True,
    ),
    Filed(
        1,
        "chloe",
        "tea-house",
        "short_shipment",
        2400,
        1200,
        "Chloe misses one of two tins and wants 12.00 USD.",
        "Only one tin was in the parcel.",
        received=True,
    ),
    Acted(1.2, "ben", _TEA, "reject", "tea-house offers Ben 8.00 USD: they negotiate.", _plan(800, note="Glue holds.")),
    Filed(
        1.5,
        "dora",
        "lamp-shop",
        "quality",
        9900,
        6000,
        "Dora's lamp flickers; she wants 60.00 USD.",
        "It flickers from the first evening on.",
        received=True,
    ),
    Acted(
        2,
        "ben",
        Actor.buyer("ben"),
        "propose_plan",
        "Ben would take 12.00 USD: tea-house's five days begin again.",
        _plan(1200),
    ),
    Acted(2.2, "dora", _LAMP, "reject", "lamp-shop offers Dora 10.00 USD.", _plan(1000)),
    Acted(2.5, "chloe", _TEA, "reject", "tea-house refuses Chloe's claim: no refund.", {"note": "We packed two."}),
    Acted(
        2.6,
        "ben",
        _TEA,
        "accept_plan",
        "tea-house accepts: agreed on 12.00 USD, nobody is at fault.",
        _of("buyer"),
    ),
    Acted(
        2.9,
        "chloe",
        Actor.buyer("chloe"),
        "withdraw",
        "Chloe finds the second tin and withdraws.",
        {"why": "It was in the wrapping."},
    ),
    Filed(
        3,
        "emil",
        "tea-house",
        "wrong_address",
        5200,
        5200,
        "Emil's tea went to his old address; he wants 52.00 USD.",
        "I had given the new address.",
    ),
    Filed(
        3.2,
        "finn",
        "lamp-shop",
        "counterfeit",
        15900,
        15900,
        "Finn's designer lamp is a fake, he says; he wants all of 159.00 USD.",
        "The maker's stamp is missing.",
        received=True,
    ),
    Acted(4, "emil", _TEA, "reject", "tea-house refuses: the parcel was delivered.", {"note": "Signed for."}),
    Acted(4.1, "finn", _LAMP, "reject", "lamp-shop offers Finn 30.00 USD.", _plan(3000)),
    Filed(
        7.3,
        "gita",
        "lamp-shop",
        "customs",
        7600,
        7600,
        "Gita's lamps are stuck in customs; she wants 76.00 USD.",
        "Customs ask for papers that the seller does not send.",
    ),
    Acted(9, "dora", _MIA, "take_case", "Mia of the platform takes Dora's case."),
    Filed(
        9.1,
        "hana",
        "tea-house",
        "wrong_description",
        2950,
        1500,
        "Hana got black tea for green; she wants 15.00 USD.",
        "The label says green, the tea is black.",
        received=True,
    ),
    Acted(
        9.6,
        "dora",
        _MIA,
        "rule",
        "Mia rules for Dora: 40.00 USD, and lamp-shop is at fault.",
        _plan(4000, winner="buyer", liable="seller", why="The picture shows it."),
    ),
    Acted(9.8, "hana", _TEA, "reject", "tea-house offers Hana 6.00 USD.", _plan(600)),
    Acted(
        10.8,
        "finn",
        _MIA,
        "propose_plan",
        "Mia proposes 120.00 USD for Finn; both have three days to accept.",
        _plan(12000, winner="buyer", liable="seller"),
    ),
    Filed(
        11,
        "ivan",
        "tea-house",
        "damaged",
        4100,
        4100,
        "Ivan's cups are broken, and the order is guaranteed: the platform rules at once.",
        "Three of four cups.",
        received=True,
        guarantee=True,
    ),
    Acted(11.2, "finn", Actor.buyer("finn"), "accept_plan", "Finn accepts the platform's plan.", _of("platform")),
    Acted(
        11.4,
        "ivan",
        _MIA,
        "rule",
        "Mia rules that the platform pays Ivan 41.00 USD.",
        _plan(4100, winner="buyer", liable="platform"),
    ),
    Filed(
        11.8,
        "jo",
        "lamp-shop",
        "in_transit",
        2200,
        2200,
        "Jo waits for a bulb and wants 22.00 USD.",
        "Two days over the promised date.",
    ),
)
"""All scenes by time."""
