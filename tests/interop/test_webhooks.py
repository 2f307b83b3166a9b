"""Webhooks verified by the npm library of Standard Webhooks, which shares no code with the engine or with PyPI's."""

import json
import subprocess
from typing import Any

import pytest
from disputes import DisputeEngine

from ..delivery.conftest import QUICK
from ..delivery.receivers import Request, receivers
from ..delivery.test_signatures import VECTOR
from ..support import BUYER, DAY, a_claim, an_order
from .node import HERE, missing


@pytest.fixture(scope="module", autouse=True)
def needs_node() -> None:
    """Skips, saying how to get it, where there is no Node to verify with."""
    if why := missing("standardwebhooks"):
        pytest.skip(why)


def judged(verify: list[dict[str, Any]], sign: list[dict[str, Any]]) -> dict[str, Any]:
    """What the library makes of requests, and its own signatures."""
    asked = json.dumps({"verify": verify, "sign": sign})
    ran = subprocess.run(["node", HERE / "webhooks.mjs"], input=asked, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def _asked(secret: str, request: Request) -> dict[str, Any]:
    return {"secret": secret, "headers": request.headers, "body": request.body.decode()}


def test_the_npm_library_verifies_what_is_sent_also_while_secrets_change() -> None:
    """By the machine's clock: the library judges the timestamp by its own."""
    with receivers() as net, DisputeEngine("memory://", delivery=QUICK) as engine:
        both = [net.start(), net.start()]
        added = [
            engine.endpoints.add(both[0].url, internal=True, mode="structured"),
            engine.endpoints.add(both[1].url, internal=True, mode="binary"),
        ]
        first = [one.secrets[0].value for one in added]
        second = [engine.endpoints.rotate(one.id).secrets[0].value for one in added]
        order = an_order(shipped_at=engine.clock.now() - 20 * DAY, promised_delivery_at=None)
        engine.file(order, a_claim("customs", text="Où est-il ? 在哪里"), by=BUYER)
        assert engine.deliver().arrived == 4
    requests = [(secrets[n], one) for secrets in (first, second) for n in (0, 1) for one in both[n].got]
    right = [_asked(secret, one) for secret, one in requests]
    wrong = [one | {"body": one["body"].replace("customs", "counterfeit")} for one in right[:1]]
    wrong += [one | {"secret": second[1]} for one in right[:1]]
    wrong += [one | {"headers": one["headers"] | {"webhook-id": "another"}} for one in right[:1]]
    found = judged([*right, *wrong], [])["judged"]
    assert [one["verified"] for one in found] == [True] * 8 + [False] * 3
    assert [one["data"] for one in found[:8]] == [json.loads(one["body"]) for one in right]


def test_the_npm_library_signs_the_published_vector_alike() -> None:
    secret, id, seconds, body = VECTOR
    signed = judged([], [{"secret": secret, "id": id, "seconds": seconds, "body": body}])["signed"]
    assert signed == ["v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="]
