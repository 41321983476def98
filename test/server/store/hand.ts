import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import type { LogInfo } from '../../../analysis/schema/index.ts';
import { join, list, name, raw, type Sql, type SqlValue, sql } from '../../../analysis/sql.ts';
import { openCatalog } from '../../../server/store/catalog.ts';
import { buildLog, type Engine, openEngine } from '../../../server/store/engine.ts';
import { createScopes, type Scopes } from '../../../server/store/scope.ts';
import type { Catalog } from '../../../server/store/store.ts';

/** One instance: minutes after 2024-01-01T00:00Z. */
export interface HandEvent {
  readonly activity: string;
  readonly start?: number | null;
  readonly end: number;
  readonly team?: string | null;
}

export interface HandCase {
  readonly id: string;
  readonly amount?: number | null;
  readonly events: readonly HandEvent[];
}

/** Events one minute apart, one letter an activity. */
export const word = (letters: string): readonly HandEvent[] => [...letters].map((activity, i) => ({ activity, end: i }));

export const minute = (minutes: number): number => Date.UTC(2024, 0, 1) + minutes * 60_000;

/** A store without the import: what is under it, opened on a folder of its own. */
export interface Ground {
  readonly dataDir: string;
  readonly engine: Engine;
  readonly catalog: Catalog;
  readonly scopes: Scopes;
  readonly close: () => Promise<void>;
}

export const ground = async (): Promise<Ground> => {
  const dataDir = mkdtempSync(joinPath(tmpdir(), 'store-'));
  const engine = await openEngine({ dataDir, memoryLimit: '500MB', threads: 2 });
  const catalog = await openCatalog(engine);
  return {
    dataDir,
    engine,
    catalog,
    scopes: createScopes(engine, catalog),
    close: async () => {
      await engine.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

/** Stores a log of cases written by hand, in the tables that store.ts describes. Events come in order. */
export const handLog = async (
  { engine, catalog }: Pick<Ground, 'engine' | 'catalog'>,
  id: string,
  cases: readonly HandCase[],
): Promise<void> => {
  const moment = (minutes: number | null | undefined) =>
    minutes === null || minutes === undefined ? null : new Date(minute(minutes)).toISOString().replace('Z', '');
  const activities = [...new Set(cases.flatMap((it) => it.events.map((event) => event.activity)))].sort();
  const sequences = new Map<string, { readonly activities: readonly string[]; cases: number }>();
  const key = (it: HandCase) => JSON.stringify(it.events.map((event) => event.activity));
  for (const it of cases) {
    const sequence = sequences.get(key(it)) ?? { activities: it.events.map((event) => event.activity), cases: 0 };
    sequence.cases++;
    sequences.set(key(it), sequence);
  }
  const variants = [...sequences].sort(([a, x], [b, y]) => y.cases - x.cases || (a < b ? -1 : 1));
  const numbers = new Map(variants.map(([text], number) => [text, number]));
  await buildLog(engine, id, undefined, async (connection, alias) => {
    const run = ({ text, values }: Sql) => connection.run(text, [...values]);
    const table = (its: string) => sql`${raw(alias)}.main.${name(its)}`;
    const insert = async (its: string, rows: readonly (readonly SqlValue[])[]) => {
      for (let i = 0; i < rows.length; i += 500)
        await run(sql`insert into ${table(its)} values ${join(rows.slice(i, i + 500).map((row) => sql`(${list(row)})`))}`);
    };
    await run(
      sql`create type ${table('activity')} as enum (${join(activities.map((activity) => raw(`'${activity.replaceAll("'", "''")}'`)))})`,
    );
    const kind = table('activity');
    await run(sql`create table ${table('event')} (case_no UINTEGER, pos UINTEGER, activity ${kind}, started TIMESTAMP, ended TIMESTAMP, resource VARCHAR,
      team VARCHAR, "row" UBIGINT, next_activity ${kind}, next_started TIMESTAMP, next_resource VARCHAR, next_team VARCHAR)`);
    await run(sql`create table ${table('trace')} (case_no UINTEGER, case_id VARCHAR, variant UINTEGER, started TIMESTAMP, ended TIMESTAMP,
      events UINTEGER, source_events UINTEGER, amount DOUBLE)`);
    await run(sql`create table ${table('variant')} (variant UINTEGER, activities ${kind}[], cases UINTEGER)`);
    let row = 0;
    await insert(
      'event',
      cases.flatMap((it, caseNo) =>
        it.events.map((event, pos) => {
          const next = it.events[pos + 1];
          return [
            ...[caseNo, pos, event.activity, moment(event.start), moment(event.end), null, event.team ?? null, ++row],
            ...(next ? [next.activity, moment(next.start ?? next.end), null, next.team ?? null] : [null, null, null, null]),
          ];
        }),
      ),
    );
    await insert(
      'trace',
      cases.map((it, caseNo) => [
        ...[caseNo, it.id, numbers.get(key(it)) as number],
        moment(Math.min(...it.events.map((event) => event.start ?? event.end))),
        moment(Math.max(...it.events.map((event) => event.end))),
        ...[it.events.length, it.events.length, it.amount ?? null],
      ]),
    );
    for (const [number, [, { activities: sequence, cases: of }]] of variants.entries())
      await run(sql`insert into ${table('variant')} values (${number}, [${list(sequence)}], ${of})`);
  });
  const info: Pick<LogInfo, 'id' | 'name' | 'attributes'> = {
    id,
    name: id,
    attributes: [{ column: 'amount', name: 'Amount', of: 'case', type: 'number' }],
  };
  await catalog.put('log', id, info);
};
