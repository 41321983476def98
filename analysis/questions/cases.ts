import { z } from 'zod';
import { asJson } from '../attribute.ts';
import { dialect, ms as inMs } from '../dialect.ts';
import { raw, sql } from '../sql.ts';
import { cases as caseCount, count, ms, number, text, time } from './parts/column.ts';
import { limit, offset } from './parts/paging.ts';
import { question } from './question.ts';

const { microseconds } = dialect;

const sorts = {
  caseId: sql`case_id`,
  started: sql`started`,
  ended: sql`ended`,
  durationMs: sql`us`,
  events: sql`events`,
  variant: sql`variant`,
} as const;

/** Cases page by page. */
export const cases = question({
  id: 'cases',
  title: 'Cases',
  description: 'The single cases behind a number, with when they ran, how long they took, and how many hands they went through.',
  params: z.strictObject({
    sort: z
      .enum(Object.keys(sorts) as (keyof typeof sorts)[])
      .default('started')
      .meta({ title: 'Sort by', description: 'A column of the answer.' }),
    desc: z.boolean().default(false).meta({ title: 'Descending', description: 'The greatest first.' }),
    search: z.string().default('').meta({ title: 'Search', description: 'Only cases whose id has this in it, in capitals or not.' }),
    limit: limit(100),
    offset,
  }),
  row: z.object({
    caseId: text('Case', 'Its id.'),
    started: time('Started', 'When its first instance began (ended, where starts are unknown).'),
    ended: time('Ended', 'When its last instance ended.'),
    durationMs: ms('Throughput time', 'From start to end.'),
    events: count('Instances', 'Activity instances.'),
    variant: number('Variant', 'The number of its sequence of activities.'),
    resources: count('Resources', 'Different people or systems that worked on it.'),
    teams: count('Teams', 'Different teams that worked on it.'),
    attributes: text('Attributes', 'Its attributes as a JSON object, by column.'),
    ofCases: caseCount('Of cases', 'All cases that the search finds.'),
  }),
  sql: ({ sort, desc, search, limit, offset }, log) => {
    const order = sql`${sorts[sort]} ${raw(desc ? 'desc' : 'asc')}, case_no`;
    return sql`
      with
        found AS (
          select *, ${microseconds(sql`started`, sql`ended`)} AS us from trace
          where ${search === '' ? sql`true` : dialect.includes(sql`lower(case_id)`, sql`lower(${search})`)}),
        page AS (select *, count(*) over () AS of_cases from found order by ${order} limit ${limit} offset ${offset}),
        hands AS (
          select case_no, count(distinct resource) AS resources, count(distinct team) AS teams
          from event where case_no in (select case_no from page) group by case_no)
      select case_id AS "caseId", started, ended, ${inMs(sql`us`)} AS "durationMs", events, variant, resources, teams,
        ${asJson('case', log)} AS attributes, of_cases AS "ofCases"
      from page join hands using (case_no)
      order by ${order}`;
  },
});
