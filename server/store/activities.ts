import type { DuckDBConnection } from '@duckdb/node-api';
import { Fault, type Problem } from '../../analysis/fault.ts';
import type { Condition, Filter } from '../../analysis/schema/index.ts';
import { join, type Sql, sql } from '../../analysis/sql.ts';
import { readColumns } from './columns.ts';

/** The activities of the log whose tables a connection shows, in the order of their ENUM. */
const activitiesOf = async (connection: DuckDBConnection): Promise<readonly string[]> => {
  const [{ values }] = await readColumns(await connection.run('select activity from event limit 0'));
  if (values.kind !== 'name') throw new Error('event.activity is no ENUM');
  return values.names;
};

const namedBy = (condition: Condition): readonly string[] => {
  switch (condition.kind) {
    case 'activity':
    case 'starts':
    case 'ends':
      return condition.activities;
    case 'follows':
      return [condition.from, condition.to];
    case 'rework':
      return condition.activity === null ? [] : [condition.activity];
    default:
      return [];
  }
};

/** The names most like one that is unknown. */
const nearest = async (connection: DuckDBConnection, known: readonly string[], unknown: string): Promise<readonly string[]> => {
  const { text, values } = sql`select activity from (values ${join(known.map((activity) => sql`(${activity})`))}) as known(activity)
    order by jaro_winkler_similarity(lower(activity), lower(${unknown})) desc, activity limit 3`;
  return (await connection.runAndReadAll(text, [...values])).getColumns()[0] as string[];
};

/** A filter's SQL, once every activity it names is one of the log's. Throws `bad-filter` with all that is wrong with it, what `make` finds included. */
export const checkActivities = async (connection: DuckDBConnection, filter: Filter, make: () => Sql): Promise<Sql> => {
  const known = await activitiesOf(connection);
  const unknown = [...new Set(filter.flatMap(namedBy))].filter((activity) => !known.includes(activity));
  const problems: Problem[] = [];
  for (const activity of unknown)
    problems.push({
      severity: 'error',
      message: `The log has no activity "${activity}".`,
      hint: `Most like it: ${(await nearest(connection, known, activity)).join(', ')}.`,
    });
  try {
    const made = make();
    if (problems.length === 0) return made;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    problems.push(...error.problems);
  }
  throw new Fault('bad-filter', problems.map(({ message, hint }) => (hint ? `${message} ${hint}` : message)).join(' '), { problems });
};
