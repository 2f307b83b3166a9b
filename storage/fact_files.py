"""Facts in files: JSON lines, plain or gzipped, and Parquet; read whole, checked whole, and written back."""

import gzip
import json
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, BinaryIO

from ..engine.errors import InvalidInput
from ..engine.problems import Problems
from ..scoring.facts import FactTable
from ..scoring.ibis_adapter import Table, load_arrow
from .fact_columns import ColumnReader
from .fact_money import Rates
from .fact_rows import Reader
from .types import instant_of

Progress = Callable[[int, int], None]
"""Is told how much is done, and of how much."""

JSON_SUFFIXES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
PARQUET_SUFFIXES = (".parquet",)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_REPORT_EVERY = 2_000
_WRITTEN_AT_ONCE = 50_000


def read_lines(
    path: Path, table: FactTable, zone: str, marketplace: str, rates: Rates, progress: Progress | None = None
) -> Any:
    """The facts in a file of JSON lines as an Arrow table; InvalidInput names every fault with its line."""
    reader = Reader(table, zone, marketplace, rates, place=lambda number: f"{path.name}:{number}: ")
    rows = reader.read(_records(path, reader.problems, progress))
    reader.problems.raise_if_any()
    return rows


def read_parquet(path: Path, table: FactTable, zone: str, marketplace: str, rates: Rates) -> Any:
    """The facts in a Parquet file as an Arrow table; InvalidInput names faulty columns and rows."""
    return read_arrow(_parquet(path), table, zone, marketplace, rates, path.name)


def read_arrow(
    given: Any, table: FactTable, zone: str, marketplace: str, rates: Rates, source: str = "the table"
) -> Any:
    """The same for an Arrow table that is at hand."""
    reader = ColumnReader(table, zone, marketplace, rates, source)
    rows = reader.read(given)
    reader.problems.raise_if_any()
    return rows


def _parquet(path: Path) -> Any:
    pyarrow = load_arrow()
    try:
        return load_arrow("pyarrow.parquet").ParquetFile(path).read()
    except (OSError, pyarrow.ArrowException) as error:
        raise InvalidInput(str(path), f"cannot be read as Parquet: {error}") from None


def _records(path: Path, problems: Problems, progress: Progress | None) -> Iterator[tuple[int, object]]:
    try:
        with path.open("rb") as raw, _opened(path, raw) as lines:
            size = path.stat().st_size
            for number, line in enumerate(lines, 1):
                yield from _record(path, number, line, problems)
                if progress and number % _REPORT_EVERY == 0:
                    progress(raw.tell(), size)
    except (OSError, EOFError, zlib.error) as error:
        problems.add(str(path), f"cannot be read: {getattr(error, 'strerror', None) or error}")


def _opened(path: Path, raw: BinaryIO) -> AbstractContextManager[Any]:
    return gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw


def _record(path: Path, number: int, line: bytes, problems: Problems) -> Iterator[tuple[int, object]]:
    try:
        text = line.removeprefix(_BYTE_ORDER_MARK).decode().strip()
        if text:
            yield number, json.loads(text)
    except UnicodeDecodeError:
        problems.add(f"{path.name}:{number}", "must be UTF-8 text")
    except (json.JSONDecodeError, RecursionError) as error:
        problems.add(f"{path.name}:{number}", f"is not JSON: {getattr(error, 'msg', 'nested too deeply')}")


def write_facts(rows: Table, table: FactTable, path: Path) -> int:
    """Write facts to a file that `read_lines` or `read_parquet` reads back; how many there were.

    InvalidInput when the file's name says neither form, or it cannot be written.
    """
    if not path.name.endswith((*PARQUET_SUFFIXES, *JSON_SUFFIXES)):
        raise InvalidInput(str(path), f"must end in one of {', '.join((*JSON_SUFFIXES, *PARQUET_SUFFIXES))}")
    given = _given(rows, table).to_pyarrow()
    try:
        _write(given, table, path)
    except OSError as error:
        raise InvalidInput(str(path), f"cannot be written: {_reason(error)}") from error
    return given.num_rows


def _reason(error: OSError) -> str:
    """Why the system refused a file: Arrow's errors carry its number, and a sentence of their own."""
    return os.strerror(error.errno) if error.errno else str(error)


def _write(given: Any, table: FactTable, path: Path) -> None:
    if path.name.endswith(PARQUET_SUFFIXES):
        load_arrow("pyarrow.parquet").write_table(_with_instants(given, table), path)
    else:
        _write_lines(given, table, path)


def _given(rows: Table, table: FactTable) -> Table:
    """What is given of a fact, in an order that does not depend on the database."""
    columns = [name for name in table.schema() if name not in {*table.days, "load"}]
    return rows.select(*columns).order_by(["marketplace", "id"])


def _with_instants(given: Any, table: FactTable) -> Any:
    pyarrow = load_arrow()
    for column in table.columns:
        if column.kind == "instant":
            index = given.column_names.index(column.name)
            given = given.set_column(index, column.name, given[column.name].cast(pyarrow.timestamp("us", "UTC")))
    return given


def _write_lines(given: Any, table: FactTable, path: Path) -> None:
    instants = {column.name for column in table.columns if column.kind == "instant"}
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding="utf-8") as file:
        for batch in given.to_batches(_WRITTEN_AT_ONCE):
            for row in batch.to_pylist():
                record = {name: _written(name, value, instants) for name, value in row.items() if value is not None}
                file.write(json.dumps(record, ensure_ascii=False) + "\n")


def _written(name: str, value: Any, instants: set[str]) -> Any:
    return instant_of(value).isoformat().replace("+00:00", "Z") if name in instants else value
