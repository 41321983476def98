import { join, raw, type Sql, sql } from './sql.ts';

/** What engines say differently. Questions and filters go through here for it, so that another engine is one more object like this. */
export const dialect = {
  /** Exact quantiles of a number, linear between neighbours, as one list: ask for all at once, each call sorts again. Read them with `at`. */
  quantiles: (x: Sql, shares: readonly number[]): Sql => sql`quantile_cont(${x}, [${raw(shares.join(', '))}])`,
  /** The entry of a list at a position from 1; null past its end. */
  at: (list: Sql, position: number): Sql => sql`${list}[${raw(String(position))}]`,
  /** The last entry of a list. */
  last: (list: Sql): Sql => sql`${list}[-1]`,
  /** A list without its first entry. */
  rest: (list: Sql): Sql => sql`${list}[2:]`,
  /** One row an entry. Two of them in one `select` walk side by side, the shorter one filled up with null. */
  unnest: (list: Sql): Sql => sql`unnest(${list})`,
  /** How many entries a list has. */
  size: (list: Sql): Sql => sql`len(${list})`,
  /** Whether a list has a value. */
  has: (list: Sql, value: Sql): Sql => sql`list_contains(${list}, ${value})`,
  /** Whether some value comes twice in a list. */
  repeats: (list: Sql): Sql => sql`(len(list_distinct(${list})) < len(${list}))`,
  /** The positions of a list, from 1, as a list. */
  positions: (list: Sql): Sql => sql`range(1, len(${list}) + 1)`,
  /** The first position of a value in a list that has it, from 1. */
  position: (list: Sql, value: Sql): Sql => sql`list_position(${list}, ${value})`,
  /** Whether one value comes somewhere before another (or itself again) in a list. */
  before: (list: Sql, one: Sql, other: Sql): Sql =>
    sql`coalesce(nullif(list_position(${list}, ${one}), 0) <= len(${list}) - nullif(list_position(list_reverse(${list}), ${other}), 0), false)`,
  /** From one time to another in whole microseconds: integers, so that sums are exact in any order. Null where either is. */
  microseconds: (from: Sql, to: Sql): Sql => sql`(epoch_us(${to}) - epoch_us(${from}))`,
  /** The instant so many microseconds after 1970, in UTC. */
  instant: (microseconds: bigint): Sql => sql`make_timestamp(cast(${microseconds} AS BIGINT))`,
  /** The start of the day, ISO week or month that a time lies in. */
  period: (by: 'day' | 'week' | 'month', time: Sql): Sql => sql`date_trunc(${raw(`'${by}'`)}, ${time})`,
  /** One row a period from the first to the last, both included, in a column `period`. */
  periods: (by: 'day' | 'week' | 'month', first: Sql, last: Sql): Sql =>
    sql`unnest(generate_series(${first}, ${last}, ${raw(`interval 1 ${by}`)}))`,
  /** The whole numbers from 0 to `last`, one a row. */
  upTo: (last: Sql): Sql => sql`unnest(range(cast(${last} AS BIGINT) + 1))`,
  /** Whether a text has another in it. */
  includes: (text: Sql, part: Sql): Sql => sql`contains(${text}, ${part})`,
  /** How alike two texts are, from 0 to 1. */
  alike: (one: Sql, other: Sql): Sql => sql`jaro_winkler_similarity(${one}, ${other})`,
  /** Whether a text has something that an expression (RE2) describes. */
  matches: (text: Sql, expression: string): Sql => sql`regexp_matches(${text}, ${expression})`,
  /** A JSON object as text, from keys and values. */
  object: (entries: readonly (readonly [key: string, value: Sql])[]): Sql =>
    sql`json_object(${join(entries.map(([key, value]) => sql`${key}, ${value}`))})`,
  /** A number as text, whole ones without a decimal point. */
  numberText: (value: Sql): Sql => sql`regexp_replace(cast(${value} AS VARCHAR), '\\.0$', '')`,
  /** A time as ISO 8601 text in UTC, to the microsecond. */
  iso: (time: Sql): Sql => sql`strftime(${time}, '%Y-%m-%dT%H:%M:%S.%fZ')`,
} as const;

/** Milliseconds from microseconds. */
export const ms = (microseconds: Sql): Sql => sql`(${microseconds}) / 1e3`;

/** A sum of whole numbers as a 64-bit one: engines widen it otherwise. */
export const total = (x: Sql): Sql => sql`cast(sum(${x}) AS BIGINT)`;

/** A share from 0 to 1; null where there is nothing to be a share of. */
export const shareOf = (part: Sql, whole: Sql): Sql => sql`(${part}) / cast(nullif(${whole}, 0) AS DOUBLE)`;
