"""The engine: every operation on disputes, over any store, with any workflows and any clock."""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from . import adopting, bulk, commands, migrating, orders, reading, recording, ticking
from . import standings as of_sellers
from .built_in import ADOPT, ERASE, MIGRATE, UPDATE_ORDER
from .bulk import Bulk, BulkItem
from .cases import Case
from .clock import Clock, SystemClock, UtcClock
from .context import Context
from .definition import FILE, Workflow
from .fields import Text, check_field
from .ids import Ids
from .inputs import SYSTEM, Actor, Claim, Medal, Order
from .money import Money
from .ports import OrderBy, Reading, Store, Transaction
from .reading import Page
from .records import ActionItem, AgendaItem, Dispute, Event, Heartbeat, Hold, Outcome, Stage, Tick, Turn
from .refunds import RECORD_REFUND, RefundKind, RefundOrder, RefundStatus
from .registry import Registry
from .repeats import Request
from .sellers import Standing


class Engine:
    """Runs disputes. Every call is one transaction of its own, or takes part in the one that `session` carries.

    Commands raise InvalidInput (wrong in any state), NotFound, Refused (not allowed now), CommandConflict
    (the id was used for something else) or Busy, and then add nothing, but for timers that were overdue.
    """

    def __init__(
        self, store: Store, workflows: Iterable[Workflow], clock: Clock | None = None, ids: Ids | None = None
    ) -> None:
        self._store = store
        self._clock = clock or SystemClock()
        self._context = Context(store, Registry(workflows), UtcClock(self._clock), ids or Ids())

    @property
    def clock(self) -> Clock:
        """The clock this engine reads, as it was given."""
        return self._clock

    def now(self) -> datetime:
        """The present instant by this engine's clock, in UTC; InvalidInput when the clock answers with none."""
        return self._context.clock.now()

    @contextmanager
    def transaction(self) -> Generator[Transaction]:
        """One transaction for several calls: pass what it yields to each as `session=`."""
        with self._store.writing() as transaction:
            yield transaction

    @contextmanager
    def reading(self) -> Generator[Reading]:
        """One consistent read for several calls: pass what it yields to each read as `session=`."""
        with self._store.reading() as reading:
            yield reading

    def file(
        self,
        order: Order,
        claim: Claim,
        workflow: str = "aliexpress",
        *,
        by: Actor,
        command_id: str | None = None,
        session: object | None = None,
    ) -> Dispute:
        """File a dispute on an order line, under the newest version of the workflow or a pinned one.

        Refused: not_shipped, too_early, too_late, evidence_required, already_open, already_decided,
        return_not_offered, above_refundable, wrong_actor.
        """
        request = self._request(FILE, by, {"order": order, "claim": claim}, command_id)
        return commands.file(self._context, request, workflow, session)

    def adopt(
        self,
        case: Case,
        workflow: str = "aliexpress",
        *,
        by: Actor,
        command_id: str | None = None,
        session: object | None = None,
    ) -> Dispute:
        """Go on with an open case of another system, from the state, plans and time points it brings.

        Deadlines that have passed meanwhile are due now. InvalidInput lists what the workflow would miss;
        Refused: already_open, already_decided, wrong_actor.
        """
        request = self._request(ADOPT, by, {"case": case}, command_id)
        return adopting.take_over(self._context, request, workflow, session)

    def act(
        self,
        dispute_id: str,
        action: str,
        *,
        by: Actor,
        command_id: str | None = None,
        expected_version: int | None = None,
        session: object | None = None,
        **details: object,
    ) -> Dispute:
        """Take an action in a dispute and return it as it stands afterwards.

        With `expected_version`, the version that the actor has seen, Refused(version_changed) when the dispute
        has moved on since. What each action takes in `details`: `actions()` and the workflow say.
        """
        request = self._request(check_field("action", action, str), by, details, command_id)
        if request.action == MIGRATE:
            return migrating.migrate(self._context, dispute_id, request, expected_version, session)
        return commands.act(self._context, dispute_id, request, expected_version, session)

    def update_order(
        self,
        order_id: str,
        line: str | None = None,
        *,
        marketplace: str = "default",
        command_id: str | None = None,
        session: object | None = None,
        **facts: object,
    ) -> tuple[Dispute, ...]:
        """Record new facts about an order in its open disputes: deadlines that count from them move.

        `refunded` is the total refunded elsewhere: it lowers what a dispute may still pay. Returns the
        disputes that took the facts: none when no line of the order has an open dispute.
        """
        request = self._request(UPDATE_ORDER, SYSTEM, facts, command_id)
        return orders.update_order(self._context, order_id, line, marketplace, request, session)

    def erase(
        self, dispute_id: str, *, why: str, command_id: str | None = None, session: object | None = None
    ) -> Dispute:
        """Remove a dispute's personal data (free text, addresses, evidence URIs); the history still verifies.

        `why` is noted in the history and stays: give a ground, not a person.
        """
        request = self._request(ERASE, SYSTEM, {"ground": check_field("why", why, Text)}, command_id)
        return commands.erase(self._context, dispute_id, request, session)

    def record_refund(
        self,
        effect_id: str,
        *,
        reference: str | None = None,
        amount: Money | None = None,
        by: Actor = SYSTEM,
        command_id: str | None = None,
        session: object | None = None,
    ) -> RefundOrder:
        """Record that the platform has executed a refund order (or a recovery): the effect with this id.

        `reference` is the platform's own id for the payment, `amount` a check on what was ordered. Sent again
        it does nothing; other content is CommandConflict. Refused: moves_no_money, wrong_actor.
        """
        details = {"effect_id": effect_id, "reference": reference, "amount": amount}
        return recording.record(self._context, self._request(RECORD_REFUND, by, details, command_id), session)

    def refunds(
        self,
        status: RefundStatus | None = None,
        *,
        kind: RefundKind | None = None,
        seller: str | None = None,
        buyer: str | None = None,
        order: str | None = None,
        marketplace: str | None = None,
        dispute: str | None = None,
        after: str | None = None,
        limit: int = 50,
        session: object | None = None,
    ) -> Page[RefundOrder]:
        """A page of refund orders as recorded, by due time (72 hours after the order).

        `ordered`: not executed yet; `late`: those of them whose time is over; `completed`: executed.
        """
        where = {"kind": kind, "seller": seller, "buyer": buyer, "order": order, "marketplace": marketplace}
        where |= {"status": status, "dispute": dispute}
        return recording.refunds(self._context, after, limit, session, **where)

    def set_standing(
        self,
        seller: str,
        *,
        marketplace: str = "default",
        medal: Medal | None = None,
        level: str | None = None,
        source: str | None = None,
        by: Actor = SYSTEM,
        command_id: str | None = None,
        session: object | None = None,
    ) -> Standing:
        """Set a seller's medal and level: disputes filed from now on take the medal, unless the order says one.

        What it was stays as an earlier version; the same content as now adds none. `source` says where it
        comes from, such as `aliexpress/level 2026-10 revision 1`.
        """
        given = Standing(seller, medal, level, source, marketplace)
        return self.set_standings([given], by=by, command_id=command_id, session=session)[0]

    def set_standings(
        self,
        standings: Iterable[Standing],
        *,
        by: Actor = SYSTEM,
        command_id: str | None = None,
        session: object | None = None,
    ) -> list[Standing]:
        """Set many sellers' standings in one transaction; returns them with their versions, in the same order."""
        return of_sellers.set_standings(self._context, standings, by, command_id, session)

    def standing(self, seller: str, *, marketplace: str = "default", session: object | None = None) -> Standing | None:
        """The seller's standing now, None while nothing was set."""
        return of_sellers.standing(self._context, seller, marketplace, session)

    def standings(self, seller: str, *, marketplace: str = "default", session: object | None = None) -> list[Standing]:
        """All versions of the seller's standing, the oldest first."""
        return of_sellers.standings(self._context, seller, marketplace, session)

    def bulk(
        self,
        action: str,
        *,
        by: Actor,
        where: Mapping[str, object] | None = None,
        window: tuple[datetime, datetime] | None = None,
        dry_run: bool = False,
        command_id: str | None = None,
        progress: Callable[[BulkItem], None] = lambda _: None,
        **details: object,
    ) -> Bulk:
        """Extend, pause, resume or migrate every open dispute that fits; `dry_run` only says what would happen.

        `where` has the filters of `find`; `window` selects disputes with a deadline in it (an outage, from and
        until). Each dispute is a transaction of its own: under the same `command_id` a repetition does the rest.
        """
        request = self._request(check_field("action", action, str), by, details, command_id)
        return bulk.bulk(self._context, request, where or {}, window, dry_run, progress)

    def get(self, dispute_id: str, *, session: object | None = None) -> Dispute:
        """The dispute as of now, whether or not its overdue timers have been recorded yet."""
        return reading.get(self._context, dispute_id, session)

    def history(self, dispute_id: str, *, session: object | None = None) -> list[Event]:
        """The dispute's events in order, as of now; `recorded_at` is None for what is not recorded yet."""
        return reading.history(self._context, dispute_id, session)

    def actions(self, dispute_id: str, *, by: Actor, session: object | None = None) -> list[ActionItem]:
        """What this actor may do now and until when, or may not and why."""
        return reading.actions(self._context, dispute_id, by, session)

    def agenda(self, dispute_id: str, *, session: object | None = None) -> list[AgendaItem]:
        """What happens next by itself, in order, unless somebody acts."""
        return reading.agenda(self._context, dispute_id, session)

    def verify(self, dispute_id: str, *, session: object | None = None) -> tuple[str, ...]:
        """What of a dispute's record does not follow from its history, in sentences; empty when all of it does."""
        return reading.verify_history(self._context, dispute_id, session)

    def find(
        self,
        *,
        stage: Stage | None = None,
        state: str | None = None,
        turn: Turn | None = None,
        seller: str | None = None,
        buyer: str | None = None,
        order: str | None = None,
        line: str | None = None,
        workflow: str | None = None,
        reason: str | None = None,
        marketplace: str | None = None,
        due_before: datetime | None = None,
        order_by: OrderBy = "due",
        after: str | None = None,
        limit: int = 50,
        session: object | None = None,
    ) -> Page[Dispute]:
        """A page of disputes as recorded, by least time left or by filing; overdue ones are marked.

        `after` is the `next` of the page before.
        """
        query = reading.query_of(
            limit,
            order_by,
            due_before,
            workflow,
            stage=stage,
            state=state,
            turn=turn,
            seller=seller,
            buyer=buyer,
            order=order,
            line=line,
            reason=reason,
            marketplace=marketplace,
        )
        return reading.find(self._context, query, after, session)

    def outcomes(self, after: int = 0, limit: int = 500, *, session: object | None = None) -> list[Outcome]:
        """Outcomes by position, contiguous from 1; `after` is the last position seen."""
        return reading.outcomes(self._context, after, limit, session)

    def events(self, after: int = 0, limit: int = 500, *, session: object | None = None) -> list[Event]:
        """Every event of every dispute by position; `after` is the last position seen."""
        return reading.events(self._context, after, limit, session)

    def tick(self, *, session: object | None = None, stop: Callable[[], bool] | None = None) -> Tick:
        """Fire every timer that is due now, each at its own due time.

        `stop` is asked between batches: True leaves the rest for the next tick.
        """
        return ticking.tick(self._context, self.now(), session, stop or (lambda: False))

    def tick_until(self, latest: datetime, *, stop: Callable[[], bool] | None = None) -> Tick:
        """`tick`, but nothing fires that is due after `latest`: a daemon's guard trusts the clock up to there."""
        return ticking.tick(self._context, min(latest, self.now()), None, stop or (lambda: False))

    def next_due_at(self, *, session: object | None = None) -> datetime | None:
        """When the next timer fires, None when none waits; what is parked or held is not next."""
        with self._store.reading(session) as transaction:
            return transaction.next_due_at(self._context.registry.ids)

    def hold(
        self,
        *,
        why: str,
        by: Actor,
        timers: Sequence[str] = (),
        dispute_id: str | None = None,
        session: object | None = None,
    ) -> Hold:
        """Keep timers from firing, all or those named, of all disputes or of one, until `resume`."""
        return ticking.hold(self._context, why, by, timers, dispute_id, session)

    def resume(self, hold_id: str, *, by: Actor, session: object | None = None) -> None:
        """End a hold: overdue timers fire at the next tick, each at its own due time."""
        ticking.resume(self._context, hold_id, by, session)

    @property
    def workflow_ids(self) -> frozenset[str]:
        """The workflow versions that this process has: `aliexpress@2`, …"""
        return self._context.registry.ids

    @property
    def money_timers(self) -> frozenset[str]:
        """The timers that end a dispute by executing a plan."""
        return self._context.registry.money_timers

    def new_id(self) -> str:
        """A new id, from this engine's clock and generator."""
        return self._context.ids.uuid7(self.now())

    def beat(self, heartbeat: Heartbeat) -> None:
        """Keep a daemon's last sign of life."""
        with self._store.writing() as transaction:
            transaction.beat(heartbeat)

    def heartbeats(self) -> list[Heartbeat]:
        """The daemons that have been seen, the latest first."""
        with self._store.reading() as reading:
            return reading.heartbeats()

    def unpark(self, dispute_id: str, *, session: object | None = None) -> None:
        """Let the timers of a dispute that was parked after failures fire again."""
        ticking.unpark(self._context, dispute_id, session)

    def holds(self, *, session: object | None = None) -> list[Hold]:
        """The holds that stand."""
        with self._store.reading(session) as transaction:
            return transaction.holds()

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()

    def _request(self, action: str, by: Actor, details: Mapping[str, object], command_id: str | None) -> Request:
        """Every command has an id, given or generated."""
        given = self._context.ids.token() if command_id is None else command_id
        return Request(action, by, details, given).checked()
