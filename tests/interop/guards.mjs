// The guards, written from what their names mean: each is asked with the context, the event and its params.
import { instant } from "./calendar.mjs";

export const NO_REFUND = { kind: "no_refund" };
const other = (role) => (role === "buyer" ? "seller" : "buyer");
export const orderOf = (context, event) => context.order ?? event.order;
export const samePlan = (one, two) =>
  Boolean(one && two) && one.kind === two.kind && one.amount === two.amount && one.freight === two.freight;
export const sendsBack = (plan) => plan?.kind === "return_and_refund";
export const addressOf = (context, event) => event.return_address ?? context.order.return_address;
export const refundable = (order) => order.paid - (order.refunded ?? 0);

/** A fact of the claim (what is being filed included) or of the order; undefined while it is not known. */
export function fact(context, event, name, meta) {
  const claim = context.order ? context : event.claim;
  if (name === "category") return categoryOf(claim.reason, meta);
  if (name === "reason" || name === "received") return claim[name];
  const order = orderOf(context, event);
  return name in order ? order[name] : order.facts[name];
}

export function categoryOf(reason, meta) {
  return Object.keys(meta.reasons).find((name) => name === reason || meta.reasons[name].includes(reason));
}

/** Who is liable where a ruling need not say so. */
export function borneBy(context, event, meta) {
  if (context.order.after_sales_guarantee) return "platform";
  const carriers = context.order.platform_logistics && fact(context, event, "category", meta) === "not_received";
  return carriers ? "carrier" : undefined;
}

/** The plan that an ending adopts once the event is carried out. */
export function planOf(adopting, context, event) {
  if (!adopting) return null;
  if (adopting === "adopted") return context.adopted;
  if (adopting === "full") {
    const left = refundable(context.order);
    return left ? { kind: "refund", amount: left } : NO_REFUND;
  }
  return event.plan && event.role === adopting ? event.plan : context.plans[adopting];
}

/** The guards of a machine, over its clock and its meta. */
export function guardsOf(clock, meta) {
  const point = (context, event) => (name) => context.points[name] ?? orderOf(context, event).times[name];
  const when = (deadline, { context, event }) => instant(deadline, point(context, event), meta);
  const ask = (args, guard) => guards[guard.type](args, guard.params);
  const agree = ({ context, event }) => samePlan(event.plan, context.plans[other(event.role)]);
  const gave = (party) => ({ context, event }) =>
    (event.role === party && Boolean(event.evidence?.length)) || context.evidence.some((one) => one.by === party);
  const guards = {
    all: (args, { of }) => of.every((one) => ask(args, one)),
    any: (args, { of }) => of.some((one) => ask(args, one)),
    given: ({ event }, wanted) => Object.entries(wanted).every(([name, value]) => event[name] === value),
    is: ({ context, event }, { fact: name, value, negated }) =>
      (fact(context, event, name, meta) === value) !== negated,
    known: ({ context, event }, { point: name, negated }) =>
      (point(context, event)(name) !== undefined) !== negated,
    not_before: (args, { deadline }) => {
      const opens = when(deadline, args);
      return opens === null || clock.now() >= opens;
    },
    not_after: (args, { deadline }) => {
      const closes = when(deadline, args);
      return closes === null || clock.now() <= closes;
    },
    sooner: (args, { instant: first, than }) => {
      const [one, two] = [when(first, args), when(than, args)];
      return one !== null && two !== null && one < two;
    },
    plan_offered: ({ event }, { plans }) => {
      const plan = event.plan ?? event.claim?.plan;
      return !plan || plans.includes(plan.kind);
    },
    plan_affordable: ({ context, event }) => {
      const plan = event.plan ?? event.claim?.plan;
      if (!plan?.amount || samePlan(plan, context.plans.buyer) || samePlan(plan, context.plans.seller)) return true;
      return plan.amount <= refundable(orderOf(context, event));
    },
    goods_go_back: ({ context, event }, { adopting }) =>
      sendsBack(planOf(adopting, context, event)) && Boolean(addressOf(context, event)),

    shipped: ({ context, event }) => orderOf(context, event).times.shipped <= clock.now(),
    evidence_if_received: ({ event }) => !event.claim?.received || event.claim.evidence.length > 0,
    plans_agree: agree,
    plans_differ: (args) => !agree(args),
    seller_has_plan: ({ context }) => Boolean(context.plans.seller),
    seller_offers: ({ context }) => Boolean(context.plans.seller) && context.plans.seller.kind !== "no_refund",
    other_accepted: ({ context, event }) => context.accepted.includes(other(event.role)),
    not_accepted: ({ context, event }) => !context.accepted.includes(event.role),
    has_evidence: ({ context, event }) => context.evidence.some((one) => one.by === event.role),
    own_evidence: ({ context, event }) =>
      context.evidence.some((one) => one.id === event.evidence_id && one.by === event.role),
    same_reason: ({ context, event }) => !event.reason || event.reason === context.reason,
    liable_named: ({ context, event }) => Boolean(event.liable ?? borneBy(context, event, meta)),
    guarantee_kept: ({ context, event }) => !(context.order.after_sales_guarantee && event.liable === "seller"),
    address_if_returned: ({ context, event }, params) =>
      !sendsBack(planOf(params?.adopting, context, event)) || Boolean(addressOf(context, event)),
    received: ({ context }) => context.received === true,
    evidence_given: ({ event }) => Boolean(event.evidence?.length),
    buyer_gave_evidence: gave("buyer"),
    seller_gave_evidence: gave("seller"),
    offers_something: ({ event }) => event.plan?.kind !== "no_refund",
    ruling_given: ({ event }) => Boolean(event.plan && event.winner),
    keeps_goods: ({ event }) => !sendsBack(event.plan),
    was_ruled: ({ context }) => context.outcome?.resolution === "ruled" && context.outcome.decided_by !== "parties",
    seller_timed_out: ({ context }) => context.outcome?.resolution === "seller_timeout",
  };
  return guards;
}
