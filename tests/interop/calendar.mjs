// Deadlines and calendars, written from what the definitions mean; instants are milliseconds since 1970.
import { Temporal } from "temporal-polyfill";

const LATER = { earliest: Math.min, latest: Math.max, first_known: (first) => first };

/** The instant of a deadline, or null while what it counts from is not known. */
export function instant(deadline, point, meta) {
  if (typeof deadline === "string") return point(deadline) ?? null;
  if (deadline.after) {
    const start = instant(deadline.after.of, point, meta);
    return start === null ? null : add(deadline.after.duration, start, meta);
  }
  const [which] = Object.keys(deadline);
  const known = deadline[which].map((one) => instant(one, point, meta)).filter((at) => at !== null);
  return known.length ? LATER[which](...known) : null;
}

/** The length of a duration in milliseconds: a day is 24 hours. */
export function length(duration) {
  const { weeks, ...rest } = Temporal.Duration.from(duration.iso);
  const parts = Temporal.Duration.from(duration.iso).with({ weeks: 0 });
  return parts.total("milliseconds") + (weeks ?? 0) * 7 * 86_400_000;
}

function add(name, start, meta) {
  return count(meta.durations[name], start, meta.zone) + longer(name, start, meta);
}

/** By how much more a duration that begins on a holiday is longer. */
function longer(name, start, { zone, durations }) {
  const day = local(start, zone).toPlainDate().toString();
  const added = zone.ranges
    .filter((range) => range.durations.includes(name) && range.first <= day && day <= range.last)
    .map((range) => length(durations[range.by]));
  return Math.max(0, ...added);
}

function count(duration, start, zone) {
  if (duration.calendar === "elapsed") return start + length(duration);
  const days = length(duration) / 86_400_000;
  const from = local(start, zone);
  if (duration.calendar === "local_end_of_day") return at(from.toPlainDate().add({ days: days + 1 }), MIDNIGHT, zone);
  const works = isBusinessDay(from.toPlainDate(), zone);
  const first = works ? from.toPlainDate() : businessDay(from.toPlainDate(), 1, zone);
  return at(businessDay(first, days, zone), works ? from.toPlainTime() : MIDNIGHT, zone);
}

const MIDNIGHT = Temporal.PlainTime.from("00:00");

function local(instant, zone) {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone.name);
}

function at(day, time, zone) {
  return day.toZonedDateTime({ timeZone: zone.name, plainTime: time }).epochMilliseconds;
}

function isBusinessDay(day, zone) {
  return day.dayOfWeek < 6 && !zone.holidays.includes(day.toString());
}

function businessDay(day, days, zone) {
  while (days > 0) {
    day = day.add({ days: 1 });
    if (isBusinessDay(day, zone)) days -= 1;
  }
  return day;
}
