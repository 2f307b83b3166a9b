"""Processes of the test: started with their output in files, so that a full pipe never holds one up."""

import subprocess
import sys
from pathlib import Path
from time import monotonic
from typing import IO

from .waiting import wait_for

TESTS = Path(__file__).parents[1]


class Process:
    """A running module below `disputes.tests`, and what it has said."""

    def __init__(self, folder: Path, name: str, module: str, *arguments: str) -> None:
        self.name = name
        self._out, self._err = folder / f"{name}.out", folder / f"{name}.err"
        with self._out.open("w") as out, self._err.open("w") as err:
            self._popen = self._run(module, arguments, out, err)

    def _run(self, module: str, arguments: tuple[str, ...], out: IO[str], err: IO[str]) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", f"disputes.tests.{module}", *arguments]
        return subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL, cwd=TESTS)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._popen.pid

    @property
    def code(self) -> int | None:
        """How it ended: None while it runs."""
        return self._popen.poll()

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
        self._popen.kill()
        self._popen.wait()

    def terminate(self) -> float:
        """SIGTERM; how many seconds it took to end."""
        began = monotonic()
        self._popen.terminate()
        self._popen.wait(30)
        return monotonic() - began

    def _fail_if_ended(self) -> bool:
        assert self.code is None, f"{self.name} ended with {self.code}: {self.complaints()[-2000:]}"
        return False
