"""`demo` and `showcase`: a fresh database, a story, and a way to go on."""

import re
import shlex

from disputes import DisputeEngine

from .command import Cli


def suggested(message: str) -> list[list[str]]:
    """The commands that a message tells a person to go on with."""
    joined = message.replace("\\\n", " ")
    return [shlex.split(line)[1:] for line in joined.splitlines() if line.startswith("  disputes ")]


def test_the_demo_leaves_open_disputes_in_every_stage_and_nothing_overdue(cli: Cli) -> None:
    result = cli.run("demo")
    assert result.code == 0
    with DisputeEngine(f"sqlite:///{cli.folder / 'demo.db'}") as engine:
        disputes = engine.find(limit=100)
        assert {one.stage for one in disputes} == {"seller_response", "negotiation", "arbitration", "resolved"}
        assert {one.state for one in disputes} >= {"arbitration", "plan_proposed"}
        assert not any(one.overdue for one in disputes)
        assert engine.tick().fired == ()
        endings = {outcome.resolution for outcome in engine.outcomes()}
    assert endings == {"agreed", "seller_timeout", "withdrawn", "ruled"}
    told = re.findall(r"^\d{4}-\d\d-\d\d \d\d:\d\d UTC  ", result.out, flags=re.MULTILINE)
    assert len(told) > 25
    assert told == sorted(told)
    assert "⏱ lamp-shop has not answered in five days: Ana gets the 45.99 USD asked for." in result.out


def test_what_the_demo_suggests_works(cli: Cli) -> None:
    told = cli.here("demo", "--db", cli.url).err
    commands = suggested(told)
    assert len(commands) >= 6
    for command in commands:
        result = cli.here(*command)
        assert result.code == 0, (command, result.err)


def test_the_demo_overwrites_nothing_unless_it_is_told_to(cli: Cli) -> None:
    (cli.folder / "demo.db").write_bytes(b"")
    refused = cli.here("demo")
    assert (refused.code, refused.out) == (1, "")
    assert "demo.db exists already" in refused.err
    assert cli.here("demo", "--force").code == 0
    assert cli.here("demo", "--force").code == 0
    (cli.folder / "letter.txt").write_text("Dear Ann")
    other = cli.here("demo", "--db", "sqlite:///letter.txt", "--force")
    assert (other.code, (cli.folder / "letter.txt").read_text()) == (1, "Dear Ann")


def test_the_showcase_can_be_run_twice(cli: Cli) -> None:
    first = cli.here("showcase", "--db", cli.url)
    assert first.code == 0
    for part in ("From orders to outcomes", "Work list", "Platform's plan", "What happens next by itself"):
        assert part in first.out
    again = cli.here("showcase", "--db", cli.url)
    assert again.code == 0
    assert "has disputes already" in again.err
    assert "From orders to outcomes" not in again.out
    assert suggested(again.err)[1] == suggested(first.err)[1], "the same dispute is shown"
    for command in suggested(again.err):
        assert cli.here(*command).code == 0, command


def test_an_interrupted_showcase_leaves_no_half_of_it(cli: Cli) -> None:
    (cli.folder / "sitecustomize.py").write_text(
        "from pathlib import Path\n"
        "from disputes import DisputeEngine\n"
        "def interrupted(self, *arguments, **more):\n"
        "    Path('shop.db').rename('half.db')\n"
        "    Path('half.db').rename('shop.db')\n"
        "    raise KeyboardInterrupt\n"
        "DisputeEngine.update_order = interrupted\n"
    )
    result = cli.run("showcase", "--db", cli.url, PYTHONPATH=str(cli.folder))
    assert (result.code, result.err) == (130, "")
    assert not (cli.folder / "shop.db").exists()
