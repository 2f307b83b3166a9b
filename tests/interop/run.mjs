// Runs exported machines in XState under its simulated clock: sequences of events in, the paths they take out.
import { readFileSync } from "node:fs";

import { createActor, createMachine, SimulatedClock } from "xstate";

import { actionsOf, delaysOf, NOTHING } from "./actions.mjs";
import { guardsOf } from "./guards.mjs";

const FIRED = /^xstate\.after\.(.*)\.[^.]+$/;
const REMINDER = /^(.*)\.reminder\.\d+$/;

/** One dispute on one machine: its history as it is made, and what waits. */
class Run {
  constructor(config) {
    const clock = new SimulatedClock();
    const guards = guardsOf(clock, config.meta);
    const machine = createMachine({ ...config, context: NOTHING }).provide({
      guards,
      actions: actionsOf(clock, config.meta, guards),
      delays: delaysOf(clock, config.meta),
    });
    Object.assign(this, { clock, machine, history: [], effects: 0, rows: new Set() });
    this.actor = createActor(machine, { clock, inspect: (seen) => this.see(seen) });
    this.actor.subscribe({ error: (error) => { throw error; } });
    this.actor.start();
  }

  /** Note what happened: what somebody did, or a timer. */
  see({ type, event, actorRef, _transitions }) {
    if (type === "@xstate.microstep") _transitions.forEach(({ meta }) => meta && this.rows.add(meta.row));
    if (type !== "@xstate.snapshot" || actorRef !== this.actor || event.type === "xstate.init") return;
    const [, timer] = FIRED.exec(event.type) ?? [];
    if (!timer && !this.accepted) return;
    const [, announced] = REMINDER.exec(timer ?? "") ?? [];
    const action = announced ? "reminder" : (timer ?? event.type.split(".")[0]);
    const { context } = this.actor.getSnapshot();
    const effects = context.effects.slice(this.effects).sort();
    this.effects = context.effects.length;
    this.history.push({ at: this.clock.now(), action, of: announced ?? null, to: this.state(), effects });
  }

  state() {
    const { _nodes } = this.actor.getSnapshot();
    return _nodes.find((node) => node.type === "atomic" || node.type === "final").key;
  }

  /** Let time pass up to an instant, each timer at its own. */
  goTo(instant) {
    for (let next = this.next(); next <= instant; next = this.next()) this.clock.set(Math.max(next, this.clock.now()));
    this.clock.set(instant);
  }

  next() {
    return Math.min(Infinity, ...[...this.clock.timeouts.values()].map(({ start, timeout }) => start + timeout));
  }

  /** An event at an instant: whether it was accepted, the state and the timers afterwards. */
  step({ at, event }) {
    this.goTo(at);
    const snapshot = this.actor.getSnapshot();
    this.accepted = snapshot.status === "active" && this.machine.getTransitionData(snapshot, event).length > 0;
    if (this.accepted) this.actor.send(event);
    const accepted = this.accepted;
    this.accepted = false;
    this.goTo(at);
    return { at, accepted, state: this.state(), timers: this.timers() };
  }

  /** What waits, and until when. */
  timers() {
    const { _nodes, context } = this.actor.getSnapshot();
    const names = _nodes.flatMap((node) => node.after.map(({ delay }) => delay));
    return Object.fromEntries([...new Set(names)].filter((n) => n in context.due).map((n) => [n, context.due[n]]));
  }
}

/** The path of one sequence: every step, the history, the outcome. */
function path(machines, { workflow, steps, end }) {
  const run = new Run(machines[workflow]);
  const taken = steps.map((step) => run.step(step));
  run.goTo(end);
  const { outcome } = run.actor.getSnapshot().context;
  return { rows: [...run.rows], path: { steps: taken, history: run.history, outcome } };
}

const { machines, sequences } = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(sequences.map((sequence) => path(machines, sequence))));
