"""Endpoints and deliveries to rows and back."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from json import dumps, loads
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from ..engine.delivery import Delivery, Endpoint, Message, Secret
from .delivery_tables import ENDPOINT

_SECRETS = TypeAdapter(tuple[Secret, ...])


def secrets_json(secrets: Sequence[Secret]) -> str:
    """An endpoint's secrets as they are kept."""
    return _SECRETS.dump_json(tuple(secrets)).decode()


def endpoint_row(endpoint: Endpoint) -> dict[str, Any]:
    """An endpoint's row."""
    return asdict(endpoint) | {
        "types": dumps(endpoint.types),
        "secrets": secrets_json(endpoint.secrets),
        "internal": bool(endpoint.internal),
    }


def endpoint_of(row: Row[Any]) -> Endpoint:
    """The endpoint of a row."""
    kept: dict[str, Any] = {column.name: getattr(row, column.name) for column in ENDPOINT.c}
    kept["types"], kept["secrets"] = tuple(loads(row.types)), _SECRETS.validate_json(row.secrets)
    kept["internal"] = bool(row.internal)
    return Endpoint(**kept)


def delivery_row(delivery_id: str, endpoint_id: str, message: Message, now: datetime) -> dict[str, Any]:
    """The row of a delivery that is due now."""
    return {
        "id": delivery_id,
        "endpoint_id": endpoint_id,
        "subject": message.subject,
        "message_id": message.id,
        "type": message.type,
        "body": message.body,
        "attempts": 0,
        "due_at": now,
        "added_at": now,
    }


def delivery_of(row: Row[Any]) -> Delivery:
    """The delivery of a row."""
    message = Message(row.message_id, row.type, row.subject, row.body)
    return Delivery(row.id, row.endpoint_id, message, row.attempts, row.due_at, row.added_at, row.failure, row.dead_at)
