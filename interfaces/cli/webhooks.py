"""`disputes webhook …`: endpoints, their secrets and dead letters; and `disputes subscribers`."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .database import opened
from .exits import Exit, Stop
from .options import AsJson, Db, Verbose
from .output import add_row, emit_json, note, show, table
from .words import instant_words

if TYPE_CHECKING:
    from ...engine.delivery import Backlog, Delivery, Endpoint
    from ..delivery.sender import Attempt
    from ..embedded import DisputeEngine

EndpointId = Annotated[str, typer.Argument(metavar="ENDPOINT", help="The endpoint's id.", show_default=False)]
_Secret = Annotated[
    str | None, typer.Option("--secret", metavar="WHSEC", help="Your own secret, whsec_ and base64; else one is made.")
]


def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where to post to: https://…", show_default=False)],
    events: Annotated[
        list[str] | None, typer.Option("--event", metavar="TYPE", help="Only this type of message. Repeatable.")
    ] = None,
    binary: Annotated[bool, typer.Option("--binary", help="CloudEvents attributes as headers, data as body.")] = False,
    secret: _Secret = None,
    internal: Annotated[
        bool, typer.Option("--internal", help="Allow plain HTTP and private addresses: for receivers of your own.")
    ] = False,
    after: Annotated[
        int | None, typer.Option("--after", metavar="N", min=0, help="Begin after this position of the feed; else now.")
    ] = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Send messages to a URL from now on; prints the endpoint's id and its secret, which is shown only here."""
    with opened(db, verbose) as engine:
        made = engine.endpoints.add(
            url,
            events=events or (),
            mode="binary" if binary else "structured",
            secret=secret,
            internal=internal,
            after=after,
        )
        row = _rows(engine, made.id)[0]
    _tell_secret(made, row, as_json)


def list_(db: Db = None, as_json: AsJson = False, verbose: Verbose = False) -> None:
    """List the endpoints: how many events each is behind the feed, and what waits for it; secrets are not shown."""
    with opened(db, verbose) as engine:
        rows = _rows(engine)
    if as_json:
        emit_json(rows)
        return
    made = table("Endpoint", "URL", "Messages", "Behind", "Waiting", "Dead", "Stands", keep=(0,))
    for row in rows:
        wants = ", ".join(row["types"]) or "all"
        counts = (str(row[name]) for name in ("behind", "waiting", "dead"))
        add_row(made, row["id"], row["url"], wants, *counts, _stands(row))
    show(made)


def _rows(engine: "DisputeEngine", endpoint_id: str | None = None) -> list[dict[str, Any]]:
    """Endpoints, all or one, as they stand at one instant."""
    with engine.reading() as reading:
        deliveries = reading.deliveries
        backlogs, length = deliveries.backlogs(), deliveries.length("events")
        found = [one for one in deliveries.endpoints() if endpoint_id in (None, one.id)]
        return [_row(one, backlogs.get(one.id)) | {"behind": length - one.position} for one in found]


def _row(endpoint: "Endpoint", backlog: "Backlog | None") -> dict[str, Any]:
    from .forms import to_json

    form = to_json(endpoint)
    secrets = form.pop("secrets")
    return form | {
        "secrets": len(secrets),
        "waiting": backlog.waiting if backlog else 0,
        "dead": backlog.dead if backlog else 0,
    }


def _stands(row: dict[str, Any]) -> str:
    if row["disabled_why"]:
        return f"disabled: {row['disabled_why']}"
    return f"failed {row['failures']} times in a row" if row["failures"] else "ok"


def remove(endpoint: EndpointId, db: Db = None, verbose: Verbose = False) -> None:
    """Forget an endpoint, what waits for it and its dead letters."""
    with opened(db, verbose) as engine:
        engine.endpoints.remove(endpoint)
    note(f"Removed {endpoint}.")


