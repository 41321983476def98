import { z } from 'zod';
import { dialect, ms as inMs, shareOf } from '../dialect.ts';
import { join, raw, sql } from '../sql.ts';
import { cases, ms, share } from './parts/column.ts';
import { question } from './question.ts';

const { at, microseconds, quantiles, upTo } = dialect;

const MILLISECOND = 1000;
const SECOND = 1000 * MILLISECOND;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Widths that people count in, in µs. */
const widths = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((n) => n * MILLISECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650, 36_500].map((n) => n * DAY),
];

/** Bins of equal, round width that hold 99 % of the cases; the last one, open at its end, takes the rest, so that a few long cases do not flatten the picture. */
export const durations = question({
  id: 'durations',
  title: 'Case durations',
  description: 'How many cases take how long.',
  params: z.strictObject({
    bins: z
      .int()
      .min(1)
      .max(200)
      .default(24)
      .meta({ title: 'Bins', description: 'At most this many, and one for what is longer.', unit: 'count' }),
  }),
  row: z.object({
    fromMs: ms('From', 'The shortest throughput time of the bin.'),
    toMs: ms('To', 'The throughput time that is just too long for the bin; empty where it has no end.'),
    cases: cases('Cases', 'Cases that take this long.'),
    share: share('Share of cases', 'Cases that take this long among all cases.'),
    ofCases: cases('Of cases', 'All cases: what the share is of.'),
  }),
  sql: ({ bins }) => sql`
    with
      lasting AS (select ${microseconds(sql`started`, sql`ended`)} AS us from trace),
      whole AS (
        select cases, (select coalesce(min(width), ${widths.at(-1) as number}) from (values ${join(widths.map((width) => raw(`(${width})`)))}) AS ladder (width)
          where width * ${bins} > most) AS width
        from (select count(*) AS cases, ${at(quantiles(sql`us`, [0.99]), 1)} AS most from lasting)),
      binned AS (
        select bin, count(*) AS n
        from (select cast(least(floor(us / cast(width AS DOUBLE)), ${bins}) AS BIGINT) AS bin from lasting cross join whole)
        group by bin),
      every AS (select ${upTo(sql`last`)} AS bin from (select max(bin) AS last from binned))
    select ${inMs(sql`every.bin * width`)} AS "fromMs", case when every.bin < ${bins} then ${inMs(sql`(every.bin + 1) * width`)} end AS "toMs",
      coalesce(n, 0) AS cases, ${shareOf(sql`coalesce(n, 0)`, sql`whole.cases`)} AS share, whole.cases AS "ofCases"
    from every cross join whole left join binned on binned.bin = every.bin
    order by every.bin`,
});
