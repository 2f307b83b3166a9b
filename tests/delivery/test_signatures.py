"""Signatures and envelopes as other people's libraries read them."""

import json
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from disputes import DisputeEngine, InvalidInput, ManualClock, SystemClock
from disputes.engine.delivery import Secret
from disputes.engine.ids import Ids
from disputes.interfaces.delivery.signing import check_secret, new_secret, signed_headers
from standardwebhooks import Webhook, WebhookVerificationError

from ..support import START, timeline
from .conftest import QUICK
from .receivers import Receivers, Request
from .stories import ended

VECTOR = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}')
"""The one vector that the specification's libraries publish (libraries/python/tests, libraries/javascript/src)."""


def sent(net: Receivers, engine: DisputeEngine, mode: Any) -> tuple[str, list[Request]]:
    """What an endpoint in this mode gets of one dispute, and its secret."""
    receiver = net.start()
    endpoint = engine.endpoints.add(receiver.url, internal=True, mode=mode)
    ended(engine)
    engine.deliver()
    assert len(receiver.got) == 5
    return endpoint.secrets[0].value, receiver.got


def test_the_published_vector() -> None:
    secret, id, seconds, body = VECTOR
    headers = signed_headers([Secret(secret)], id, datetime.fromtimestamp(seconds, UTC), body)
    assert headers == [
        ("webhook-id", id),
        ("webhook-timestamp", str(seconds)),
        ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
    ]


@pytest.mark.parametrize("mode", ["structured", "binary"])
def test_the_pypi_library_verifies_every_message(net: Receivers, mode: str) -> None:
    with timeline("freezegun") as time, DisputeEngine("memory://", clock=time.clock, delivery=QUICK) as engine:
        secret, requests = sent(net, engine, mode)
        for one in requests:
            assert Webhook(secret).verify(one.body, one.headers) == json.loads(one.body)
            with pytest.raises(WebhookVerificationError):
                Webhook(secret).verify(one.body.replace(b"a", b"b"), one.headers)


class LocalClock:
    """A host's clock, in its own zone."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone

    def now(self) -> datetime:
        """The present instant, aware, not in UTC."""
        return SystemClock().now().astimezone(self._zone)


@pytest.mark.parametrize("zone", [ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York"), timezone(timedelta(0))])
def test_a_clock_in_another_zone_signs_the_same_instants(net: Receivers, zone: tzinfo) -> None:
    with timeline("freezegun"), DisputeEngine("memory://", clock=LocalClock(zone), delivery=QUICK) as engine:
        secret, requests = sent(net, engine, "structured")
        for one in requests:
            assert Webhook(secret).verify(one.body, one.headers) == json.loads(one.body)
        assert engine.now() == START
        assert all(instant.tzinfo is UTC for instant in (engine.now(), engine.events()[0].occurred_at))
        by_hand = signed_headers([Secret(secret)], "m", START.astimezone(zone), "{}")
        assert by_hand == signed_headers([Secret(secret)], "m", START, "{}")


@pytest.mark.parametrize("answer", [datetime(2026, 3, 2), "2026-03-02", 5, None])  # noqa: DTZ001
def test_a_clock_that_answers_with_no_instant_is_named(answer: Any) -> None:
    class Odd:
        def now(self) -> datetime:
            return answer

    with DisputeEngine("memory://", clock=Odd()) as engine, pytest.raises(InvalidInput) as caught:
        ended(engine)
    assert caught.value.field == "clock"


def test_while_a_secret_is_replaced_both_sign_and_then_only_the_new_one(net: Receivers) -> None:
    with timeline("freezegun") as time, DisputeEngine("memory://", clock=time.clock, delivery=QUICK) as engine:
        receiver = net.start()
        endpoint = engine.endpoints.add(receiver.url, internal=True)
        first = endpoint.secrets[0].value
        second = engine.endpoints.rotate(endpoint.id, overlap=timedelta(hours=48)).secrets[0].value
        third = engine.endpoints.rotate(endpoint.id).secrets[0].value
        verified = {first, second, third}
        for hours, valid in ((0, verified), (23, verified), (24, {third}), (49, {third})):
            time.move_to(START + timedelta(hours=hours))
            assert engine.endpoints.test(endpoint.id).arrived
            got = receiver.got[-1]
            signatures = got.headers["webhook-signature"].split(" ")
            assert len(signatures) == len(valid)
            assert {one for one in verified if _verifies(one, got)} == valid, f"after {hours} hours"


def _verifies(secret: str, request: Request) -> bool:
    try:
        Webhook(secret).verify(request.body, request.headers)
    except WebhookVerificationError:
        return False
    return True


def test_a_new_secret_is_of_the_specifications_form_and_never_shown() -> None:
    made = {new_secret(Ids()) for _ in range(50)}
    assert len(made) == 50
    assert all(check_secret(one) for one in made)
    with DisputeEngine("memory://") as engine:
        assert "whsec_" not in repr(engine.endpoints.add("https://shop.example/"))


@pytest.mark.parametrize("mode", ["structured", "binary"])
def test_the_cloudevents_sdk_reads_every_message(net: Receivers, mode: str) -> None:
    with DisputeEngine("memory://", clock=ManualClock(START), delivery=QUICK) as engine:
        _, requests = sent(net, engine, mode)
        history = engine.history(engine.find()[0].id)
        events = [from_http_event(HTTPMessage(one.headers, one.body)) for one in requests]
        for event, request in zip(events, requests, strict=True):
            assert event.get_specversion() == "1.0"
            assert event.get_id() == request.headers["webhook-id"]
            assert event.get_source() == "/dispute-engine/default"
            assert event.get_subject() == history[0].dispute_id
            assert event.get_time() == START
            assert event.get_datacontenttype() == "application/json"
        first = events[0]
        assert first.get_type() == "dispute_engine.dispute.filed"
        assert first.get_dataschema() == "urn:dispute-engine:schema:dispute.filed:1"
        assert first.get_extension("sequence") == "0000000000000001-00"
        data: Any = first.get_data()
        assert data["details"]["claim"]["plan"]["amount"] == {"amount": 1250, "currency": "USD"}


def test_no_message_has_a_personal_text(net: Receivers) -> None:
    with DisputeEngine("memory://", clock=ManualClock(START), delivery=QUICK) as engine:
        _, requests = sent(net, engine, "structured")
        whole = b"".join(one.body for one in requests)
        assert b"my house" not in whole
        assert b"personal:" not in whole
        assert b"[withheld]" in whole
