import { z } from 'zod';
import { dialect, ms as inMs, shareOf, total } from '../dialect.ts';
import { sql } from '../sql.ts';
import { cases, count, flag, ms, share, time } from './parts/column.ts';
import { duration } from './parts/steps.ts';
import { question } from './question.ts';

const { at, microseconds, quantiles, repeats, unnest } = dialect;

/** One row, also for a log in which nothing is left: then counts are 0 and times null. */
export const overview = question({
  id: 'overview',
  title: 'Overview',
  description: 'How large the log is, what period it covers, and how long its cases take.',
  params: z.strictObject({}),
  row: z.object({
    cases: cases('Cases', 'Cases in the log.'),
    events: count('Events', 'Events of the source that belong to these cases.'),
    instances: count('Activity instances', 'Events after start and complete of the same work were paired.'),
    activities: count('Activities', 'Different activities.'),
    variants: count('Variants', 'Different sequences of activities.'),
    variantsFor80: count('Variants for 80 % of cases', 'How many of the most frequent variants cover four fifths of the cases.'),
    resources: count('Resources', 'Different people or systems that did the work.'),
    teams: count('Teams', 'Different teams that did the work.'),
    firstEvent: time('First event', 'The earliest time in these cases.'),
    lastEvent: time('Last event', 'The latest time in these cases.'),
    meanThroughputMs: ms('Mean throughput time', 'From the first start of a case to its last end, on average.'),
    medianThroughputMs: ms('Median throughput time', 'Half of the cases take at most this long.'),
    p90ThroughputMs: ms('90 % throughput time', 'Nine cases of ten take at most this long.'),
    minThroughputMs: ms('Shortest throughput time', 'The quickest case.'),
    maxThroughputMs: ms('Longest throughput time', 'The slowest case.'),
    hasStarts: flag('Has start times', 'Whether any instance has a start of its own, so that work and waiting can be told apart.'),
    instancesWithStarts: count('Instances with a start', 'Instances whose start and end are both known.'),
    casesWithStarts: cases('Cases with starts', 'Cases in which every instance has a start.'),
    meanActiveMs: ms('Mean time in work', 'The durations of a case’s instances added up, over the cases in which every start is known.'),
    medianActiveMs: ms(
      'Median time in work',
      'The durations of a case’s instances added up, over the cases in which every start is known.',
    ),
    reworkCases: cases('Cases with rework', 'Cases in which some activity occurs more than once.'),
    reworkShare: share('Share with rework', 'Cases with rework among all cases.'),
  }),
  sql: () => sql`
    with
      whole AS (
        select count(*) AS cases, coalesce(${total(sql`source_events`)}, 0) AS events, coalesce(${total(sql`events`)}, 0) AS instances,
          min(started) AS first_event, max(ended) AS last_event, avg(us) AS mean, min(us) AS shortest, max(us) AS longest,
          ${quantiles(sql`us`, [0.5, 0.9])} AS q
        from (select source_events, events, started, ended, ${microseconds(sql`started`, sql`ended`)} AS us from trace)),
      sequence AS (
        select count(*) AS variants, coalesce(${total(sql`case when before < 0.8 * every then 1 else 0 end`)}, 0) AS for80,
          coalesce(${total(sql`case when ${repeats(sql`activities`)} then cases else 0 end`)}, 0) AS reworked
        from (
          select activities, cases, sum(cases) over () AS every,
            sum(cases) over (order by cases desc, variant rows unbounded preceding) - cases AS before
          from variant)),
      activity AS (select count(distinct activity) AS activities from (select ${unnest(sql`activities`)} AS activity from variant)),
      resource AS (select count(resource) AS resources from (select resource from event group by resource)),
      team AS (select count(team) AS teams from (select team from event group by team)),
      start AS (select count(started) AS starts from event),
      work AS (
        select count(us) AS cases, avg(us) AS mean, ${quantiles(sql`us`, [0.5])} AS q
        from (
          select case_no, sum(${duration}) AS us, count(*) AS instances
          from event where started is not null group by case_no) AS done
        join trace using (case_no)
        where done.instances = trace.events)
    select whole.cases AS cases, whole.events AS events, whole.instances AS instances, activity.activities AS activities,
      sequence.variants AS variants, sequence.for80 AS "variantsFor80", resource.resources AS resources, team.teams AS teams,
      whole.first_event AS "firstEvent", whole.last_event AS "lastEvent",
      ${inMs(sql`whole.mean`)} AS "meanThroughputMs", ${inMs(at(sql`whole.q`, 1))} AS "medianThroughputMs",
      ${inMs(at(sql`whole.q`, 2))} AS "p90ThroughputMs", ${inMs(sql`whole.shortest`)} AS "minThroughputMs",
      ${inMs(sql`whole.longest`)} AS "maxThroughputMs",
      start.starts > 0 AS "hasStarts", start.starts AS "instancesWithStarts", work.cases AS "casesWithStarts",
      ${inMs(sql`work.mean`)} AS "meanActiveMs", ${inMs(at(sql`work.q`, 1))} AS "medianActiveMs",
      sequence.reworked AS "reworkCases", ${shareOf(sql`sequence.reworked`, sql`whole.cases`)} AS "reworkShare"
    from whole, sequence, activity, resource, team, start, work`,
});
