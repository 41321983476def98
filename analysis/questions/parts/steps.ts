import { dialect } from '../../dialect.ts';
import { sql } from '../../sql.ts';

const { at, microseconds, rest, unnest } = dialect;

/**
 * Pieces of questions. Frequencies come from `variant` (thousands of rows), times from `event` (millions): whole cases are kept or left out,
 * so both count the same.
 */

/** Activities by variant: (activity, variant, cases, times), `times` being how often it occurs in one case. */
export const occurrences = sql`(
  select activity, variant, cases, count(*) AS times
  from (select variant, cases, ${unnest(sql`activities`)} AS activity from variant)
  group by activity, variant, cases)`;

/** Steps by variant: ("from", "to", variant, cases, times); "to" is null at the end of a case. */
export const steps = sql`(
  select "from", "to", variant, cases, count(*) AS times
  from (select variant, cases, ${unnest(sql`activities`)} AS "from", ${unnest(rest(sql`activities`))} AS "to" from variant)
  group by "from", "to", variant, cases)`;

/** The first activity of a variant. */
export const first = at(sql`activities`, 1);

/** From the end of an instance to the start of the next (its end where the start is unknown), in µs; 0 where they overlap. Ask it only where there is a next one. */
export const gap = sql`greatest(0, ${microseconds(sql`ended`, sql`next_started`)})`;

/** How long an instance took, in µs; null where its start is unknown. */
export const duration = microseconds(sql`started`, sql`ended`);

/** The number of cases, in a column `cases`. */
export const allCases = sql`(select cast(coalesce(sum(cases), 0) AS BIGINT) AS cases from variant)`;
