"""What the doctor says of delivery: subscribers that fail, endpoints that are disabled or behind, dead letters."""

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal

from .words import instant_words, left_words

if TYPE_CHECKING:
    from datetime import datetime

    from ...engine.delivery import Backlog, Cursor, Deliveries, Endpoint

Finding = tuple[str, str, Literal["ok", "note", "fault"]]


def delivery_checks(deliveries: "Deliveries", now: "datetime") -> Iterator[Finding]:
    """What was looked at, how it stands, and whether that is well."""
    for cursor in deliveries.cursors():
        yield _subscriber(cursor, deliveries.length(cursor.feed))
    endpoints, backlogs, length = deliveries.endpoints(), deliveries.backlogs(), deliveries.length("events")
    for endpoint in endpoints:
        yield _endpoint(endpoint, backlogs.get(endpoint.id), length - endpoint.position, now)
    if endpoints and (find_spec("h11") is None or find_spec("standardwebhooks") is None):
        how = "not from this installation: pip install 'dispute-engine[delivery]'"
        yield "sending webhooks", how, "note"


def _subscriber(cursor: "Cursor", last: int) -> Finding:
    stands = f"at {cursor.position} of {last} {cursor.feed}"
    if cursor.failure is None:
        return f"subscriber {cursor.name}", stands, "ok"
    failed = f"failed {cursor.attempts} times, again {instant_words(cursor.retry_at)}: {cursor.failure}"
    return f"subscriber {cursor.name}", f"{stands}; {failed}", "fault"


def _endpoint(endpoint: "Endpoint", backlog: "Backlog | None", behind: int, now: "datetime") -> Finding:
    what = f"endpoint {endpoint.id}"
    letters = f"{backlog.dead} dead letters (disputes webhook dead)" if backlog and backlog.dead else ""
    if endpoint.disabled_at is not None:
        return what, "; ".join(filter(None, (f"disabled: {endpoint.disabled_why}", letters))), "note"
    waiting = ""
    if backlog and backlog.oldest:
        waiting = f"{backlog.waiting} waiting, the oldest {left_words(backlog.oldest, now)}"
    failing = f"the last {endpoint.failures} attempts failed" if endpoint.failures else ""
    lag = f"{behind} events behind the feed (a daemon, or disputes webhook send, sends them)" if behind > 0 else ""
    found = [one for one in (lag, failing, waiting, letters) if one]
    return what, "; ".join(found) or "nothing waits", "note" if lag or letters or failing else "ok"
