"""Processes of the test: started with their output in files, so that a full pipe never holds one up.

They are forked from a process that has imported the engine already, which would take each of them most of a second,
and has done nothing else: no connection, no thread. How a command starts from nothing is tried in tests/cli.
"""

import os
import sys
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from time import monotonic

from .waiting import wait_for

TESTS = Path(__file__).parents[1]
_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(
    [
        *("disputes.tests.daemon_programme", "disputes.tests.daemon.client_programme", "disputes.interfaces.delivery"),
        *("disputes.storage.open", "disputes.storage.postgresql", "psycopg", "sqlalchemy.dialects.postgresql.psycopg"),
    ]
)


def _run(module: str, arguments: tuple[str, ...], out: Path, err: Path) -> None:
    """What a forked process does: it is the module, as if that had been started by name."""
    os.chdir(TESTS)
    for stream, file in ((1, out), (2, err)):
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(descriptor, stream)
        os.close(descriptor)
    programme = f"disputes.tests.{module}"
    sys.argv = [programme, *arguments]
    import_module(programme).main(*arguments)


class Process:
    """A running module below `disputes.tests`, and what it has said."""

    def __init__(self, folder: Path, name: str, module: str, *arguments: str) -> None:
        self.name = name
        self._out, self._err = folder / f"{name}.out", folder / f"{name}.err"
        for file in (self._out, self._err):
            file.touch()
        given = (module, arguments, self._out, self._err)
        # A daemon of multiprocessing: it is ended with the tests, however they end.
        self._process = _FORKS.Process(target=_run, args=given, name=name, daemon=True)
        self._process.start()

    @property
    def pid(self) -> int:
        """The process id."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def code(self) -> int | None:
        """How it ended: None while it runs."""
        return self._process.exitcode

    def said(self) -> list[str]:
        """The whole lines of its output so far."""
        return self._out.read_text().rpartition("\n")[0].splitlines()

    def complaints(self) -> str:
        """What it wrote to standard error."""
        return self._err.read_text()

    def wait_ready(self) -> None:
        """Until it has said `ready`."""
        wait_for(f"{self.name} is ready", lambda: "ready" in self.said() or self._fail_if_ended(), 30)

    def wait_ended(self, seconds: float) -> None:
        """Until it has ended well."""
        wait_for(f"{self.name} has ended", lambda: self.code is not None, seconds)
        assert self.code == 0, f"{self.name} ended with {self.code}: {self.complaints()[-2000:]}"

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()
        self._process.join()

    def terminate(self) -> float:
        """SIGTERM; how many seconds it took to end."""
        began = monotonic()
        self._process.terminate()
        self._process.join(30)
        return monotonic() - began

    def _fail_if_ended(self) -> bool:
        assert self.code is None, f"{self.name} ended with {self.code}: {self.complaints()[-2000:]}"
        return False
