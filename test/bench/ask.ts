import { DuckDBInstance } from '@duckdb/node-api';
import type { LogInfo } from '../../analysis/schema/index.ts';
import type { Store } from '../../server/store/index.ts';
import { best, type Measure } from './table.ts';

/** The same answers from the plain table that the file holds, as an analyst would ask without a prepared log. */
const plainly: Readonly<Record<string, string>> = {
  overview: `select count(*), count(distinct "case"), count(distinct activity), count(distinct resource), min(time), max(time) from log`,
  flow: `select activity, next, count(*), avg(gap), quantile_cont(gap, [0.5, 0.9]) from (
    select activity, lead(activity) over w as next, epoch_ms(lead(time) over w) - epoch_ms(time) as gap from log window w as (partition by "case" order by time)
  ) where next is not null group by all`,
  variants: `select path, count(*) from (
    select string_agg(activity, ' > ' order by time) as path from log group by "case"
  ) group by path order by 2 desc limit 100`,
};

/** Overview, flow and variants of a generated log, warm, beside the same asked of the plain table. */
export const measureQuestions = async (store: Store, log: LogInfo, path: string): Promise<Measure[]> => {
  const plain = await DuckDBInstance.create(':memory:');
  const connection = await plain.connect();
  await connection.run(
    `create table log as select "case", activity, "time"::timestamp as time, resource, team from read_csv('${path}', all_varchar = true)`,
  );
  const on = `${(log.events / 1e6).toFixed(0)} M events`;
  const measures: Measure[] = [];
  for (const [question, text] of Object.entries(plainly)) {
    const params = question === 'variants' ? { limit: 100 } : {};
    const ms = await best(3, () => store.ask(log.id, question, { params }));
    measures.push({
      what: `ask ${question}`,
      on,
      ms,
      baseline: { name: 'the same in SQL on the plain table', ms: await best(1, () => connection.run(text)) },
    });
  }
  const filter = [{ kind: 'activity' as const, keep: true, activities: [`Activity 7`], mode: 'any' as const }];
  const whole = await best(3, () => store.ask(log.id, 'flow', {}));
  measures.push({
    what: 'ask flow, filtered',
    on,
    ms: await best(3, () => store.ask(log.id, 'flow', { filter })),
    baseline: { name: 'the same unfiltered', ms: whole },
  });
  connection.closeSync();
  plain.closeSync();
  return measures;
};
