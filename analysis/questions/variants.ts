import { z } from 'zod';
import { dialect, ms as inMs, shareOf } from '../dialect.ts';
import { sql } from '../sql.ts';
import { cases, count, ms, number, share, texts } from './parts/column.ts';
import { limit, offset } from './parts/paging.ts';
import { question } from './question.ts';

const { at, microseconds, quantiles, size } = dialect;

/** Variants keep their number under a filter, so that a filter on them means the same everywhere. All of them unless limited. */
export const variants = question({
  id: 'variants',
  title: 'Variants',
  description: 'The different sequences of activities, the most frequent first, with how long their cases take.',
  params: z.strictObject({ limit: limit(null), offset }),
  row: z.object({
    variant: number('Variant', 'Its number in the log.'),
    activities: texts('Activities', 'What is done, in order.'),
    length: count('Length', 'How many activity instances it has.'),
    cases: cases('Cases', 'Cases that follow it.'),
    share: share('Share of cases', 'Cases that follow it among all cases.'),
    cumulativeShare: share('Cumulative share', 'Cases that follow it or a more frequent variant, among all cases.'),
    ofCases: cases('Of cases', 'All cases: what the shares are of.'),
    ofVariants: count('Of variants', 'All variants.'),
    meanMs: ms('Mean throughput time', 'From the first start of a case to its last end, on average.'),
    medianMs: ms('Median throughput time', 'Half of its cases take at most this long.'),
    p90Ms: ms('90 % throughput time', 'Nine of ten of its cases take at most this long.'),
  }),
  sql: ({ limit, offset }) => sql`
    with
      shown AS (
        select variant, activities, cases, cast(sum(cases) over () AS BIGINT) AS of_cases, count(*) over () AS of_variants,
          sum(cases) over (order by cases desc, variant rows unbounded preceding) AS so_far
        from variant
        order by cases desc, variant
        limit ${limit} offset ${offset}),
      timed AS (
        select variant, avg(us) AS mean, ${quantiles(sql`us`, [0.5, 0.9])} AS q
        from (select variant, ${microseconds(sql`started`, sql`ended`)} AS us from trace where variant in (select variant from shown))
        group by variant)
    select shown.variant AS variant, activities, ${size(sql`activities`)} AS length, cases, ${shareOf(sql`cases`, sql`of_cases`)} AS share,
      ${shareOf(sql`so_far`, sql`of_cases`)} AS "cumulativeShare", of_cases AS "ofCases", of_variants AS "ofVariants",
      ${inMs(sql`mean`)} AS "meanMs", ${inMs(at(sql`q`, 1))} AS "medianMs", ${inMs(at(sql`q`, 2))} AS "p90Ms"
    from shown join timed on timed.variant = shown.variant
    order by cases desc, shown.variant`,
});
