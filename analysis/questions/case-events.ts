import { z } from 'zod';
import { asJson } from '../attribute.ts';
import { dialect, ms as inMs } from '../dialect.ts';
import { sql } from '../sql.ts';
import { maybeText, ms, number, text, time } from './parts/column.ts';
import { limit, offset } from './parts/paging.ts';
import { duration } from './parts/steps.ts';
import { question } from './question.ts';

/** One case from its first event to its last; no rows for a case that the log (under its filter) does not have. */
export const caseEvents = question({
  id: 'case-events',
  title: 'Events of a case',
  description: 'What happened in one case, in order, with who did it, how long it took, and how long it had waited.',
  params: z.strictObject({
    case: z.string().meta({ title: 'Case', description: 'Its id.' }),
    limit: limit(10_000),
    offset,
  }),
  row: z.object({
    pos: number('Position', 'Its place in the case, from 0.'),
    activity: text('Activity', 'What was done.'),
    started: time('Started', 'When it began; empty where unknown.'),
    ended: time('Ended', 'When it ended.'),
    resource: maybeText('Resource', 'Who did it.'),
    team: maybeText('Team', 'The team that did it.'),
    waitMs: ms('Wait before', 'From the end of the one before it to its start (its end where the start is unknown); 0 where they overlap.'),
    durationMs: ms('Duration', 'From start to end; empty where the start is unknown.'),
    row: number('Row', 'Where it stands in the source.'),
    attributes: text('Attributes', 'Its attributes as a JSON object, by column.'),
  }),
  sql: (params, log) => sql`
    select pos, activity, started, ended, resource, team,
      case when before is not null then ${inMs(sql`greatest(0, ${dialect.microseconds(sql`before`, sql`coalesce(started, ended)`)})`)} end AS "waitMs",
      ${inMs(duration)} AS "durationMs", "row", attributes
    from (
      select *, lag(ended) over (order by pos) AS before, ${asJson('event', log)} AS attributes
      from event where case_no = (select case_no from trace where case_id = ${params.case})) AS own
    order by pos
    limit ${params.limit} offset ${params.offset}`,
});
