"""Two clients that do the same thing at the same moment."""

import threading
from collections.abc import Callable

from disputes import Dispute, DisputeEngine

from ..support import BUYER, DAY, a_claim, an_order
from .waiting import pause

Filing = Callable[[object], Dispute]


def at_once(engine: DisputeEngine, *filings: Filing) -> list[Dispute | Exception]:
    """Each in a transaction of its own, which stays open for a moment after it filed."""
    together = threading.Barrier(len(filings))
    answers: list[Dispute | Exception] = []

    def work(filing: Filing) -> None:
        together.wait()
        try:
            with engine.transaction() as session:
                done = filing(session)
                pause(0.1)
        except Exception as error:
            answers.append(error)
        else:
            answers.append(done)

    threads = [threading.Thread(target=work, args=(filing,)) for filing in filings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def test_two_first_uses_of_a_workflow(postgres_url: str) -> None:
    with DisputeEngine(postgres_url) as engine, DisputeEngine(postgres_url) as other:
        shipped = engine.clock.now() - 20 * DAY
        orders = [an_order(id=name, shipped_at=shipped, promised_delivery_at=None) for name in ("1", "2")]
        claim = a_claim("other_shipping_method")
        answers = at_once(
            engine,
            lambda session: engine.file(orders[0], claim, by=BUYER, session=session),
            lambda session: other.file(orders[1], claim, by=BUYER, session=session),
        )
        assert [type(answer) for answer in answers] == [Dispute, Dispute], answers


def test_one_filing_sent_twice_at_once(postgres_url: str) -> None:
    with DisputeEngine(postgres_url) as engine:
        shipped = engine.clock.now() - 20 * DAY
        order = an_order(shipped_at=shipped, promised_delivery_at=None)
        claim = a_claim("other_shipping_method")
        first_use = an_order(id="first", shipped_at=shipped, promised_delivery_at=None)
        engine.file(first_use, claim, by=BUYER)

        def filing(session: object) -> Dispute:
            return engine.file(order, claim, by=BUYER, command_id="twice", session=session)

        one, two = at_once(engine, filing, filing)
        assert one == two, (one, two)
        assert isinstance(one, Dispute)


def test_one_action_sent_twice_at_once(postgres_url: str) -> None:
    with DisputeEngine(postgres_url) as engine:
        shipped = engine.clock.now() - 20 * DAY
        order = an_order(shipped_at=shipped, promised_delivery_at=None)
        dispute = engine.file(order, a_claim("other_shipping_method"), by=BUYER)

        def acting(session: object) -> Dispute:
            return engine.act(dispute.id, "withdraw", by=BUYER, command_id="twice", session=session)

        one, two = at_once(engine, acting, acting)
        assert isinstance(one, Dispute)
        assert one == two, (one, two)
