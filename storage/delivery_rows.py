"""Endpoints and deliveries to rows and back."""

from collections.abc import Sequence
from dataclasses import asdict
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


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    """The row of a delivery that has not been tried; what it follows is found out once it is there."""
    message = delivery.message
    return {
        "id": delivery.id,
        "endpoint_id": delivery.endpoint_id,
        "subject": message.subject,
        "message_id": message.id,
        "type": message.type,
        "body": message.body,
        "follows": True,
        "attempts": 0,
        "due_at": delivery.due_at,
        "added_at": delivery.added_at,
    }


def delivery_of(row: Row[Any]) -> Delivery:
    """The delivery of a row."""
    message = Message(row.message_id, row.type, row.subject, row.body)
    return Delivery(row.id, row.endpoint_id, message, row.attempts, row.due_at, row.added_at, row.failure, row.dead_at)
