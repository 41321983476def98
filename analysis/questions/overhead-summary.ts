import { z } from 'zod';
import { ms as inMs, shareOf, total } from '../dialect.ts';
import { sql } from '../sql.ts';
import { burden, classesParam, classified } from './parts/classes.ts';
import { cases, count, ms, share, text } from './parts/column.ts';
import { allCases, occurrences } from './parts/steps.ts';
import { question } from './question.ts';

/** `overhead` by what activities are for; the classes that occur, those with the most effort first. The overhead ratio is 1 minus the share of core. */
export const overheadSummary = question({
  id: 'overhead-summary',
  title: 'Overhead in total',
  description: 'How effort, waiting and touches divide between the work itself and managing it.',
  params: z.strictObject({ classes: classesParam }),
  row: z.object({
    class: text('What it is for', 'core, approve, check, track, document or coordinate.'),
    activities: count('Activities', 'Activities of this class.'),
    confirmed: count('Confirmed', 'How many of them a person has classed.'),
    touches: count('Touches', 'How often they are done.'),
    cases: cases('Cases', 'Cases in which any of them is done.'),
    ofCases: cases('Of cases', 'All cases.'),
    timed: count('Timed', 'Instances whose start is known: what the effort is of.'),
    effortMs: ms('Effort', 'The durations of their instances added up.'),
    waitBeforeMs: ms('Wait before', 'The waits directly before their instances added up.'),
    effortShare: share('Share of effort', 'Their effort among all effort.'),
    waitShare: share('Share of waiting', 'The waits before them among all waiting.'),
    touchShare: share('Share of touches', 'Their instances among all instances.'),
  }),
  sql: ({ classes }) => sql`
    with
      class AS (
        select class, count(*) AS activities, ${total(sql`case when confirmed then 1 else 0 end`)} AS confirmed, ${total(sql`touches`)} AS touches,
          ${total(sql`timed`)} AS timed, ${total(sql`effort`)} AS effort, ${total(sql`wait`)} AS wait
        from ${burden(classes)} AS burden group by class),
      spread AS (
        select class, ${total(sql`cases`)} AS cases
        from (
          select class, variant, max(cases) AS cases
          from ${occurrences} AS held join ${classified(classes)} AS classified on classified.activity = held.activity
          group by class, variant) AS present
        group by class)
    select class.class AS class, activities, confirmed, touches, spread.cases AS cases, every.cases AS "ofCases", timed,
      ${inMs(sql`effort`)} AS "effortMs", ${inMs(sql`wait`)} AS "waitBeforeMs", ${shareOf(sql`effort`, sql`sum(effort) over ()`)} AS "effortShare",
      ${shareOf(sql`wait`, sql`sum(wait) over ()`)} AS "waitShare", ${shareOf(sql`touches`, sql`sum(touches) over ()`)} AS "touchShare"
    from class join spread on spread.class = class.class cross join ${allCases} AS every
    order by effort desc nulls last, touches desc, class.class`,
});
