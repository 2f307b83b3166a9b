"""The command as a process: help at once, and a clear word when its extra is not installed."""

import subprocess
import sys

import pytest
from disputes.interfaces.cli.app import COMMANDS, WORKFLOW_COMMANDS
from disputes.interfaces.cli.score_app import SCORE_COMMANDS

from .command import Cli

GROUPS = {"workflow": WORKFLOW_COMMANDS, "score": SCORE_COMMANDS}
EVERY = [
    *((entry.name,) for entry in COMMANDS),
    *((group, entry.name) for group, entries in GROUPS.items() for entry in entries),
]


@pytest.mark.parametrize("missing", ["typer", "rich"])
def test_without_the_extra_it_says_what_to_install(missing: str) -> None:
    code = f"import sys; sys.modules[{missing!r}] = None; from disputes.interfaces.console import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{missing} is not installed" in done.stderr
    assert "pip install 'dispute-engine[cli]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_loads_nothing_heavy() -> None:
    code = """
import sys
from disputes.interfaces.console import main
sys.argv = ["disputes", "--help"]
try:
    main()
except SystemExit as ended:
    assert ended.code == 0, ended.code
heavy = {"sqlalchemy", "sqlmodel", "alembic", "pydantic", "transitions", "structlog", "apscheduler"}
found = sorted(heavy & {name.partition(".")[0] for name in sys.modules})
assert not found and "rich.console" not in sys.modules, found
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "queue" in done.stdout


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
def test_every_command_has_help_with_examples(cli: Cli, command: tuple[str, ...]) -> None:
    result = cli.here(*command, "--help")
    assert (result.code, result.err) == (0, "")
    examples = result.out.partition("Examples:\n")[2]
    assert f"disputes {' '.join(command)}" in examples


def test_every_command_that_prints_data_prints_json_too(cli: Cli) -> None:
    tell = {("demo",), ("showcase",), ("resume",), ("unpark",), ("daemon",), ("migrate",), ("export",)}
    for command in EVERY:
        assert ("--json" in cli.here(*command, "--help").out) == (command not in tell), command


def test_the_installed_command_is_the_same(cli: Cli) -> None:
    assert cli.here("--version").out == cli.run("--version").out
    assert cli.run("--version").out.startswith("dispute-engine ")


def test_an_error_nobody_expected_is_one_sentence_and_a_traceback_only_on_request(cli: Cli) -> None:
    (cli.folder / "broken.py").write_text("raise RuntimeError('boom')")
    result = cli.run("workflow", "check", "broken:MINE")
    assert (result.code, "Traceback" in result.err) == (1, False)
    assert "Unexpected RuntimeError: boom" in result.err
