"""Standard Webhooks' secrets and signatures (symmetric: HMAC-SHA256, `v1`)."""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import UTC, datetime

from ...engine.delivery import Secret
from ...engine.errors import InvalidInput
from ...engine.ids import Ids

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64
"""Bytes. Found: Standard Webhooks, "Signature scheme"."""
_OURS = 32


def new_secret(ids: Ids) -> str:
    """A secret of 256 random bits."""
    return PREFIX + b64encode(ids.bytes(_OURS)).decode()


def check_secret(secret: str) -> str:
    """The secret, if it is of the specification's form; else InvalidInput, which does not repeat it."""
    rule = f"must be {PREFIX} and the base64 form of {SHORTEST} to {LONGEST} random bytes"
    if not secret.startswith(PREFIX):
        raise InvalidInput("secret", rule)
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError:
        raise InvalidInput("secret", rule) from None
    if not SHORTEST <= len(key) <= LONGEST:
        raise InvalidInput("secret", rule)
    return secret


def signed_headers(secrets: Iterable[Secret], message_id: str, now: datetime, body: str) -> list[tuple[str, str]]:
    """The three headers of the specification; while a secret is being replaced, both sign."""
    from standardwebhooks import Webhook

    # The library takes the clock's face for UTC's, whatever the zone.
    signatures = [Webhook(secret.value).sign(message_id, now.astimezone(UTC), body) for secret in secrets]
    return [
        ("webhook-id", message_id),
        ("webhook-timestamp", str(int(now.timestamp()))),
        ("webhook-signature", " ".join(signatures)),
    ]
