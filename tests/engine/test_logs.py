"""No name of a field, and no text of an error, can make a log call fail."""

import logging
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest
from disputes.engine.logs import LOG, in_short

RESERVED = sorted({*vars(logging.makeLogRecord({})), "message", "asctime"} - {"exc_info", "stack_info"})


@pytest.mark.parametrize("name", RESERVED)
def test_a_field_may_have_any_name_of_a_log_records_own(name: str, caplog: pytest.LogCaptureFixture) -> None:
    LOG.error("said", **{name: "ours", "beside": 1})
    [record] = caplog.records
    assert (record.getMessage(), record.name, record.levelname) == ("said", "disputes", "ERROR")
    assert (vars(record)[f"{name}_"], vars(record)["beside"]) == ("ours", 1)


def test_what_logging_takes_itself_still_arrives(caplog: pytest.LogCaptureFixture) -> None:
    LOG.error("said", exc_info=ValueError("that"), stack_info=True)
    [record] = caplog.records
    assert record.exc_info
    assert record.exc_info[0] is ValueError
    assert record.stack_info


@contextmanager
def records_of(factory: Any) -> Generator[None]:
    """Log records as a host makes them."""
    before = logging.getLogRecordFactory()
    logging.setLogRecordFactory(factory)
    try:
        yield
    finally:
        logging.setLogRecordFactory(before)


def test_a_host_may_have_given_its_records_more_fields(caplog: pytest.LogCaptureFixture) -> None:
    def factory(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = logging.LogRecord(*args, **kwargs)
        record.dispute = "of the host"
        return record

    with records_of(factory):
        LOG.error("said", dispute="ours")
    [record] = caplog.records
    assert (vars(record)["dispute"], vars(record)["dispute_"]) == ("of the host", "ours")


class Mute(Exception):
    """An error whose text cannot be had."""

    def __str__(self) -> str:
        raise ValueError


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (OSError("away"), "OSError: away"),
        (OSError("a\x00b\ud800c\x1b[2J"), "OSError: a\ufffdb\ufffdc\ufffd[2J"),
        (OSError("a\tb\u3000c"), "OSError: a b c"),
        (OSError("first\nsecond: a row's values"), "OSError: first"),
        (OSError(), "OSError: "),
        (Mute(), "Mute: (its text cannot be read)"),
        (OSError("x" * 1_000), "OSError: " + "x" * 491),
    ],
)
def test_an_errors_text_is_fit_to_be_kept(error: Exception, text: str) -> None:
    assert in_short(error) == text
