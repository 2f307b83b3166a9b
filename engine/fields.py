"""The types of input fields, and the decorator that makes a record check itself when it is built."""

import dataclasses
from datetime import UTC, datetime
from functools import cache, wraps
from typing import Annotated, Any, TypeVar, dataclass_transform

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)
from pydantic.dataclasses import dataclass as pydantic_dataclass

from .errors import InvalidInput

T = TypeVar("T")


def _clean(text: str) -> str:
    # SQLite stores NUL and lone surrogates, PostgreSQL refuses them: refuse them at the edge.
    if "\x00" in text:
        raise ValueError("must not contain NUL characters")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("must not contain lone surrogates") from None
    if not text.strip():
        raise ValueError("must not be blank")
    return text


FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)
"""Instants lie from the first on and before the last."""


def _to_utc(instant: datetime) -> datetime:
    # Bounds leave room for counting from it: no deadline overflows.
    try:
        moved = instant.astimezone(UTC)
    except OverflowError:
        moved = None
    if moved is None or not FIRST <= moved < LAST:
        raise ValueError("must lie in the years 1970 to 2999")
    return moved


def _list_to_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


Id = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_clean)]
"""An id of the host's or ours: 1 to 200 characters."""

Text = Annotated[str, Field(min_length=1, max_length=10_000), AfterValidator(_clean)]
"""Free text: 1 to 10,000 characters."""

Instant = Annotated[AwareDatetime, AfterValidator(_to_utc)]
"""An aware datetime, kept in UTC."""

ListOrTuple = BeforeValidator(_list_to_tuple)
"""Lets a tuple field take a list."""


@dataclass_transform(frozen_default=True, kw_only_default=False, field_specifiers=(dataclasses.field, Field))
def input_record(cls: type[T]) -> type[T]:
    """A frozen dataclass that refuses wrong content when it is built, with `InvalidInput`.

    Strict: no value is converted to another type, unknown fields are refused.
    """
    config = ConfigDict(strict=True, extra="forbid")
    record: Any = pydantic_dataclass(frozen=True, slots=True, config=config)(cls)
    validate = record.__init__
    names = tuple(field.name for field in dataclasses.fields(record))

    @wraps(validate)
    def checked(self: object, *args: object, **kwargs: object) -> None:
        try:
            validate(self, *args, **kwargs)
        except ValidationError as error:
            raise InvalidInput.of(error, cls.__name__.lower(), names) from None

    record.__init__ = checked
    return record


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def check_field(name: str, value: object, kind: Any) -> Any:
    """The value, if it is of this kind of field; else InvalidInput names the field and the rule."""
    try:
        return _adapter(kind).validate_python(value, strict=True)
    except ValidationError as error:
        raise InvalidInput.of(error, name) from None
