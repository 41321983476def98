import { z } from 'zod';
import { dialect, ms as inMs, total } from '../dialect.ts';
import { sql } from '../sql.ts';
import { cases, count, ms, text } from './parts/column.ts';
import { handed, handoffParams } from './parts/handed.ts';
import { question } from './question.ts';

const { at, quantiles } = dialect;
const only = (whose: string) => z.string().nullable().default(null).meta({ title: whose, description: 'Only this one; empty: all.' });

/** The handoffs of `handoffs`, taken apart by the activities between which they happen; those with the most waiting first. */
export const handoffSteps = question({
  id: 'handoff-steps',
  title: 'Handoffs by step',
  description: 'Between which activities work is handed over, and how long it waits there.',
  params: z.strictObject({ ...handoffParams, from: only('From'), to: only('To') }),
  row: z.object({
    fromTeam: text('From', 'Who had the work.'),
    toTeam: text('To', 'Who had it next.'),
    from: text('After', 'What was done before it was handed over.'),
    to: text('Before', 'What was done next.'),
    count: count('Times', 'How often it happens.'),
    cases: cases('Cases', 'Cases in which it happens.'),
    meanMs: ms('Mean wait', 'Wait in between, on average.'),
    medianMs: ms('Median wait', 'Half of the waits are at most this long.'),
    p90Ms: ms('90 % wait', 'Nine waits of ten are at most this long.'),
    totalMs: ms('Total wait', 'All waits added up.'),
  }),
  sql: ({ by, includeSelf, from, to }) => sql`
    select step."from" AS "fromTeam", step."to" AS "toTeam", activity AS "from", next_activity AS "to", n AS "count", cases, ${inMs(sql`mean`)} AS "meanMs",
      ${inMs(at(sql`q`, 1))} AS "medianMs", ${inMs(at(sql`q`, 2))} AS "p90Ms", ${inMs(sql`every`)} AS "totalMs"
    from (
      select pair."from", pair."to", activity, next_activity, count(*) AS n, count(distinct case_no) AS cases, avg(us) AS mean,
        ${quantiles(sql`us`, [0.5, 0.9])} AS q, ${total(sql`us`)} AS every
      from ${handed(by, includeSelf)} AS pair
      where true${from === null ? sql`` : sql` and pair."from" = ${from}`}${to === null ? sql`` : sql` and pair."to" = ${to}`}
      group by pair."from", pair."to", activity, next_activity) AS step
    order by every desc, n desc, cast(step."from" AS VARCHAR), cast(step."to" AS VARCHAR), cast(activity AS VARCHAR), cast(next_activity AS VARCHAR)`,
});
