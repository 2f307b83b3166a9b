"""`demo`: twelve days of a small marketplace, told as a story, on a fresh database."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from .database import Database
from .fresh import make_room
from .logs import configure
from .options import Verbose
from .output import clean, note, show
from .queue import least_time_left, show_queue
from .words import instant_words

if TYPE_CHECKING:
    from datetime import datetime

    from ...engine.clock import ManualClock
    from ...engine.records import Dispute
    from ..embedded import DisputeEngine
    from .demo_story import Scene

FreshDb = Annotated[str, typer.Option("--db", metavar="URL", help="Where to make it: sqlite:///NAME.db.")]
Force = Annotated[bool, typer.Option("--force", help="Delete the file first when it exists.")]


def demo(db: FreshDb = "sqlite:///demo.db", force: Force = False, verbose: Verbose = False) -> None:
    """Tell the story of a small marketplace, and leave its database with open disputes to try things on."""
    from ...engine.clock import ManualClock, SystemClock
    from ..embedded import DisputeEngine
    from .demo_story import DAYS, SCENES

    configure(verbose=verbose)
    database = Database(db, "option --db")
    make_room(database, force=force)
    now = SystemClock().now()
    clock = ManualClock(now - timedelta(days=DAYS))
    with DisputeEngine(db, clock=clock) as engine:
        story = _Story(engine, clock)
        show(f"{DAYS} days on a small marketplace, until now. What happens by itself is marked ⏱.", "")
        for scene in SCENES:
            story.play(scene)
        story.move_to(now)
        show("", "Today's work list, the least time left first:", "")
        show_queue(least_time_left(engine, {}, 50), engine.holds(), now)
        story.say_how_to_go_on(db)


class _Story:
    """Plays scenes at their times, and tells what the timers do in between."""

    def __init__(self, engine: "DisputeEngine", clock: "ManualClock") -> None:
        self._engine = engine
        self._clock = clock
        self._start = clock.now()
        self._disputes: dict[str, str] = {}

    def play(self, scene: "Scene") -> None:
        """Go to the scene's time and let it happen."""
        self.move_to(self._start + timedelta(days=scene.day))
        dispute = scene.play(self._engine, self._disputes.get(scene.buyer))
        self._disputes[scene.buyer] = dispute.id
        self._tell(scene.says)

    def move_to(self, instant: "datetime") -> None:
        """Go to a later time; every timer on the way fires at its own."""
        due_at = self._engine.next_due_at()
        while due_at and due_at <= instant:
            self._clock.set(due_at)
            for fired in self._engine.tick().fired:
                self._tell_fired(self._engine.get(fired.dispute_id), fired.timer)
            due_at = self._engine.next_due_at()
        self._clock.set(instant)

    def _tell_fired(self, dispute: "Dispute", timer: str) -> None:
        from .demo_story import FIRED

        buyer, seller = dispute.order.buyer.capitalize(), dispute.order.seller
        refund = str(dispute.outcome.refund) if dispute.outcome else ""
        self._tell("⏱ " + FIRED[timer].format(buyer=buyer, seller=seller, refund=refund))

    def _tell(self, sentence: str) -> None:
        from rich.table import Table

        line = Table.grid(padding=(0, 2))
        line.add_row(instant_words(self._clock.now()), clean(sentence))
        show(line)

    def say_how_to_go_on(self, db: str) -> None:
        """Commands with the ids of this story."""
        if db == "memory://":
            note("\nThis was in memory and is gone. With --db sqlite:///demo.db it stays.")
            return
        finn, hana = self._disputes["finn"], self._disputes["hana"]
        version = self._engine.get(hana).version
        offer = '\'{"plan": {"kind": "refund", "amount": {"amount": 1000, "currency": "USD"}}}\''
        note(
            "\nGo on by yourself; time is real from here on:\n"
            f"  export DISPUTES_DATABASE_URL={db}\n"
            "  disputes queue\n"
            f"  disputes history {finn}\n"
            f"  disputes actions {hana} --as buyer:hana\n"
            f"  disputes act {hana} propose_plan --as seller:tea-house \\\n"
            f"    --expected-version {version} --details {offer}\n"
            f'  disputes act {finn} accept_plan --as seller:lamp-shop --details \'{{"of": "platform"}}\'\n'
            "  disputes outcomes\n"
            "  disputes doctor"
        )
