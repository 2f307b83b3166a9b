"""Where output goes: data to stdout, messages to stderr; tables in a terminal and in a pipe."""

import json
import sys
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

_PIPE_WIDTH = 10_000
"""Wide enough that nothing is cut or folded when a program reads."""

_PROSE_WIDTH = 120
"""Wider than this nobody reads prose."""

WIDE = 150
"""From this width on a row of everything fits in one line."""

Report = Callable[[int, int], None]


@cache
def out() -> "Console":
    """The console for data."""
    return _console(to_stderr=False)


@cache
def err() -> "Console":
    """The console for messages."""
    return _console(to_stderr=True)


def _console(*, to_stderr: bool) -> "Console":
    from rich.console import Console

    stream = sys.stderr if to_stderr else sys.stdout
    width = None if stream.isatty() else _PIPE_WIDTH
    return Console(stderr=to_stderr, width=width, markup=False, highlight=False, emoji=False)


def is_wide() -> bool:
    """Whether a whole row fits in one line of stdout."""
    return out().width >= WIDE


def show(*items: "RenderableType") -> None:
    """Print to stdout."""
    for item in items:
        if isinstance(item, str):
            out().print(clean(item), soft_wrap=True)
        else:
            out().print(item)


def prose_width() -> int:
    """How wide text for people is set, also in a pipe."""
    return min(out().width, _PROSE_WIDTH)


def show_prose(*items: "RenderableType") -> None:
    """Print to stdout what people read in lines of bearable length, also in a pipe."""
    for item in items:
        out().print(item, width=prose_width())


def note(message: str) -> None:
    """A message to stderr."""
    err().print(clean(message), soft_wrap=True)


def complain(message: str, prefix: str = "") -> None:
    """An error's message to stderr."""
    from rich.text import Text

    err().print(Text.assemble((prefix, "bold red"), clean(message)), soft_wrap=True)


def clean(text: str) -> str:
    """The text with control characters made visible: what parties write must not steer a terminal."""
    return "".join(char if char.isprintable() or char in "\n\t" else f"\\x{ord(char):02x}" for char in text)


def table(*headings: str, title: str | None = None, lines: bool = False, keep: Iterable[int] = ()) -> "Table":
    """An empty table in this project's look; the columns in `keep` are never folded."""
    from rich import box
    from rich.table import Table

    made = Table(
        box=box.SIMPLE_HEAD if not lines else box.HORIZONTALS,
        show_edge=False,
        pad_edge=False,
        header_style="bold",
        show_lines=lines,
        title=title,
        title_justify="left",
        title_style="bold",
    )
    kept = set(keep)
    for number, heading in enumerate(headings):
        made.add_column(heading, no_wrap=number in kept, overflow="fold")
    return made


def filled(headings: Sequence[str], rows: Sequence[Sequence[str]], keep: Iterable[str] = ()) -> "Table":
    """A table of rows of texts, without the columns in which no row has any; those in `keep` are never folded."""
    used = [place for place in range(len(headings)) if any(row[place] for row in rows)]
    kept, names = set(keep), [headings[place] for place in used]
    made = table(*names, keep=[number for number, name in enumerate(names) if name in kept])
    for row in rows:
        add_row(made, *(row[place] for place in used))
    return made


def add_row(to: "Table", *cells: str, style: str | None = None) -> None:
    """Add a row of texts."""
    to.add_row(*map(clean, cells), style=style)


def fields(rows: Mapping[str, str]) -> "Table":
    """Names and values, one a line; empty values are left out."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in rows.items():
        if value:
            grid.add_row(name, clean(value))
    return grid


def emit_json(value: object) -> None:
    """One JSON document to stdout."""
    _write(json.dumps(value, indent=2, ensure_ascii=False))


def emit_json_line(value: object) -> None:
    """One line of JSON to stdout, at once."""
    _write(json.dumps(value, ensure_ascii=False))


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@contextmanager
def progress(what: str) -> Generator[Report]:
    """A progress bar on stderr, when that is a terminal; yields what is to be told (done, of how much)."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err(), transient=True, disable=not err().is_terminal) as bar:
        task = bar.add_task(what, total=None)

        def report(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield report
