"""How help looks: commands in groups, examples as they are typed. Plain text, so that it comes at once."""

from typing import Any

from typer import BadParameter
from typer.core import TyperCommand, TyperGroup


def write_examples(epilog: str | None, formatter: Any) -> None:
    """Write the examples, one a line, as they are typed."""
    if epilog:
        with formatter.section("Examples"):
            for line in epilog.splitlines():
                formatter.write(f"{'':{formatter.current_indent}}{line}\n")


def first_sentence(text: str) -> str:
    """The first sentence of a help text, whole."""
    said = " ".join(text.split("\n\n", maxsplit=1)[0].split())
    return f"{said.partition('. ')[0].removesuffix('.')}." if said else ""


class Command(TyperCommand):
    """A command whose epilog is its examples."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments; what is wrong is said without the name of a Python error."""
        try:
            return super().parse_args(ctx, args)
        except BadParameter as error:
            error.message = error.message.removeprefix("Value error, ")
            raise

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the examples."""
        write_examples(self.epilog, formatter)


class Group(TyperGroup):
    """A group that lists its commands under their panels, and whose epilog is its examples."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the examples."""
        write_examples(self.epilog, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write each panel with its commands and their first sentences."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                panel = getattr(command, "rich_help_panel", None)
                title = panel if isinstance(panel, str) else "Commands"
                panels.setdefault(title, []).append((name, first_sentence(command.help or "")))
        for title, rows in panels.items():
            with formatter.section(title):
                formatter.write_dl(rows)
