import type { Mapping } from '../../../analysis/schema/index.ts';
import { literal } from './text.ts';

/** How a mapping reads times. */
export type TimeReading = Pick<Mapping, 'timeFormat' | 'zone'>;

/**
 * SQL that turns a column of text into a time, in steps that each build on the columns before: DuckDB then computes each only once. The last step is
 * called `<column>_time`: UTC, null where the text is no time. `<column>_clock` is what the text shows where it states no zone of its own.
 */
export type Steps = readonly Readonly<Record<string, string>>[];

/** Microseconds in a unit, and a type with room for it: DuckDB reads wider decimals a thousand times slower. */
const EPOCHS = {
  'epoch-s': { factor: 1_000_000, type: 'decimal(18, 6)' },
  'epoch-ms': { factor: 1000, type: 'decimal(18, 3)' },
  'epoch-us': { factor: 1, type: 'decimal(18, 0)' },
} as const;

const isEpoch = (format: string): format is keyof typeof EPOCHS => format in EPOCHS;
/** A pattern that reads the zone from the text: then DuckDB gives an instant. */
const readsZone = (format: string): boolean => /%[zZ]/.test(format.replaceAll('%%', ''));

/** Independent of the session's zone, unlike a cast. */
const utcOf = (instant: string): string => `make_timestamp(epoch_us(${instant}))`;
const inZone = (clock: string, zone: string): string => (zone === 'UTC' ? clock : `try(${utcOf(`timezone(${literal(zone)}, ${clock})`)})`);
/** Earlier years are two digits read as four. */
const inRange = (time: string): string =>
  `case when ${time} between timestamp '1000-01-01' and timestamp '9999-12-31 23:59:59.999999' then ${time} end`;

/** A date has no "+", no letter at its end, and its dashes come first: anything more is an offset or a zone's name. */
const statesZone = (text: string): string => `contains(${text}, '+') or ${text}[-1] >= 'A' or contains(substr(${text}, 11), '-')`;
const startsWithDigit = (text: string): string => `${text} >= '0' and ${text} < ':'`;

/** One expression for an ISO 8601 time with a year of four digits: for attributes, where whatever else there is stays text. */
export const isoTime = (text: string, zone: string): string =>
  `case when not (${startsWithDigit(text)}) or substr(${text}, 5, 1) not in ('-', '/') then null
    when ${statesZone(text)} then ${utcOf(`try_cast(${text} as timestamptz)`)} else ${inZone(`try_cast(${text} as timestamp)`, zone)} end`;

/** What ISO 8601 allows and DuckDB does not read: a comma before the fraction, lower-case t and z, a space before the offset, no seconds before it. */
const plainer = (text: string): string =>
  `regexp_replace(regexp_replace(replace(upper(trim(${text})), ',', '.'), '\\s+(Z|[+-]\\d\\d:?\\d*)$', '\\1'),
    '([T ]\\d\\d?:\\d\\d)(Z|[+-])', '\\1:00\\2')`;

const isoSteps = (column: string, zone: string): Steps => [
  { [`${column}_offset`]: statesZone(column) },
  { [`${column}_clock`]: `case when not ${column}_offset and ${startsWithDigit(column)} then try_cast(${column} as timestamp) end` },
  {
    [`${column}_read`]: `coalesce(${inZone(`${column}_clock`, zone)},
      case when ${column}_offset and ${startsWithDigit(column)} then ${utcOf(`try_cast(${column} as timestamptz)`)} end)`,
  },
  { [`${column}_again`]: `case when ${column}_read is null then ${plainer(column)} end` },
  {
    [`${column}_any`]: `case when ${column}_read is not null then ${column}_read
      when not (${startsWithDigit(`${column}_again`)}) then null
      when ${statesZone(`${column}_again`)} then ${utcOf(`try_cast(${column}_again as timestamptz)`)}
      else ${inZone(`try_cast(${column}_again as timestamp)`, zone)} end`,
  },
  { [`${column}_time`]: inRange(`${column}_any`) },
];

const epochSteps = (column: string, { factor, type }: (typeof EPOCHS)[keyof typeof EPOCHS]): Steps => [
  { [`${column}_clock`]: 'null::timestamp', [`${column}_us`]: `try_cast(${column} as ${type})::decimal(30, 6) * ${factor}` },
  {
    [`${column}_time`]: `case when ${column}_us between -30610224000000000 and 253402300799999999
      then make_timestamp(cast(${column}_us as bigint)) end`,
  },
];

const patternSteps = (column: string, format: string, zone: string): Steps => {
  const read = `try_strptime(trim(${column}), ${literal(format)})`;
  return readsZone(format)
    ? [{ [`${column}_clock`]: 'null::timestamp', [`${column}_any`]: utcOf(read) }, { [`${column}_time`]: inRange(`${column}_any`) }]
    : [
        { [`${column}_clock`]: read },
        { [`${column}_any`]: inZone(`${column}_clock`, zone) },
        { [`${column}_time`]: inRange(`${column}_any`) },
      ];
};

/** How a mapping reads the times in a column of text. */
export const timeSteps = (column: string, { timeFormat, zone }: TimeReading): Steps => {
  if (timeFormat === null) return isoSteps(column, zone);
  if (isEpoch(timeFormat)) return epochSteps(column, EPOCHS[timeFormat]);
  return patternSteps(column, timeFormat, zone);
};

/** `source` with the columns of the steps added: of several columns at once, so that no more subqueries are nested than needed. */
export const withSteps = (source: string, ...columns: readonly Steps[]): string => {
  let from = source;
  for (let i = 0; columns.some((steps) => i < steps.length); i++) {
    const added = columns.flatMap((steps) => Object.entries(steps[i] ?? {}).map(([name, value]) => `, ${value} as ${name}`));
    from = `(select *${added.join('')} from ${from})`;
  }
  return from;
};

/** Whether a text shows midnight on its own clock; false where it shows no clock. */
export const isMidnight = (column: string, { timeFormat }: TimeReading): string =>
  timeFormat === null
    ? `(length(${column}) <= 10 or starts_with(substr(${column}, 12), '00:00:00') or substr(${column}, 12) = '00:00')`
    : `coalesce(${column}_clock = date_trunc('day', ${column}_clock), false)`;
