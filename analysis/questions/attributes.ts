import { z } from 'zod';
import { asText, columnOf, unknownColumn } from '../attribute.ts';
import { dialect, shareOf } from '../dialect.ts';
import { Fault } from '../fault.ts';
import { name, sql } from '../sql.ts';
import { cases, count, maybeText, share } from './parts/column.ts';
import { limit, offset } from './parts/paging.ts';
import { allCases } from './parts/steps.ts';
import { question } from './question.ts';

/** The values that a filter on a column can choose from: `value` is what such a filter takes. Throws `bad-request` if the log has no such column. */
export const attributes = question({
  id: 'attributes',
  title: 'Values of an attribute',
  description: 'Which values a column has, and how many cases have them.',
  params: z.strictObject({
    column: z.string().meta({ title: 'Column', description: 'An attribute’s column, or activity, resource or team.' }),
    search: z.string().default('').meta({ title: 'Search', description: 'Only values that have this in them, in capitals or not.' }),
    limit: limit(1000),
    offset,
  }),
  row: z.object({
    value: maybeText('Value', 'As text; empty where it is missing.'),
    count: count('Times', 'Instances that have it; for an attribute of cases: cases.'),
    cases: cases('Cases', 'Cases that have it.'),
    share: share('Share of cases', 'Cases that have it among all cases. A case can have several values of an attribute of events.'),
    ofCases: cases('Of cases', 'All cases: what the share is of.'),
    ofValues: count('Of values', 'All values that the search finds.'),
  }),
  sql: ({ column, search, limit, offset }, log) => {
    const found = columnOf(column, log);
    if (!found) {
      const problem = unknownColumn(column, log);
      throw new Fault('bad-request', `${problem.message} ${problem.hint}`, { problems: [problem] });
    }
    return sql`
      with
        counted AS (
          select ${name(column)}, count(*) AS n, count(distinct case_no) AS cases
          from ${name(found.of === 'case' ? 'trace' : 'event')} group by ${name(column)}),
        worded AS (select ${asText(found)} AS value, n, cases from counted)
      select value, n AS "count", worded.cases AS cases, ${shareOf(sql`worded.cases`, sql`every.cases`)} AS share, every.cases AS "ofCases",
        count(*) over () AS "ofValues"
      from worded cross join ${allCases} AS every
      where ${search === '' ? sql`true` : dialect.includes(sql`lower(value)`, sql`lower(${search})`)}
      order by worded.cases desc, n desc, value nulls last
      limit ${limit} offset ${offset}`;
  },
});
