"""How a group of commands is put together: each command with its heading in the help and its examples."""

from collections.abc import Callable
from dataclasses import dataclass

import typer

from .help import Command, Group


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: its name, what it runs, under which heading help lists it, and examples."""

    name: str
    runs: Callable[..., None]
    panel: str
    examples: tuple[str, ...]


_SETTINGS = {"help_option_names": ["-h", "--help"]}


def group(help: str, entries: tuple[Entry, ...], examples: tuple[str, ...]) -> typer.Typer:
    """A group of commands with their panels and examples."""
    app = typer.Typer(
        cls=Group,
        help=help,
        epilog="\n".join(examples),
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=_SETTINGS,
    )
    for entry in entries:
        app.command(
            entry.name,
            cls=Command,
            epilog="\n".join(entry.examples),
            rich_help_panel=entry.panel,
            context_settings=_SETTINGS,
        )(entry.runs)
    return app
