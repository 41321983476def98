import { z } from 'zod';
import { dialect, ms as inMs, shareOf, total } from '../dialect.ts';
import { sql } from '../sql.ts';
import { burden, classesParam, classified, sendsBack } from './parts/classes.ts';
import { count, flag, ms, share, text } from './parts/column.ts';
import { question } from './question.ts';

const { alike, position, positions, rest, unnest } = dialect;

/** Fewer decisions than this prove nothing, and neither does an upper bound of the yield above that. */
const RUBBER_STAMP = { decisions: 100, yield: 0.02 };
/** The 97.5 % point of the normal distribution. */
const Z = 1.959963984540054;

/**
 * What approvals catch: the times after which the case goes straight
 * - to an activity whose name says refused, sent back or changed,
 * - or back to an activity it had before,
 * - or to its end, by an activity that mostly ends cases, where fewer than half of the approvals go there (an approval before the last step of
 *   every case catches nothing by that).
 *
 * Where rejecting is an activity of its own beside approving, those that directly follow a step that an approval also directly follows count
 * as decisions of that approval too (`rejectedInstead`; of several, of the one with the most similar name), so that such a log is not called a
 * rubber stamp.
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
    sentBack: count(
      'Sent back',
      'Times the case then goes straight to a refusal or change, back to an earlier activity, or to an early end.',
    ),
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
      place AS (
        select activities, cases, ${unnest(sql`activities`)} AS "from", ${unnest(rest(sql`activities`))} AS "to",
          ${unnest(positions(sql`activities`))} AS pos
        from variant),
      step AS (select "from", "to", ${total(sql`cases`)} AS n from place where "to" is not null group by "from", "to"),
      refusing AS (select activity, class from ${classified(classes)} AS named where ${sendsBack(sql`activity`)}),
      ending AS (
        select "from" AS activity from place group by "from" having 2 * sum(case when "to" is null then cases else 0 end) >= sum(cases)),
      short AS (
        select "from", "to" from step join approval on approval.activity = step."from"
        where 2 * n < touches and "to" in (select activity from ending)),
      back AS (
        select place."from" AS activity, ${total(sql`cases`)} AS n
        from place left join short on short."from" = place."from" and short."to" = place."to"
        where place."from" in (select activity from approval) and place."to" is not null
          and (place."to" in (select activity from refusing)
            or (place."to" <> place."from" and ${position(sql`activities`, sql`place."to"`)} < pos)
            or short."to" is not null)
        group by place."from"),
      instead AS (
        select activity, sum(n) AS n
        from (
          select before."to" AS activity, beside.n AS n,
            row_number() over (
              partition by beside."from", beside."to"
              order by ${alike(sql`cast(beside."to" AS VARCHAR)`, sql`cast(before."to" AS VARCHAR)`)} desc, before.n desc) AS nearest
          from step AS before join step AS beside on beside."from" = before."from"
          where before."to" in (select activity from approval) and before."from" <> before."to"
            and beside."to" in (select activity from refusing where class = 'approve')) AS matched
        where nearest = 1
        group by activity),
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
