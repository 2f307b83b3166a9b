"""The command line put together: every command with its group in the help and its examples.

Nothing heavy is imported here: help must come at once, so commands import the engine when they run.
"""

import sys
from io import TextIOWrapper
from typing import Annotated, Any

import typer
from typer.main import get_command

from . import (
    definitions,
    demo,
    diagrams,
    doctor,
    exporting,
    feeds,
    importing,
    many,
    queue,
    reads,
    refunds,
    running,
    showcase,
    standings,
    verbs,
    webhooks,
)
from .entries import Entry, group
from .exits import Exit
from .options import AsJson, Db, Verbose
from .score_app import SCORE_COMMANDS, score_app

_DISPUTES, _TIME, _MANY = "One dispute", "Work list, time and feeds", "Many disputes"
_DEFINITIONS, _SCORES = "Workflows", "Scores"
_SYSTEM, _START = "The database", "To begin with"
_DELIVERY = "Delivery"
_ID = "0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b"
_PLAN = '\'{"plan": {"kind": "refund", "amount": {"amount": 500, "currency": "USD"}}}\''


COMMANDS = (
    Entry("demo", demo.demo, _START, ("disputes demo", "disputes demo --db sqlite:///shop.db --force")),
    Entry("showcase", showcase.showcase, _START, ("disputes showcase --db sqlite:///orders.db",)),
    Entry("file", verbs.file, _DISPUTES, ("disputes file claim.json", "disputes file - --json < claim.json")),
    Entry(
        "act",
        verbs.act,
        _DISPUTES,
        (
            f"disputes act {_ID} reject --as seller:s-17 \\\n  --expected-version 2 --details {_PLAN}",
            f'disputes act {_ID} accept_plan --as buyer:b-204 \\\n  --details \'{{"of": "seller"}}\'',
        ),
    ),
    Entry("actions", reads.actions, _DISPUTES, (f"disputes actions {_ID} --as buyer:b-204",)),
    Entry("show", reads.show_dispute, _DISPUTES, (f"disputes show {_ID}", f"disputes show {_ID} --json")),
    Entry("history", reads.history, _DISPUTES, (f"disputes history {_ID}",)),
    Entry("agenda", reads.agenda, _DISPUTES, (f"disputes agenda {_ID}",)),
    Entry(
        "update-order",
        verbs.update_order,
        _DISPUTES,
        ('disputes update-order 8190021 --facts \'{"completed_at": "2026-03-07T09:00:00Z"}\'',),
    ),
    Entry("erase", verbs.erase, _DISPUTES, (f"disputes erase {_ID} --why 'request under GDPR article 17'",)),
    Entry(
        "refund",
        refunds.refund,
        _DISPUTES,
        (f"disputes refund {_ID}:5:refund --reference pay-7731 --as platform:ops",),
    ),
    Entry("verify", reads.verify, _DISPUTES, (f"disputes verify {_ID}",)),
    Entry(
        "queue",
        queue.queue,
        _TIME,
        ("disputes queue --seller s-17", "disputes queue --stage arbitration --due-before 2026-03-07T09:00:00Z --json"),
    ),
    Entry(
        "refunds",
        refunds.refunds,
        _TIME,
        ("disputes refunds --late", "disputes refunds --status completed --seller s-17 --json"),
    ),
    Entry(
        "standing",
        standings.standing,
        _MANY,
        (
            "disputes standing s-17",
            "disputes standing s-17 --medal silver --level good --source 'aliexpress/level 2026-10 revision 1'",
        ),
    ),
    Entry("tick", feeds.tick, _TIME, ("disputes tick", "disputes tick --json")),
    Entry(
        "daemon",
        running.daemon,
        _TIME,
        (
            "disputes daemon",
            "disputes daemon --pause 1 --quiet --db $URL",
            "disputes daemon --scores",
            "disputes daemon --scores-url postgresql://scores@db/scores",
        ),
    ),
    Entry(
        "hold",
        verbs.hold,
        _TIME,
        ("disputes hold --why 'outage of the seller portal' --timer seller_response_timeout",),
    ),
    Entry("resume", verbs.resume, _TIME, (f"disputes resume {_ID}",)),
    Entry("unpark", verbs.unpark, _TIME, (f"disputes unpark {_ID}",)),
    Entry(
        "outcomes", feeds.outcomes, _TIME, ("disputes outcomes --after 120", "disputes outcomes --follow | jq .winner")
    ),
    Entry("events", feeds.events, _TIME, ("disputes events --limit 20", "disputes events --after 4711 --follow")),
    Entry(
        "import",
        importing.import_,
        _MANY,
        (
            "disputes import claims.jsonl",
            "disputes import --format olist ./olist --shift --db sqlite:///orders.db",
            "disputes import --rules",
            "disputes import --adopt cases.jsonl",
            "disputes import --adopt --format aliexpress --seller s-17 issues.jsonl",
        ),
    ),
    Entry("export", exporting.export, _MANY, ("disputes export --seller s-17 --open > issues.jsonl",)),
    Entry(
        "bulk",
        many.bulk,
        _MANY,
        (
            "disputes bulk extend --as platform:ops --timer seller_response_timeout --duration P2D \\\n"
            "  --from 2026-03-07T00:00:00Z --until 2026-03-09T00:00:00Z --why outage --dry-run",
            "disputes bulk pause --as platform:ops --where seller=s-17 --why 'flood at the warehouse'",
        ),
    ),
    Entry("subscribers", webhooks.subscribers, _DELIVERY, ("disputes subscribers", "disputes subscribers --json")),
    Entry("migrate", doctor.migrate, _SYSTEM, ("disputes migrate --db sqlite:///disputes.db",)),
    Entry("doctor", doctor.doctor, _SYSTEM, ("disputes doctor", "disputes doctor --json")),
)

