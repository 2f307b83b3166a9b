"""Runs the real command, in a process and a folder of its own, in a pipe or in a terminal."""

import fcntl
import json
import logging
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Generator, Mapping
from contextlib import ExitStack, chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import IO, Any
from unittest.mock import patch

import pytest
import structlog
from disputes.interfaces.cli import output
from disputes.interfaces.console import main

COMMAND = (sys.executable, "-m", "disputes.interfaces.console")


@dataclass(frozen=True)
class Result:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What stdout holds, as JSON."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """What stdout holds, as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Cli:
    """The command in a folder, with a database of its own there."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def url(self) -> str:
        """The database that commands use unless they name another."""
        return f"sqlite:///{self.folder / 'shop.db'}"

    def run(self, *arguments: str, stdin: str | bytes = "", db: bool = True, **more: str) -> Result:
        """Run it in pipes; `more` are environment variables."""
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=self.folder,
            env=self._environment(db, more),
            input=stdin if isinstance(stdin, bytes) else stdin.encode(),
            capture_output=True,
            timeout=120,
            check=False,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    def here(self, *arguments: str, stdin: str | bytes = "", db: bool = True, **more: str) -> Result:
        """As `run`, in this process: the same `main`, without the second that a new one takes to import everything."""
        out, err = _Pipe(), _Pipe()
        with ExitStack() as stack:
            stack.enter_context(chdir(self.folder))
            stack.enter_context(patch.dict(os.environ, self._environment(db, more), clear=True))
            stack.enter_context(patch.multiple(sys, argv=["disputes", *arguments], stdin=_Pipe(stdin)))
            stack.enter_context(redirect_stdout(out))
            stack.enter_context(redirect_stderr(err))
            stack.enter_context(_as_before(self.folder))
            with pytest.raises(SystemExit) as ended:
                main()
            code = ended.value.code
        assert isinstance(code, int)
        return Result(code, out.text(), err.text())

    def start(self, *arguments: str, stderr: int | IO[str] = subprocess.PIPE) -> "subprocess.Popen[str]":
        """Start it and go on."""
        return subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=self.folder,
            env=self._environment(True, {}),
            text=True,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )

    def in_terminal(self, *arguments: str, columns: int = 80, **more: str) -> str:
        """What it prints in a terminal so wide, escape codes and all."""
        ours, its = pty.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        environment = self._environment(True, {"TERM": "xterm-256color", **more})
        with subprocess.Popen(
            [*COMMAND, *arguments], cwd=self.folder, env=environment, stdin=its, stdout=its, stderr=its
        ) as process:
            os.close(its)
            printed = _read_all(ours)
            os.close(ours)
        assert process.returncode == 0, printed
        return printed

    def _environment(self, db: bool, more: Mapping[str, str]) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        mine = {"DISPUTES_DATABASE_URL": self.url} if db else {}
        return {**inherited, **mine, **self.environment, **more}


class _Pipe(TextIOWrapper):
    """A text stream that is no terminal."""

    def __init__(self, content: str | bytes = "") -> None:
        raw = content if isinstance(content, bytes) else content.encode()
        super().__init__(BytesIO(raw), encoding="utf-8", write_through=True)

    def text(self) -> str:
        """All that was written."""
        assert isinstance(self.buffer, BytesIO)
        return self.buffer.getvalue().decode()


@contextmanager
def _as_before(folder: Path) -> Generator[None]:
    """Undo what the command sets for its whole process: its consoles, its logs, a host's modules from the folder."""
    loggers = [logging.getLogger(name) for name in (None, "disputes", "alembic")]
    handlers, levels = loggers[0].handlers, [logger.level for logger in loggers]
    output.out.cache_clear()
    output.err.cache_clear()
    try:
        yield
    finally:
        loggers[0].handlers = handlers
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
        for name, module in [*sys.modules.items()]:
            if str(getattr(module, "__file__", None)).startswith(f"{folder}/"):
                del sys.modules[name]
        structlog.reset_defaults()
        output.out.cache_clear()
        output.err.cache_clear()


def _read_all(terminal: int) -> str:
    parts: list[bytes] = []
    try:
        while part := os.read(terminal, 65_536):
            parts.append(part)
    except OSError:
        pass  # The terminal ends with the process.
    return b"".join(parts).decode().replace("\r\n", "\n")


def plain(printed: str) -> str:
    """What a person sees of it: without escape codes."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", printed)
