import { z } from 'zod';
import { dialect, ms as inMs, shareOf, total } from '../dialect.ts';
import { sql } from '../sql.ts';
import { cases, count, ms, share, text, time } from './parts/column.ts';
import { allCases, duration, first, gap, occurrences } from './parts/steps.ts';
import { question } from './question.ts';

const { at, last, quantiles } = dialect;
const end = last(sql`activities`);

/** Every activity, the most frequent first. Durations are over the instances whose start is known (`timed`) and null where none is. */
export const activities = question({
  id: 'activities',
  title: 'Activities',
  description: 'What is done, how often, how long it takes, and how long it waits before it begins.',
  params: z.strictObject({}),
  row: z.object({
    activity: text('Activity', 'What is done.'),
    count: count('Times', 'How often it is done.'),
    cases: cases('Cases', 'Cases in which it is done.'),
    share: share('Share of cases', 'Cases in which it is done among all cases.'),
    ofCases: cases('Of cases', 'All cases: what the share is of.'),
    timed: count('Timed', 'Instances whose start is known: what the durations are of.'),
    meanMs: ms('Mean duration', 'From start to end, on average.'),
    medianMs: ms('Median duration', 'Half of the instances take at most this long.'),
    p90Ms: ms('90 % duration', 'Nine instances of ten take at most this long.'),
    totalMs: ms('Total duration', 'All durations added up.'),
    meanWaitMs: ms('Mean wait before', 'From the end of the instance before it to its start, on average.'),
    medianWaitMs: ms('Median wait before', 'Half of the waits are at most this long.'),
    p90WaitMs: ms('90 % wait before', 'Nine waits of ten are at most this long.'),
    totalWaitMs: ms('Total wait before', 'All waits added up.'),
    resources: count('Resources', 'Different people or systems that did it.'),
    firstSeen: time('First seen', 'When it was first begun.'),
    lastSeen: time('Last seen', 'When it last ended.'),
    starts: cases('Starts', 'Cases that start with it.'),
    ends: cases('Ends', 'Cases that end with it.'),
  }),
  sql: () => sql`
    with
      frequency AS (
        select activity, ${total(sql`times * cases`)} AS n, ${total(sql`cases`)} AS cases from ${occurrences} group by activity),
      begun AS (select ${first} AS activity, ${total(sql`cases`)} AS n from variant group by ${first}),
      ended AS (select ${end} AS activity, ${total(sql`cases`)} AS n from variant group by ${end}),
      own AS (
        select activity, count(us) AS timed, avg(us) AS mean, ${quantiles(sql`us`, [0.5, 0.9])} AS q, sum(us) AS every,
          min(coalesce(started, ended)) AS first_seen, max(ended) AS last_seen
        from (select activity, started, ended, ${duration} AS us from event) group by activity),
      wait AS (
        select activity, avg(us) AS mean, ${quantiles(sql`us`, [0.5, 0.9])} AS q, sum(us) AS every
        from (select next_activity AS activity, ${gap} AS us from event where next_activity is not null) group by activity),
      people AS (
        select activity, count(resource) AS n from (select activity, resource from event group by activity, resource) group by activity)
    select frequency.activity AS activity, frequency.n AS "count", frequency.cases AS cases,
      ${shareOf(sql`frequency.cases`, sql`every.cases`)} AS share, every.cases AS "ofCases", own.timed AS timed,
      ${inMs(sql`own.mean`)} AS "meanMs", ${inMs(at(sql`own.q`, 1))} AS "medianMs", ${inMs(at(sql`own.q`, 2))} AS "p90Ms",
      ${inMs(sql`own.every`)} AS "totalMs",
      ${inMs(sql`wait.mean`)} AS "meanWaitMs", ${inMs(at(sql`wait.q`, 1))} AS "medianWaitMs",
      ${inMs(at(sql`wait.q`, 2))} AS "p90WaitMs", ${inMs(sql`wait.every`)} AS "totalWaitMs",
      people.n AS resources, own.first_seen AS "firstSeen", own.last_seen AS "lastSeen",
      coalesce(begun.n, 0) AS starts, coalesce(ended.n, 0) AS ends
    from frequency
      cross join ${allCases} AS every
      join own on own.activity = frequency.activity
      join people on people.activity = frequency.activity
      left join wait on wait.activity = frequency.activity
      left join begun on begun.activity = frequency.activity
      left join ended on ended.activity = frequency.activity
    order by frequency.n desc, cast(frequency.activity AS VARCHAR)`,
});
