import { z } from 'zod';
import { dialect, ms as inMs, shareOf, total } from '../dialect.ts';
import { sql } from '../sql.ts';
import { cases, count, ms, share, text } from './parts/column.ts';
import { handed, handoffParams } from './parts/handed.ts';
import { question } from './question.ts';

const { at, quantiles } = dialect;

/**
 * Handoffs between consecutive instances of a case, those with the most waiting first. Where one of the two sides is missing there is no handoff.
 * The wait runs from the end of the one to the start of the next (its end where starts are unknown). A handoff A → B is returned
 * if B → A happens later in the same case.
 */
export const handoffs = question({
  id: 'handoffs',
  title: 'Handoffs',
  description: 'Who hands work to whom, how often, how long it waits in between, and how often it comes back.',
  params: z.strictObject(handoffParams),
  row: z.object({
    from: text('From', 'Who had the work.'),
    to: text('To', 'Who had it next.'),
    count: count('Times', 'How often it happens.'),
    cases: cases('Cases', 'Cases in which it happens.'),
    meanMs: ms('Mean wait', 'Wait in between, on average.'),
    medianMs: ms('Median wait', 'Half of the waits are at most this long.'),
    p90Ms: ms('90 % wait', 'Nine waits of ten are at most this long.'),
    totalMs: ms('Total wait', 'All waits added up.'),
    waitShare: share('Share of waiting', 'Its total wait among that of all rows.'),
    returns: count('Returned', 'How often the work comes back the same way later in the case; 0 for work that stays where it is.'),
    returnShare: share('Return rate', 'Returned among all times.'),
  }),
  sql: ({ by, includeSelf }) => sql`
    with
      pair AS (select * from ${handed(by, includeSelf)}),
      within_case AS (select case_no, "from", "to", max(pos) AS last from pair group by case_no, "from", "to"),
      spread AS (select "from", "to", count(*) AS cases from within_case group by "from", "to"),
      returned AS (
        select pair."from" AS "from", pair."to" AS "to", count(*) AS n
        from pair join within_case AS back
          on back.case_no = pair.case_no and back."from" = pair."to" and back."to" = pair."from" and back.last > pair.pos
        where pair."from" <> pair."to"
        group by pair."from", pair."to"),
      timed AS (
        select "from", "to", count(*) AS n, avg(us) AS mean, ${quantiles(sql`us`, [0.5, 0.9])} AS q, ${total(sql`us`)} AS every
        from pair group by "from", "to")
    select timed."from" AS "from", timed."to" AS "to", timed.n AS "count", spread.cases AS cases, ${inMs(sql`mean`)} AS "meanMs",
      ${inMs(at(sql`q`, 1))} AS "medianMs", ${inMs(at(sql`q`, 2))} AS "p90Ms", ${inMs(sql`every`)} AS "totalMs",
      ${shareOf(sql`every`, sql`sum(every) over ()`)} AS "waitShare", coalesce(returned.n, 0) AS returns,
      ${shareOf(sql`coalesce(returned.n, 0)`, sql`timed.n`)} AS "returnShare"
    from timed
      join spread on spread."from" = timed."from" and spread."to" = timed."to"
      left join returned on returned."from" = timed."from" and returned."to" = timed."to"
    order by every desc, timed.n desc, cast(timed."from" AS VARCHAR), cast(timed."to" AS VARCHAR)`,
});
