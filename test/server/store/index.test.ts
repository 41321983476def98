import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filter, type LogInfo, mapping } from '../../../analysis/schema/index.ts';
import { sql } from '../../../analysis/sql.ts';
import type { Staged } from '../../../connectors/connector.ts';
import { openStore, type Store } from '../../../server/store/index.ts';

let dataDir: string;
let store: Store | null;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  store = null;
});
afterEach(async () => {
  await store?.close();
  rmSync(dataDir, { recursive: true, force: true });
});
const open = async (): Promise<Store> => {
  store = await openStore({ dataDir, memoryLimit: '500MB', threads: 2 });
  return store;
};

const simple = mapping.parse({ case: 'case', activity: 'step', end: 'time' });
const importing = { mapping: simple, name: 'A log', workflow: null };

/** A file as a connector leaves it. */
const staged = (lines: readonly string[]): Staged => {
  const path = join(dataDir, 'staged.csv');
  writeFileSync(path, `case,step,time\n${lines.join('\n')}\n`);
  return {
    format: 'csv',
    name: 'staged.csv',
    scan: { path, delimiter: ',', quote: '"', escape: '"', skip: 1, maxRecordBytes: 1000, nulls: [] },
    columns: ['case', 'step', 'time'],
    firstRow: 2,
    records: lines.length,
    sample: [],
    problems: [],
    proposal: { mapping: simple, roles: [], questions: [] },
  };
};
const rows = ['1,a,2024-01-01T00:00:00Z', '1,b,2024-01-01T01:00:00Z', '2,a,2024-01-02T00:00:00Z'];

describe('a log', () => {
  it('is imported, asked, found again by the next process, and removed', async () => {
    const first = await open();
    const { id, cases } = await first.ingest(staged(rows), importing);
    expect(cases).toBe(2);
    await first.close();

    const second = await open();
    expect(await second.catalog.list<LogInfo>('log')).toMatchObject([{ id, name: 'A log', events: 3 }]);
    expect((await second.ask(id, 'overview')).rows).toMatchObject([{ cases: 2, events: 3, activities: 2, variants: 2 }]);
    const query = sql`select case_id, activity, event.ended from event join trace using (case_no) order by event.case_no, pos`;
    expect(await second.query(id, query, { filter: filter.parse([{ kind: 'ends', activities: ['b'] }]) })).toEqual([
      { case_id: '1', activity: 'a', ended: '2024-01-01T00:00:00.000Z' },
      { case_id: '1', activity: 'b', ended: '2024-01-01T01:00:00.000Z' },
    ]);
    expect((await second.variants(id)).log.activities).toEqual(['a', 'b']);
    expect((await second.cases(id)).id(1)).toBe('2');

    await second.dropLog(id);
    expect(readdirSync(join(dataDir, 'logs'))).toEqual([]);
    await expect(second.ask(id, 'overview')).rejects.toMatchObject({ code: 'not-found' });
    await expect(second.dropLog(id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('leaves nothing when it cannot be made, or is cancelled', async () => {
    const it = await open();
    await expect(it.ingest(staged(['1,a,not a time']), importing)).rejects.toMatchObject({ code: 'bad-mapping' });
    await expect(it.ingest(staged(rows), { ...importing, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    expect(await it.catalog.list('log')).toEqual([]);
    expect(readdirSync(join(dataDir, 'logs'))).toEqual([]);
  });

  it('that is removed while it is asked ends the asking', async () => {
    const it = await open();
    const { id } = await it.ingest(staged(rows.concat(Array.from({ length: 300 }, (_, i) => `${i},c,2024-01-03T00:00:00Z`))), importing);
    const asked = it.query(id, sql`select count(*) from event as a, event as b, event as c, event as d, event as e`);
    const filtered = it.ask(id, 'flow', { filter: filter.parse([{ kind: 'ends', activities: ['c'] }]) }).catch((error) => error);
    await it.query(id, sql`select 1`);
    await Promise.all([expect(asked).rejects.toMatchObject({ code: 'not-found' }), it.dropLog(id)]);
    await filtered;
    expect(existsSync(join(dataDir, 'logs', `${id}.duckdb`))).toBe(false);
  });
});

/** What a store that is killed while it works has told by then. */
const killed = (afterMs: number): Promise<readonly string[]> => {
  const at = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const script = `
    import { openEngine } from ${at('../../../server/store/engine.ts')};
    import { openCatalog } from ${at('../../../server/store/catalog.ts')};
    import { handLog, word } from ${at('./hand.ts')};
    const engine = await openEngine({ dataDir: process.argv[1], threads: 2 });
    const catalog = await openCatalog(engine);
    const cases = Array.from({ length: 200 }, (_, i) => ({ id: 'c' + i, events: word('abcab'.slice(0, 1 + (i % 5))) }));
    console.log('ready');
    for (let i = 0; ; i++) {
      const id = process.pid + '-' + i;
      await catalog.put('report', id, { number: i });
      console.log('report ' + id);
      await handLog({ engine, catalog }, id, cases);
      console.log('log ' + id);
      if (i % 3 === 2) await catalog.remove('report', process.pid + '-' + (i - 1)), console.log('removed ' + process.pid + '-' + (i - 1));
    }`;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script, dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let told = '';
    child.stdout.on('data', (text) => {
      if (told === '') setTimeout(() => child.kill('SIGKILL'), afterMs);
      told += text;
    });
    // The last line may be cut off.
    child.once('close', () => resolve(told.split('\n').slice(0, -1)));
  });
};

it('killed at any moment, it has everything it told of and nothing half', async () => {
  const reports = new Set<string>();
  const removed = new Set<string>();
  const logs = new Set<string>();
  for (const afterMs of [20, 90, 170, 300, 600]) {
    for (const line of await killed(afterMs)) {
      const [what, id] = line.split(' ');
      if (what === 'report') reports.add(id);
      if (what === 'log') logs.add(id);
      if (what === 'removed') removed.add(id);
    }
    const it = await open();
    const known = (await it.catalog.list<LogInfo>('log')).map(({ id }) => id);
    for (const id of logs) expect(known).toContain(id);
    expect(readdirSync(join(dataDir, 'logs')).sort()).toEqual(known.map((id) => `${id}.duckdb`).sort());
    // One more than told may be there: done, but killed before it could say so.
    expect(known.length - logs.size).toBeLessThanOrEqual(5);
    for (const id of known)
      expect(
        await it.query(
          id,
          sql`select (select count(*) from trace) as cases, (select count(*) from event) as events, (select sum(cases) from variant) as n`,
        ),
      ).toEqual([{ cases: 200, events: 600, n: 200 }]);
    for (const id of removed) await expect(it.catalog.get('report', id)).rejects.toMatchObject({ code: 'not-found' });
    for (const id of reports) {
      const number = Number(id.split('-')[1]);
      // Every third is removed again, perhaps before that could be told.
      if (number % 3 !== 1) expect(await it.catalog.get('report', id)).toEqual({ number });
    }
    await it.close();
  }
  expect(reports.size).toBeGreaterThan(0);
});

it('a folder with what a crash left is swept', async () => {
  const first = await open();
  await first.close();
  for (const file of ['x.duckdb', 'y.duckdb.part', 'y.duckdb.part.wal']) writeFileSync(join(dataDir, 'logs', file), 'half');
  await open();
  expect(readdirSync(join(dataDir, 'logs'))).toEqual([]);
});
