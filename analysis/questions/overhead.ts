import { z } from 'zod';
import { ms as inMs, shareOf, total } from '../dialect.ts';
import { sql } from '../sql.ts';
import { burden, classesParam } from './parts/classes.ts';
import { cases, count, flag, ms, share, text } from './parts/column.ts';
import { occurrences } from './parts/steps.ts';
import { question } from './question.ts';

/**
 * What each activity is for (proposed from its name until a person says so) and its part in effort, waiting and touches. Effort is over the
 * instances whose start is known (`timed`); where none is, it is null and the share of touches stands in for it, labelled as such.
 */
export const overhead = question({
  id: 'overhead',
  title: 'Overhead',
  description: 'Which activities are the work itself and which manage it, and how much effort and waiting each takes.',
  params: z.strictObject({ classes: classesParam }),
  row: z.object({
    activity: text('Activity', 'What is done.'),
    class: text('What it is for', 'core, approve, check, track, document or coordinate.'),
    proposed: text('Proposed', 'What its name suggests it is for.'),
    confirmed: flag('Confirmed', 'Whether a person said what it is for.'),
    touches: count('Touches', 'How often it is done.'),
    cases: cases('Cases', 'Cases in which it is done.'),
    timed: count('Timed', 'Instances whose start is known: what the effort is of.'),
    effortMs: ms('Effort', 'The durations of its instances added up.'),
    waitBeforeMs: ms('Wait before', 'The waits directly before its instances added up.'),
    effortShare: share('Share of effort', 'Its effort among all effort.'),
    waitShare: share('Share of waiting', 'The waits before it among all waiting.'),
    touchShare: share('Share of touches', 'Its instances among all instances.'),
  }),
  sql: ({ classes }) => sql`
    select burden.activity AS activity, class, proposed, confirmed, touches, frequency.cases AS cases, timed, ${inMs(sql`effort`)} AS "effortMs",
      ${inMs(sql`wait`)} AS "waitBeforeMs", ${shareOf(sql`effort`, sql`sum(effort) over ()`)} AS "effortShare",
      ${shareOf(sql`wait`, sql`sum(wait) over ()`)} AS "waitShare", ${shareOf(sql`touches`, sql`sum(touches) over ()`)} AS "touchShare"
    from ${burden(classes)} AS burden
      join (select activity, ${total(sql`cases`)} AS cases from ${occurrences} group by activity) AS frequency
      on frequency.activity = burden.activity
    order by effort desc nulls last, touches desc, cast(burden.activity AS VARCHAR)`,
});