WORKFLOW_COMMANDS = (
    Entry("list", definitions.list_workflows, "Commands", ("disputes workflow list",)),
    Entry(
        "show",
        definitions.show_workflow,
        "Commands",
        (
            "disputes workflow show aliexpress",
            "disputes workflow show aliexpress@2 --markdown > aliexpress.md",
            "disputes workflow show aliexpress --toml > mine.toml",
        ),
    ),
    Entry(
        "check",
        definitions.check,
        "Commands",
        ("disputes workflow check", "disputes workflow check mine.toml mymarket.flows:DISPUTES"),
    ),
    Entry(
        "migrate",
        many.migrate,
        "Commands",
        (
            "disputes workflow migrate --to aliexpress@2 --as platform:ops \\\n"
            "  --where workflow=aliexpress@1 --dry-run",
        ),
    ),
    Entry(
        "diff",
        definitions.diff,
        "Commands",
        ("disputes workflow diff aliexpress@1 aliexpress@2", "disputes workflow diff aliexpress mine.toml --json"),
    ),
    Entry(
        "diagram",
        diagrams.diagram,
        "Commands",
        (
            "disputes workflow diagram aliexpress > aliexpress.mmd",
            "disputes workflow diagram aliexpress -o aliexpress.svg",
            "disputes workflow diagram aliexpress --dispute ID --db sqlite:///demo.db -o dispute.svg",
            "disputes workflow diagram aliexpress --format xstate -o aliexpress.json",
        ),
    ),
)

_ENDPOINT = "0199a1b2-9e11-7c40-8b6f-3d2e1f0a9b8c"
WEBHOOK_COMMANDS = (
    Entry(
        "add",
        webhooks.add,
        "Commands",
        (
            "disputes webhook add https://shop.example/hooks --event dispute.resolved --event refund.ordered",
            "disputes webhook add http://10.0.0.7:8080/hooks --internal --binary",
        ),
    ),
    Entry("list", webhooks.list_, "Commands", ("disputes webhook list", "disputes webhook list --json")),
    Entry("remove", webhooks.remove, "Commands", (f"disputes webhook remove {_ENDPOINT}",)),
    Entry("rotate", webhooks.rotate, "Commands", (f"disputes webhook rotate {_ENDPOINT} --overlap 48",)),
    Entry("disable", webhooks.disable, "Commands", (f"disputes webhook disable {_ENDPOINT} --why 'shop closed'",)),
    Entry("enable", webhooks.enable, "Commands", (f"disputes webhook enable {_ENDPOINT}",)),
    Entry("test", webhooks.try_out, "Commands", (f"disputes webhook test {_ENDPOINT}",)),
    Entry(
        "dead", webhooks.dead, "Commands", ("disputes webhook dead", f"disputes webhook dead --endpoint {_ENDPOINT}")
    ),
    Entry(
        "replay",
        webhooks.replay,
        "Commands",
        (f"disputes webhook replay {_ID}", f"disputes webhook replay --endpoint {_ENDPOINT}"),
    ),
    Entry("send", webhooks.send, "Commands", ("disputes webhook send", "disputes webhook send --json")),
    Entry("types", webhooks.types, "Commands", ("disputes webhook types", "disputes webhook types dispute.resolved")),
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"dispute-engine {version('dispute-engine')}")
        raise typer.Exit


def _root(
    ctx: typer.Context,
    db: Db = None,
    as_json: AsJson = False,
    verbose: Verbose = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Disputes of orders on marketplaces: file them, act in them, let their deadlines run."""
    # What is said before the command's name holds for the command, unless it says otherwise itself.
    given = {"db": db, "as_json": as_json, "verbose": verbose}
    said = {name: value for name, value in given.items() if value}
    settings: dict[str, Any] = {entry.name: said for entry in COMMANDS}
    groups = {"workflow": WORKFLOW_COMMANDS, "webhook": WEBHOOK_COMMANDS, "score": SCORE_COMMANDS}
    ctx.default_map = settings | {name: {entry.name: said for entry in listed} for name, listed in groups.items()}


def build() -> typer.Typer:
    """The whole application."""
    app = group("", COMMANDS, ("disputes demo", "disputes queue --db sqlite:///demo.db", "disputes act --help"))
    app.callback()(_root)
    workflow = group(
        "Show, check, draw and compare the definitions by which disputes live.",
        WORKFLOW_COMMANDS,
        ("disputes workflow show aliexpress",),
    )
    app.add_typer(workflow, name="workflow", rich_help_panel=_DEFINITIONS)
    webhook = group(
        "Send what happens to HTTP endpoints: signed, retried, in order for each dispute.",
        WEBHOOK_COMMANDS,
        ("disputes webhook add https://shop.example/hooks --event dispute.resolved",),
    )
    app.add_typer(webhook, name="webhook", rich_help_panel=_DELIVERY)
    app.add_typer(score_app(), name="score", rich_help_panel=_SCORES)
    return app


def run() -> int:
    """Run the command that the arguments name; its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        get_command(build())(prog_name="disputes")
    except Exception as error:
        from .faults import report

        return report(error)
    return Exit.DONE
