"""Where in a feed one may begin."""

from typing import Annotated

from pydantic import Field

from ...engine.errors import InvalidInput

Position = Annotated[int, Field(ge=0, le=2**53)]
"""A place in a feed: 0 is before its first record."""


def check_not_beyond(after: int, last: int) -> int:
    """The position, if the feed has come so far: what begins behind its end would miss what comes next, silently."""
    if after > last:
        raise InvalidInput("after", f"must be a position of the feed: 0 to {last}, its last one")
    return after