def rotate(
    endpoint: EndpointId,
    overlap: Annotated[
        float, typer.Option("--overlap", metavar="HOURS", help="For so long the old secret signs as well.")
    ] = 24,
    secret: _Secret = None,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Replace an endpoint's secret; for a while both sign, so that the receiver can change over in peace."""
    with opened(db, verbose) as engine:
        made = engine.endpoints.rotate(endpoint, overlap=_hours(overlap), secret=secret)
        row = _rows(engine, endpoint)[0]
    _tell_secret(made, row, as_json)


def _hours(count: float) -> timedelta:
    """So many hours; what no timedelta can say (nan, inf, 1e300) is too long or too short for an overlap anyway."""
    try:
        return timedelta(hours=count)
    except (OverflowError, ValueError):
        return timedelta.max if count > 0 else timedelta.min


def _tell_secret(endpoint: "Endpoint", row: dict[str, Any], as_json: bool) -> None:
    if as_json:
        emit_json(row | {"secret": endpoint.secrets[0].value})
        return
    show(f"{endpoint.id}  {endpoint.secrets[0].value}")
    note("The receiver needs the secret to verify signatures; it is not shown again (docs/webhooks.md).")


def disable(
    endpoint: EndpointId,
    why: Annotated[str, typer.Option("--why", help="The reason; it is kept.")],
    db: Db = None,
    verbose: Verbose = False,
) -> None:
    """Send nothing more to an endpoint; what waits for it becomes dead letters."""
    with opened(db, verbose) as engine:
        engine.endpoints.disable(endpoint, why=why)
    note(f"Disabled {endpoint}. To go on: disputes webhook enable {endpoint}")


def enable(endpoint: EndpointId, db: Db = None, verbose: Verbose = False) -> None:
    """Send to an endpoint again, from where it had come to."""
    with opened(db, verbose) as engine:
        engine.endpoints.enable(endpoint)
    note(f"Enabled {endpoint}. Its dead letters: disputes webhook replay --endpoint {endpoint}")


def try_out(endpoint: EndpointId, db: Db = None, as_json: AsJson = False, verbose: Verbose = False) -> None:
    """Send a message that tries an endpoint, once, at once; exits with 1 when it was not taken."""
    with opened(db, verbose) as engine:
        attempt = engine.endpoints.test(endpoint)
    _tell_attempts([attempt], as_json)
    if attempt.failure is not None:
        raise Stop(Exit.FAILED, f"The receiver did not take it: {attempt.failure}.")


def dead(
    endpoint: Annotated[
        str | None, typer.Option("--endpoint", metavar="ENDPOINT", help="Only this endpoint's.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="So many at the most.")] = 500,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """List dead letters: messages that no attempt got through, or whose endpoint was disabled."""
    from .forms import to_json

    with opened(db, verbose) as engine:
        found = engine.endpoints.dead(endpoint, limit=limit)
    if as_json:
        emit_json([to_json(one) for one in found])
        return
    made = table("Letter", "Endpoint", "Message", "Subject", "Dead since", "Why", keep=(0, 1, 3))
    for one in found:
        _add_letter(made, one)
    show(made)


def _add_letter(made: Any, one: "Delivery") -> None:
    why = f"{one.failure} ({one.attempts} attempts)"
    message = one.message
    add_row(made, one.id, one.endpoint_id, message.type, message.subject, instant_words(one.dead_at), why)


def replay(
    letters: Annotated[
        list[str] | None, typer.Argument(metavar="LETTER…", help="Ids of dead letters.", show_default=False)
    ] = None,
    endpoint: Annotated[
        str | None, typer.Option("--endpoint", metavar="ENDPOINT", help="All dead letters of this endpoint.")
    ] = None,
    db: Db = None,
    verbose: Verbose = False,
) -> None:
    """Send dead letters again: those named, or all of an endpoint."""
    if bool(letters) == (endpoint is not None):
        both = "not both" if letters else "one of them is needed"
        raise Stop(Exit.USAGE, f"LETTER…: name dead letters (`disputes webhook dead` lists them) or --endpoint: {both}")
    with opened(db, verbose) as engine:
        count = engine.endpoints.replay(*(letters or ()), endpoint_id=endpoint)
    note(f"{count} dead letter(s) are on their way again.")


def send(db: Db = None, as_json: AsJson = False, verbose: Verbose = False) -> None:
    """Send what is due now, once; a daemon does so by itself."""
    with opened(db, verbose) as engine:
        attempts = engine.deliver().attempts
    _tell_attempts(attempts, as_json)
    note(f"{sum(one.arrived for one in attempts)} of {len(attempts)} attempt(s) arrived.")


def _tell_attempts(attempts: "Iterable[Attempt]", as_json: bool) -> None:
    from .forms import to_json

    if as_json:
        emit_json([to_json(one) for one in attempts])
        return
    made = table("Endpoint", "Message", "Type", "Answer", "Seconds", keep=(0,))
    for one in attempts:
        answer = one.failure or f"status {one.status}"
        add_row(made, one.endpoint_id, one.message_id, one.type, answer, f"{one.seconds:.3f}")
    show(made)


def types(
    type: Annotated[
        str | None, typer.Argument(metavar="TYPE", help="Print this type's JSON Schema.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the types of messages, or print the JSON Schema of one."""
    from ..delivery.messages import TYPES
    from ..delivery.schemas import message_schema

    if type is not None:
        emit_json(message_schema(type))
        return
    if as_json:
        emit_json([{"type": one.name, "version": one.version, "meaning": one.meaning} for one in TYPES.values()])
        return
    made = table("Type", "Version", "Says", keep=(0,))
    for one in TYPES.values():
        add_row(made, one.name, str(one.version), one.meaning)
    show(made)


def subscribers(db: Db = None, as_json: AsJson = False, verbose: Verbose = False) -> None:
    """List in-process subscribers: how far each has come in its feed, and what failed last."""
    with opened(db, verbose) as engine:
        rows = _subscriber_rows(engine)
    if as_json:
        emit_json(rows)
        return
    made = table("Subscriber", "Feed", "Position", "Behind", "Last failure", keep=(0,))
    for row in rows:
        failure = f"{row['failure']} ({row['attempts']} times)" if row["failure"] else ""
        add_row(made, row["name"], row["feed"], str(row["position"]), str(row["behind"]), failure)
    show(made)


def _subscriber_rows(engine: "DisputeEngine") -> list[dict[str, Any]]:
    from .forms import to_json

    with engine.reading() as reading:
        cursors = reading.deliveries.cursors()
        return [to_json(one) | {"behind": reading.deliveries.length(one.feed) - one.position} for one in cursors]
