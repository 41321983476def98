import { z } from 'zod';
import { dialect, ms as inMs, shareOf, total } from '../dialect.ts';
import { type Sql, sql } from '../sql.ts';
import { cases, count, maybeText, ms, share, text } from './parts/column.ts';
import { limit } from './parts/paging.ts';
import { gap, steps } from './parts/steps.ts';
import { question } from './question.ts';

const { at, quantiles } = dialect;

/** Waits before each activity, from each one before it or (`from` null) from all together. */
const waits = (kind: 'edge' | 'activity'): Sql => {
  const from = (column: Sql): Sql => (kind === 'edge' ? sql`${column} AS "from"` : sql`NULL AS "from"`);
  const group = (column: Sql): Sql => (kind === 'edge' ? sql`, ${column}` : sql``);
  return sql`
    select ${kind} AS kind, timed."from" AS "from", timed."to" AS "to", spread.cases AS cases, n, mean, q, every
    from (
        select next_activity AS "to", ${from(sql`activity`)}, count(*) AS n, avg(us) AS mean,
          ${quantiles(sql`us`, [0.5, 0.9])} AS q, ${total(sql`us`)} AS every
        from (select activity, next_activity, ${gap} AS us from event where next_activity is not null)
        group by next_activity${group(sql`activity`)}) AS timed
      join (
        select "to", "from", ${total(sql`cases`)} AS cases
        from (
          select "to", ${from(sql`step."from"`)}, variant, max(cases) AS cases
          from ${steps} AS step where "to" is not null group by "to", variant${group(sql`step."from"`)}) AS present
        group by "to", "from") AS spread
      on spread."to" = timed."to"${kind === 'edge' ? sql` and spread."from" = timed."from"` : sql``}`;
};

/**
 * Where work waits, most first: before an activity whatever came before it (kind activity), and on each way to it (kind edge).
 * Both are views of the same waiting: the shares of each kind add up to 1. Where starts are unknown a wait includes the work on the next activity.
 */
export const bottlenecks = question({
  id: 'bottlenecks',
  title: 'Bottlenecks',
  description: 'Where work waits longest in total: before which activities, and on which ways between them.',
  params: z.strictObject({ limit: limit(null) }),
  row: z.object({
    kind: text('Kind', 'activity: all waits before it; edge: the waits on one way to it.'),
    from: maybeText('From', 'The activity before; empty for an activity as a whole.'),
    to: text('To', 'The activity that is waited for.'),
    count: count('Times', 'How many waits.'),
    cases: cases('Cases', 'Cases with such a wait.'),
    meanMs: ms('Mean wait', 'On average.'),
    medianMs: ms('Median wait', 'Half of the waits are at most this long.'),
    p90Ms: ms('90 % wait', 'Nine waits of ten are at most this long.'),
    totalMs: ms('Total wait', 'All waits added up.'),
    share: share('Share of waiting', 'Its total wait among all waiting.'),
  }),
  sql: ({ limit }) => sql`
    with wait AS (${waits('activity')} union all ${waits('edge')})
    select kind, "from", "to", n AS "count", cases, ${inMs(sql`mean`)} AS "meanMs", ${inMs(at(sql`q`, 1))} AS "medianMs",
      ${inMs(at(sql`q`, 2))} AS "p90Ms", ${inMs(sql`every`)} AS "totalMs",
      ${shareOf(sql`every`, sql`sum(every) over (partition by kind)`)} AS share
    from wait
    order by every desc, kind, cast("to" AS VARCHAR), cast("from" AS VARCHAR)
    limit ${limit}`,
});
