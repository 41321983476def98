import { z } from 'zod';
import { dialect, ms as inMs, total } from '../dialect.ts';
import { sql } from '../sql.ts';
import { cases, count, maybeText, ms } from './parts/column.ts';
import { first, gap, steps } from './parts/steps.ts';
import { question } from './question.ts';

const { at, quantiles } = dialect;

/**
 * Directly-follows, the most frequent first. Times run from the end of an instance to the start of the next, or to its end where starts are
 * unknown (then they include the next one's work); where the two overlap the time is 0.
 */
export const flow = question({
  id: 'flow',
  title: 'Flow',
  description: 'Which activity directly follows which, how often, and how much time passes between them.',
  params: z.strictObject({}),
  row: z.object({
    from: maybeText('From', 'The activity before; empty at the start of a case.'),
    to: maybeText('To', 'The activity after; empty at the end of a case.'),
    count: count('Times', 'How often it happens.'),
    cases: cases('Cases', 'Cases in which it happens.'),
    meanMs: ms('Mean time between', 'Time between the two, on average.'),
    medianMs: ms('Median time between', 'Half of the times are at most this long.'),
    p90Ms: ms('90 % time between', 'Nine of ten times are at most this long.'),
    totalMs: ms('Total time between', 'All times added up.'),
  }),
  sql: () => sql`
    with
      edge AS (
        select "from", "to", ${total(sql`times * cases`)} AS n, ${total(sql`cases`)} AS cases from ${steps} group by "from", "to"
        union all
        select NULL AS "from", ${first} AS "to", ${total(sql`cases`)} AS n, ${total(sql`cases`)} AS cases from variant group by ${first}),
      timed AS (
        select activity, next_activity, avg(us) AS mean, ${quantiles(sql`us`, [0.5, 0.9])} AS q, sum(us) AS every
        from (select activity, next_activity, ${gap} AS us from event where next_activity is not null)
        group by activity, next_activity)
    select "from", "to", n AS "count", cases, ${inMs(sql`mean`)} AS "meanMs", ${inMs(at(sql`q`, 1))} AS "medianMs",
      ${inMs(at(sql`q`, 2))} AS "p90Ms", ${inMs(sql`every`)} AS "totalMs"
    from edge left join timed on activity = "from" and next_activity = "to"
    order by n desc, cast("from" AS VARCHAR) nulls first, cast("to" AS VARCHAR) nulls last`,
});
