"""The other interpreter: XState on Node, where both are there."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path as File

from disputes import Workflow

from .sequences import Path
from .wording import Json

HERE = File(__file__).parent
HOW = "install Node 20 or later with npm (on Debian or Ubuntu: apt-get install nodejs npm), then run `make interop`"


def missing(package: str = "xstate") -> str:
    """What is not there and how to get it; empty when all is."""
    if shutil.which("node") is None:
        return f"there is no node: {HOW}"
    if not (HERE / "node_modules" / package).is_dir():
        return f"the npm package {package} is not installed: run `make interop`, which gets it"
    return ""


def taken(workflow: Workflow, paths: Sequence[Path]) -> list[Json]:
    """The paths that XState takes through the exported machine when it is asked the same."""
    machines = {workflow.id: json.loads(workflow.to_json())}
    asked = json.dumps({"machines": machines, "sequences": [path.asked for path in paths]})
    ran = subprocess.run(["node", HERE / "run.mjs"], input=asked, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)
