import { randomUUID } from 'node:crypto';
import { Fault } from '../../analysis/fault.ts';
import type { LogInfo } from '../../analysis/schema/index.ts';
import type { Staged } from '../../connectors/connector.ts';
import { buildLog, type Engine } from './engine.ts';
import { typeAttributes } from './ingest/attributes.ts';
import { plan } from './ingest/plan.ts';
import { assess, findProblems } from './ingest/quality.ts';
import { readRows } from './ingest/rows.ts';
import { buildTables } from './ingest/tables.ts';
import { workOn } from './ingest/work.ts';
import type { ImportOptions } from './store.ts';

/**
 * Makes the tables of a log (store.ts) out of a staged file, whole or not at all; the caller then enters what it returns in the catalogue.
 *
 * Rows without a case, an activity or a readable time are left out and counted; `row` of an event is the number that a spreadsheet shows. Times
 * without an offset are read in the mapping's zone. A start after its end is dropped, so that the duration is unknown. With `lifecycle: pair`
 * starts and ends of the same work become one instance (ingest/pairing.ts).
 *
 * Throws a `Fault`: "bad-mapping" when columns are missing or no row can be kept, with every problem; "too-large" for too many activities;
 * "cancelled".
 */
export const ingest = async (engine: Engine, staged: Staged, options: ImportOptions): Promise<LogInfo> => {
  const planned = plan(options.mapping, staged.columns);
  const id = randomUUID();
  return buildLog(engine, id, options.signal, async (connection, alias) => {
    const work = workOn(connection, alias, options.progress ?? (() => undefined));
    work.step(0, 'Reading the file');
    const rows = await readRows(work, staged, planned);
    work.step(0.3, 'Checking the rows');
    const found = await findProblems(work, staged, planned, rows);
    if (found.keepable === 0)
      throw new Fault('bad-mapping', found.sourceRows === 0 ? 'The file holds no rows.' : 'None of the rows can be read as an event.', {
        problems: found.problems,
      });
    const attributes = await typeAttributes(work, planned);
    const built = await buildTables(work, planned, rows, staged.firstRow, attributes, found.problems);
    work.step(0.9, 'Judging the quality');
    const quality = await assess(work, staged, planned, found, attributes, built, Date.now());
    const of =
      await work.row(`select count(distinct activity) as activities, count(distinct resource) as resources, count(distinct team) as teams,
      min(coalesce(started, ended)) as first, max(ended) as last, count(started) > 0 as starts, (select count(*) from ${work.own('variant')}) as variants
      from ${work.own('event')}`);
    work.step(0.95, 'Writing the log to disk');
    return {
      id,
      name: options.name,
      workflow: options.workflow,
      source: staged.name,
      format: staged.format,
      created: new Date().toISOString(),
      events: quality.events,
      instances: quality.instances,
      cases: quality.cases,
      variants: of.variants as number,
      activities: of.activities as number,
      resources: of.resources as number,
      teams: of.teams as number,
      firstEvent: new Date(of.first as number).toISOString(),
      lastEvent: new Date(of.last as number).toISOString(),
      hasStarts: of.starts as boolean,
      attributes: attributes.map(({ column, name, of, type }) => ({ column, name, of, type })),
      mapping: options.mapping,
      quality,
    };
  });
};
