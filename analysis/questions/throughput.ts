import { z } from 'zod';
import { dialect, ms as inMs } from '../dialect.ts';
import { sql } from '../sql.ts';
import { cases, ms, time } from './parts/column.ts';
import { question } from './question.ts';

const { at, microseconds, period, periods, quantiles } = dialect;

/** One row a period from the first start to the last end, the quiet ones included. A case counts as completed in the period of its last event. */
export const throughput = question({
  id: 'throughput',
  title: 'Throughput over time',
  description: 'How many cases start, complete and stay open in each period, and how long the completed ones took.',
  params: z.strictObject({
    by: z
      .enum(['day', 'week', 'month'])
      .default('month')
      .meta({ title: 'Period', description: 'A day, an ISO week (from Monday) or a month, in UTC.' }),
  }),
  row: z.object({
    period: time('Period', 'When it begins.'),
    started: cases('Started', 'Cases whose first event lies in it.'),
    completed: cases('Completed', 'Cases whose last event lies in it.'),
    open: cases('Open at its end', 'Cases started by then whose last event is still to come.'),
    meanMs: ms('Mean throughput time', 'Of the cases completed in it, on average.'),
    medianMs: ms('Median throughput time', 'Half of the cases completed in it took at most this long.'),
    p90Ms: ms('90 % throughput time', 'Nine of ten of the cases completed in it took at most this long.'),
  }),
  sql: ({ by }) => sql`
    with
      span AS (
        select ${period(by, sql`started`)} AS begun, ${period(by, sql`ended`)} AS done, ${microseconds(sql`started`, sql`ended`)} AS us
        from trace),
      calendar AS (select ${periods(by, sql`first`, sql`last`)} AS period from (select min(begun) AS first, max(done) AS last from span)),
      began AS (select begun AS period, count(*) AS n from span group by begun),
      finished AS (
        select done AS period, count(*) AS n, avg(us) AS mean, ${quantiles(sql`us`, [0.5, 0.9])} AS q from span group by done),
      counted AS (
        select calendar.period AS period, coalesce(began.n, 0) AS started, coalesce(finished.n, 0) AS completed, mean, q
        from calendar
          left join began on began.period = calendar.period
          left join finished on finished.period = calendar.period)
    select period, started, completed, cast(sum(started - completed) over (order by period rows unbounded preceding) AS BIGINT) AS open,
      ${inMs(sql`mean`)} AS "meanMs", ${inMs(at(sql`q`, 1))} AS "medianMs", ${inMs(at(sql`q`, 2))} AS "p90Ms"
    from counted
    order by period`,
});
