import type { Mapping } from '../../../analysis/schema/index.ts';
import { literal } from './text.ts';

/** SQL of a time that a text states. `utc` is null where it states none; `local` is the same as its clock showed it, null where unknown. */
export interface TimeSql {
  readonly utc: string;
  readonly local: string;
}

const EARLIEST = "timestamp '0001-01-01'";
const LATEST = "timestamp '9999-12-31 23:59:59.999999'";
const MICROSECONDS = { 'epoch-s': 1_000_000, 'epoch-ms': 1000, 'epoch-us': 1 } as const;

const isEpoch = (format: string): format is keyof typeof MICROSECONDS => format in MICROSECONDS;
/** A pattern that reads the zone from the text: then DuckDB gives an instant. */
const readsZone = (format: string): boolean => /%[zZ]/.test(format.replaceAll('%%', ''));

const inRange = (time: string): string => `case when ${time} between ${EARLIEST} and ${LATEST} then ${time} end`;
/** Independent of the session's zone, unlike a cast. */
const utcOf = (instant: string): string => `make_timestamp(epoch_us(${instant}))`;
const inZone = (naive: string, zone: string): string => (zone === 'UTC' ? naive : utcOf(`timezone(${literal(zone)}, ${naive})`));

/** A date has no "+", no letter at its end, and its dashes come first: what remains is an offset or a zone's name. */
const statesZone = (text: string): string => `(contains(${text}, '+') or right(${text}, 1) >= 'A' or contains(substr(${text}, 11), '-'))`;

const iso = (text: string, zone: string): string =>
  `case when ${text} < '0' or ${text} >= ':' then null
     when ${statesZone(text)} then ${inRange(utcOf(`try_cast(${text} as timestamptz)`))}
     else ${inRange(inZone(inRange(`try_cast(${text} as timestamp)`), zone))} end`;

/** What ISO 8601 allows and DuckDB does not read: a comma before the fraction, lower-case t and z, a space before the offset. */
const plainer = (text: string): string => `regexp_replace(replace(upper(${text}), ',', '.'), '\\s+(Z|[+-]\\d\\d:?\\d*)$', '\\1')`;

const isoTime = (text: string, zone: string): TimeSql => ({
  utc: `coalesce(${iso(text, zone)}, ${iso(plainer(text), zone)})`,
  local: `try_cast(${text} as timestamp)`,
});

const epochTime = (text: string, factor: number): TimeSql => {
  const microseconds = `try_cast(${text} as decimal(38, 6)) * ${factor}`;
  const utc = `case when ${microseconds} between -62135596800000000 and 253402300799999999
    then make_timestamp(cast(${microseconds} as bigint)) end`;
  return { utc, local: 'null::timestamp' };
};

const patternTime = (text: string, format: string, zone: string): TimeSql => {
  const read = `try_strptime(${text}, ${literal(format)})`;
  return readsZone(format)
    ? { utc: inRange(utcOf(read)), local: 'null::timestamp' }
    : { utc: inRange(inZone(inRange(read), zone)), local: read };
};

/** How a mapping reads a time out of the SQL expression `text`: a trimmed text, or null where there is none. */
export const timeOf = (text: string, { timeFormat, zone }: Pick<Mapping, 'timeFormat' | 'zone'>): TimeSql => {
  if (timeFormat === null) return isoTime(text, zone);
  if (isEpoch(timeFormat)) return epochTime(text, MICROSECONDS[timeFormat]);
  return patternTime(text, timeFormat, zone);
};

/** The wall clock that `zone` had to turn into an instant; null where the text states its own zone or the zone has no gaps. */
export const zonedLocal = (text: string, { timeFormat, zone }: Pick<Mapping, 'timeFormat' | 'zone'>): string => {
  if (zone === 'UTC' || (timeFormat !== null && (isEpoch(timeFormat) || readsZone(timeFormat)))) return 'null::timestamp';
  const { local } = timeOf(text, { timeFormat, zone });
  return timeFormat === null ? `case when not ${statesZone(text)} then ${local} end` : local;
};

/** Whether a time can be known to fall on midnight of its own clock: not for numbers, and not for patterns with a zone. */
export const knowsClock = ({ timeFormat }: Pick<Mapping, 'timeFormat'>): boolean =>
  timeFormat === null || !(isEpoch(timeFormat) || readsZone(timeFormat));
