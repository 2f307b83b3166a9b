"""`python -m compatibility [14 15 …]`, from the repository's root: one line for each version of PostgreSQL.

The servers are packages of npm, where all versions are to be had, and are kept in `.postgres`: no part of the
environment of the ordinary tests. "beta" is the packaging's name; the servers are the released ones.
"""

import os
import platform
import subprocess
import sys
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.postgres_server import a_server

VERSIONS = {
    "14": "14.23.0-beta.17",
    "15": "15.18.0-beta.17",
    "16": "16.14.0-beta.17",
    "17": "17.10.0-beta.17",
    "18": "18.4.0-beta.17",
}
PROCESSORS = {"x86_64": "x64", "aarch64": "arm64"}

ROOT = Path(__file__).parents[1]
HOME = ROOT / ".postgres"

# Tests on several stores carry the store's name; daemon and host tests are on PostgreSQL anyway. One kind of frozen
# time is enough here: the other is the same to the server.
TESTS = "(postgresql or daemon or test_host) and not sqlite and not freezegun"


def main(wanted: list[str]) -> int:
    """How many of the wanted versions, or of all, did not pass."""
    return sum(not _passes(major) for major in wanted or VERSIONS)


def _passes(major: str) -> bool:
    version = VERSIONS.get(major)
    if version is None:
        return _say(major, f"NOT TESTED: known are {', '.join(VERSIONS)}", well=False)
    package = f"@embedded-postgres/{sys.platform}-{PROCESSORS.get(platform.machine(), platform.machine())}"
    if problem := _install(HOME / version, f"{package}@{version}"):
        return _say(major, f"NOT TESTED: {problem}", well=False)
    with a_server(HOME / version / "node_modules" / package / "native") as url:
        passed, told = _test(url, HOME / f"{major}.log")
        return _say(_version(url), told, well=passed)


def _install(folder: Path, package: str) -> str:
    """What went wrong, if anything did."""
    ready = folder / ".ready"
    if ready.exists():
        return ""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        subprocess.run([*command, package], check=True, capture_output=True, text=True)
    except FileNotFoundError:
        return "npm, which fetches the server, is not on this machine"
    except subprocess.CalledProcessError as error:
        return f"npm could not install {package}: {error.stderr.strip()}"
    ready.touch()
    return ""


def _test(url: str, log: Path) -> tuple[bool, str]:
    """Whether all passed, and what to say of it."""
    with log.open("w") as output:
        command = [sys.executable, "-m", "pytest", "tests", "-q", "-n", "auto", "-k", TESTS]
        environment = os.environ | {"DISPUTES_TEST_POSTGRES_URL": url}
        code = subprocess.call(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    lines = log.read_text().splitlines()
    failures = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
    told = [*lines[-1:], *failures, *([f"pytest ended with {code}; all it said: {log}"] if code else [])]
    return code == 0, "\n  ".join(told)


def _version(url: str) -> str:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = str(connection.execute(text("SHOW server_version")).scalar_one())
    engine.dispose()
    return found


def _say(version: str, told: str, *, well: bool) -> bool:
    print(f"PostgreSQL {version}: {told}", flush=True)  # noqa: T201 - the result
    return well


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
