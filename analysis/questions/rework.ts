import { z } from 'zod';
import { dialect, ms as inMs, shareOf, total } from '../dialect.ts';
import { sql } from '../sql.ts';
import { cases, count, ms, share, text } from './parts/column.ts';
import { allCases, occurrences, steps } from './parts/steps.ts';
import { question } from './question.ts';

const { at, microseconds, quantiles } = dialect;

/** Activities that some case does more than once, the most surplus occurrences first. The two medians stand side by side: no cause is claimed. */
export const rework = question({
  id: 'rework',
  title: 'Rework',
  description: 'What is done more than once in the same case, how often, and how long such cases take.',
  params: z.strictObject({}),
  row: z.object({
    activity: text('Activity', 'What is done again.'),
    count: count('Times', 'How often it is done.'),
    cases: cases('Cases', 'Cases in which it is done.'),
    reworkCases: cases('Cases with rework', 'Cases in which it is done more than once.'),
    share: share('Share of cases', 'Cases with rework among all cases.'),
    ofCases: cases('Of cases', 'All cases: what the share is of.'),
    surplus: count('Surplus', 'Times beyond the first of each case.'),
    selfLoops: count('Repeated at once', 'Times it directly follows itself.'),
    comebacks: count('Come back to', 'Surplus with something else in between.'),
    medianMs: ms('Median with rework', 'Median throughput time of the cases that do it more than once.'),
    otherMedianMs: ms('Median without', 'Median throughput time of the cases that do it once.'),
  }),
  sql: () => sql`
    with
      held AS (select activity, variant, cases, times from ${occurrences}),
      frequency AS (
        select activity, ${total(sql`times * cases`)} AS n, ${total(sql`cases`)} AS cases, ${total(sql`(times - 1) * cases`)} AS surplus,
          ${total(sql`case when times > 1 then cases else 0 end`)} AS again
        from held group by activity having max(times) > 1),
      loops AS (select "from" AS activity, ${total(sql`times * cases`)} AS n from ${steps} where "from" = "to" group by "from"),
      timed AS (
        select activity, again, ${at(quantiles(sql`us`, [0.5]), 1)} AS median
        from (
          select activity, times > 1 AS again, ${microseconds(sql`trace.started`, sql`trace.ended`)} AS us
          from held join trace on trace.variant = held.variant
          where activity in (select activity from frequency))
        group by activity, again),
      medians AS (
        select activity, max(case when again then median end) AS yes, max(case when again then null else median end) AS other
        from timed group by activity)
    select frequency.activity AS activity, frequency.n AS "count", frequency.cases AS cases, again AS "reworkCases",
      ${shareOf(sql`again`, sql`every.cases`)} AS share, every.cases AS "ofCases", surplus, coalesce(loops.n, 0) AS "selfLoops",
      surplus - coalesce(loops.n, 0) AS comebacks, ${inMs(sql`yes`)} AS "medianMs", ${inMs(sql`other`)} AS "otherMedianMs"
    from frequency
      cross join ${allCases} AS every
      join medians on medians.activity = frequency.activity
      left join loops on loops.activity = frequency.activity
    order by surplus desc, cast(frequency.activity AS VARCHAR)`,
});
