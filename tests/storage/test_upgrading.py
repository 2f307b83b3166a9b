"""A database of an earlier version is brought along with what is in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from disputes import DisputeEngine, ManualClock, RefundOrder, Standing
from disputes.storage import schema
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import IntegrityError

from ..support import BUYER, DAY, SELLER, START, a_claim, an_order

LATER_TABLES = ("refund", "standing", "subscriber", "delivery", "endpoint")
"""What a database that 0002 made does not have."""


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of each kind that migrations are for."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{tmp_path / 'disputes.db'}"


@pytest.fixture
def host(database: str) -> Iterator[Engine]:
    """Connections past the engine."""
    engine = create_engine(database)
    yield engine
    engine.dispose()


def _filled(url: str) -> list[RefundOrder]:
    """Two refunds ordered and one dispute without; what the engine itself lists of them."""
    with DisputeEngine(url, clock=ManualClock(START)) as engine:
        for line in ("1", "2"):
            one = engine.file(an_order(line=line), a_claim(cents=1000 + int(line)), by=BUYER)
            engine.act(one.id, "accept_plan", by=SELLER, of="buyer")
        withdrawn = engine.file(an_order(line="3"), a_claim(), by=BUYER)
        engine.act(withdrawn.id, "withdraw", by=BUYER)
        return list(engine.refunds())


def test_0003_brings_the_refunds_ordered_so_far_along(database: str, host: Engine) -> None:
    listed = _filled(database)
    assert {one.amount.amount for one in listed} == {1001, 1002}
    with host.begin() as connection:
        for table in LATER_TABLES:
            connection.execute(text(f"DROP TABLE dispute_{table}"))
        if connection.dialect.name == "postgresql":
            connection.execute(text("DROP FUNCTION dispute_standing_append_only"))
        connection.execute(text(f"UPDATE {schema.VERSION_TABLE} SET version_num = '0002'"))
    with DisputeEngine(database, clock=ManualClock(START + DAY)) as engine:
        engine.migrate()
        assert list(engine.refunds()) == listed
        done = engine.record_refund(listed[0].effect_id, reference="pay-1")
        assert done.completed_at == START + DAY
        engine.set_standing("s-17", medal="gold")
        assert engine.file(an_order(id="next"), a_claim(), by=BUYER).order.seller_medal == "gold"
        assert all(engine.verify(one.id) == () for one in engine.find())


REFUSED: list[tuple[str, str]] = [
    ("UPDATE dispute_standing SET medal = 'silver'", "append-only"),
    ("DELETE FROM dispute_standing", "append-only"),
    ("INSERT INTO dispute_standing SELECT * FROM dispute_standing", "(?i)unique"),
    ("UPDATE dispute_refund SET amount = 0", "refund_amount"),
    ("UPDATE dispute_refund SET kind = 'gift'", "refund_kind"),
    ("UPDATE dispute_refund SET due_at = ordered_at - 1", "refund_due_at"),
    ("UPDATE dispute_refund SET completed_at = ordered_at - 1", "refund_completed_at"),
    ("UPDATE dispute_refund SET reference = 'x'", "refund_reference"),
    ("UPDATE dispute_refund SET dispute_id = 'nobody'", "(?i)foreign key"),
]


@pytest.mark.parametrize(("statement", "constraint"), REFUSED)
def test_the_database_refuses_what_must_not_be(database: str, host: Engine, statement: str, constraint: str) -> None:
    _filled(database)
    with DisputeEngine(database, clock=ManualClock(START)) as engine:
        engine.set_standings([Standing("s-17", medal="gold")], command_id="c-1")
        before: Any = (engine.refunds(), engine.standings("s-17"))
        with host.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.execute(text("PRAGMA foreign_keys = ON"))
            with pytest.raises(IntegrityError, match=constraint):
                connection.execute(text(statement))
        assert (engine.refunds(), engine.standings("s-17")) == before
