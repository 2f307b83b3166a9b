// What rows do to a dispute, written from what their names mean: changes, time points, endings, the clock.
import { assign, enqueueActions } from "xstate";

import { instant, length } from "./calendar.mjs";
import { borneBy, NO_REFUND, orderOf, planOf, refundable, sendsBack } from "./guards.mjs";

/** A dispute of which nothing is known yet. */
export const NOTHING = {
  order: null,
  reason: null,
  received: false,
  plans: { buyer: null, seller: null, platform: null },
  evidence: [],
  evidenceCount: 0,
  points: {},
  due: {},
  accepted: [],
  ruling: null,
  adopted: null,
  settlement: null,
  outcome: null,
  effects: [],
  was: null,
};

const withPlan = (context, party, plan) => ({ plans: { ...context.plans, [party]: plan } });

function withEvidence(context, given, by) {
  const added = (given ?? []).map((_, number) => ({ id: `e${context.evidenceCount + number + 1}`, by }));
  return {
    evidence: [...context.evidence, ...added],
    evidenceCount: context.evidenceCount + added.length,
  };
}

/** Changes of the record, under their names: each gives what is different afterwards. */
function changes(clock, meta, dueOf) {
  return {
    open_claim: ({ event }) => ({
      order: event.order,
      reason: event.claim.reason,
      received: event.claim.received,
      ...withPlan(NOTHING, "buyer", event.claim.plan),
      ...withEvidence(NOTHING, event.claim.evidence, "buyer"),
    }),
    change_claim: ({ context, event }) => ({
      was: event.reason ? Object.fromEntries(Object.keys(meta.timers).map((name) => [name, dueOf(name, context, event)])) : null,
      reason: event.reason ?? context.reason,
      ...(event.plan ? withPlan(context, "buyer", event.plan) : {}),
      ...withEvidence(context, event.evidence, event.role),
    }),
    take_plan: ({ context, event }) => withPlan(context, event.role, event.plan ?? NO_REFUND),
    drop_plan: ({ context, event }) => withPlan(context, event.role, NO_REFUND),
    take_ruling: ({ context, event }) => ({
      ...withPlan(context, "platform", event.plan),
      ruling: { winner: event.winner, liable: event.liable ?? borneBy(context, event, meta) },
      accepted: [],
      settlement: null,
    }),
    note_acceptance: ({ context, event }) => ({ accepted: [...context.accepted, event.role] }),
    name_agent: () => ({}),
    take_address: ({ context, event }) =>
      event.return_address ? { order: { ...context.order, return_address: event.return_address } } : {},
    void_agreement: () => ({ settlement: null, adopted: null, ruling: null, accepted: [] }),
    submit_evidence: ({ context, event }) => withEvidence(context, event.evidence, event.role),
    delete_evidence: ({ context, event }) => ({
      evidence: context.evidence.filter((one) => one.id !== event.evidence_id),
    }),
    first_answer: ({ context }) => ({ points: { seller_answered: clock.now(), ...context.points } }),
  };
}

/** Who decided and won: as the ending says, else as was settled before, else as the platform ruled. */
function settlement(context, ends) {
  const { settlement: before, ruling } = context;
  return {
    resolution: ends.resolution ?? before?.resolution ?? "ruled",
    decided_by: ends.decided_by ?? before?.decided_by ?? "platform",
    winner: ends.winner ?? (before ?? ruling)?.winner ?? "nobody",
    liable: ends.liable ?? (before ?? ruling)?.liable ?? "nobody",
  };
}

function settle({ context, event }, ends) {
  return { adopted: planOf(ends.plan, context, event), settlement: settlement(context, ends) };
}

function end({ context, event }, ends) {
  let plan = planOf(ends.plan, context, event);
  // Nobody can send goods to an address that is not known: the buyer keeps them.
  if (sendsBack(plan) && ends.plan !== "adopted") plan = { kind: "refund", amount: plan.amount };
  const settled = settlement(context, ends);
  const refund = Math.min(plan?.amount ?? 0, refundable(context.order));
  const more = refund - (context.outcome?.refund ?? 0);
  const paid = more ? [[more > 0 ? "refund" : "recover", Math.abs(more)]] : [];
  const sent = plan?.kind === "replacement" ? [["replace", null]] : [];
  return {
    adopted: plan,
    settlement: settled,
    outcome: { ...settled, refund, revision: (context.outcome?.revision ?? 0) + 1 },
    effects: [...context.effects, ...sent, ...paid],
  };
}

/** A timer with its reminders; those whose time is over are left out. */
function armed(name, at, clock, meta) {
  const reminders = Object.entries(meta.timers[name].reminders)
    .map(([reminder, lead]) => [reminder, at - length(meta.durations[lead])])
    .filter(([, instant]) => instant > clock.now());
  return { [name]: at, ...Object.fromEntries(reminders) };
}

function without(due, name) {
  const kept = Object.entries(due).filter(([one]) => one !== name && !one.startsWith(`${name}.reminder.`));
  return Object.fromEntries(kept);
}

/** The implementations of a machine's actions and delays. */
export function actionsOf(clock, meta, guards) {
  const ask = (guard, args) => !guard || guards[guard.type](args, guard.params);

  function dueOf(name, context, event) {
    const point = (one) => context.points[one] ?? orderOf(context, event).times[one];
    const due = meta.timers[name].due.find(({ guard }) => ask(guard, { context, event }));
    return due ? instant(due.at, point, meta) : null;
  }

  function start(due, name, args) {
    const at = dueOf(name, args.context, args.event);
    const others = without(due, name);
    return at === null ? others : { ...others, ...armed(name, Math.max(at, clock.now()), clock, meta) };
  }

  function moved({ context, event }, name) {
    if (!context.was) return false;
    return (name in context.due || context.was[name] === null) && dueOf(name, context, event) !== context.was[name];
  }

  const clockwork = {
    start: (args, { timers }) => ({ due: timers.reduce((due, name) => start(due, name, args), args.context.due) }),
    stop: ({ context }, { timers }) => ({ due: timers.reduce(without, context.due) }),
    mark: ({ context }, { points }) => ({
      points: { ...context.points, ...Object.fromEntries(points.map((name) => [name, clock.now()])) },
    }),
    effect: ({ context }, { kind }) => ({ effects: [...context.effects, [kind, null]] }),
    settle,
    end,
  };
  const assigning = Object.entries({ ...changes(clock, meta, dueOf), ...clockwork });
  return {
    ...Object.fromEntries(assigning.map(([name, change]) => [name, assign(change)])),
    move: enqueueActions(({ context, event, enqueue }, { timers }) => {
      const found = timers.filter((name) => moved({ context, event }, name));
      enqueue.assign({ due: found.reduce((due, name) => start(due, name, { context, event }), context.due) });
      found.forEach((name) => enqueue.raise({ type: `${name}.moved` }));
    }),
    refresh: enqueueActions(({ enqueue }, { timers }) => {
      timers.forEach((name) => enqueue.raise({ type: `${name}.moved` }));
    }),
  };
}

/** A named delay for each timer and reminder: the time until it is due, none that ends for one that does not wait. */
export function delaysOf(clock, meta) {
  const names = Object.entries(meta.timers).flatMap(([name, { reminders }]) => [name, ...Object.keys(reminders)]);
  const left = (due) => (due === undefined ? Infinity : Math.max(0, due - clock.now()));
  return Object.fromEntries(names.map((name) => [name, ({ context }) => left(context.due[name])]));
}
