import { z } from 'zod';
import { ms as inMs, shareOf, total } from '../dialect.ts';
import { sql } from '../sql.ts';
import { burden, classesParam, sendsBack } from './parts/classes.ts';
import { count, flag, ms, share, text } from './parts/column.ts';
import { steps } from './parts/steps.ts';
import { question } from './question.ts';

/** Fewer decisions than this prove nothing, and neither does an upper bound of the yield above that. */
const RUBBER_STAMP = { decisions: 100, yield: 0.02 };
/** The 97.5 % point of the normal distribution. */
const Z = 1.959963984540054;

/**
 * What approvals catch. An approval catches something when the case then goes straight to an activity whose name says rejected, sent back or
 * changed, or straight back to one it had before. Where rejecting is an activity of its own beside approving, those that directly follow a step
 * that the approval also directly follows count as its decisions too (`rejectedInstead`), so that such a log is not called a rubber stamp.
 * Yield = caught / decisions, with its 95 % Wilson interval. Whether the stakes allow dropping an approval is for people to say.
 */
export const approvals = question({
  id: 'approvals',
  title: 'Approvals',
  description: 'How often each approval rejects or changes anything, and what it costs in effort and waiting.',
  params: z.strictObject({ classes: classesParam }),
  row: z.object({
    activity: text('Approval', 'What is done.'),
    count: count('Times', 'How often it is done.'),
    sentBack: count('Sent back', 'Times the case then goes straight to a rejection or change, or back to an earlier activity.'),
    rejectedInstead: count('Rejected instead', 'Rejections in its place that are an activity of their own.'),
    decisions: count('Decisions', 'Times and rejections in its place: what the yield is of.'),
    caught: count('Caught', 'Sent back and rejected instead.'),
    yield: share('Yield', 'Caught among decisions.'),
    yieldLow: share('Yield at least', 'Lower end of its 95 % interval.'),
    yieldHigh: share('Yield at most', 'Upper end of its 95 % interval.'),
    rubberStamp: flag('Rubber stamp', 'At least 100 decisions and, with 95 % confidence, fewer than 2 % caught.'),
    timed: count('Timed', 'Times whose start is known: what the effort is of.'),
    effortMs: ms('Effort', 'Their durations added up.'),
    waitBeforeMs: ms('Wait before', 'The waits directly before them added up.'),
  }),
  sql: ({ classes }) => sql`
    with
      approval AS (select * from ${burden(classes)} AS burden where class = 'approve' and not ${sendsBack(sql`activity`)}),
      step AS (select "from", "to", ${total(sql`times * cases`)} AS n from ${steps} where "to" is not null group by "from", "to"),
      back AS (
        select given.activity AS activity, count(*) AS n
        from event AS given
        where given.activity in (select activity from approval) and given.next_activity is not null
          and (${sendsBack(sql`given.next_activity`)}
            or exists (
              select 1 from event AS earlier
              where earlier.case_no = given.case_no and earlier.activity = given.next_activity and earlier.pos < given.pos
                and earlier.activity <> given.activity))
        group by given.activity),
      instead AS (
        select before."to" AS activity, sum(beside.n) AS n
        from step AS before join step AS beside on beside."from" = before."from"
        where before."to" in (select activity from approval) and before."from" <> before."to"
          and beside."to" in (select "to" from step where ${sendsBack(sql`"to"`)})
          and beside."to" in (select activity from ${burden(classes)} AS burden where class = 'approve')
        group by before."to"),
      counted AS (
        select approval.activity AS activity, touches, coalesce(back.n, 0) AS sent_back, cast(coalesce(instead.n, 0) AS BIGINT) AS instead,
          timed, effort, wait
        from approval
          left join back on back.activity = approval.activity
          left join instead on instead.activity = approval.activity),
      judged AS (
        select *, touches + instead AS decisions, sent_back + instead AS caught, ${shareOf(sql`sent_back + instead`, sql`touches + instead`)} AS p
        from counted),
      bounded AS (
        select *, (p + ${Z * Z} / (2e0 * decisions)) / (1 + ${Z * Z} / decisions) AS middle,
          ${Z} * sqrt(p * (1 - p) / decisions + ${Z * Z} / (4e0 * decisions * decisions)) / (1 + ${Z * Z} / decisions) AS spread
        from judged)
    select activity, touches AS "count", sent_back AS "sentBack", instead AS "rejectedInstead", decisions, caught, p AS yield,
      greatest(0, middle - spread) AS "yieldLow", least(1, middle + spread) AS "yieldHigh",
      decisions >= ${RUBBER_STAMP.decisions} and middle + spread < ${RUBBER_STAMP.yield} AS "rubberStamp",
      timed, ${inMs(sql`effort`)} AS "effortMs", ${inMs(sql`wait`)} AS "waitBeforeMs"
    from bounded
    order by touches desc, cast(activity AS VARCHAR)`,
});
