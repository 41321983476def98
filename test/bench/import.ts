import { createReadStream, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { SaxesParser } from 'saxes';
import type { LogInfo } from '../../analysis/schema/index.ts';
import { stage } from '../../connectors/index.ts';
import { openStore, type Store } from '../../server/store/index.ts';
import { shared } from '../shared.ts';
import { writeLog } from './generated.ts';
import { best, type Measure } from './table.ts';

/** Stages and stores a file under the proposed mapping, every event an instance of its own. */
export const bring = async (store: Store, folder: string, path: string): Promise<LogInfo> => {
  const staging = join(folder, `staging-${process.hrtime.bigint()}`);
  mkdirSync(staging);
  const staged = await stage({ path, name: path.split('/').at(-1) as string }, staging, () => {});
  const info = await store.ingest(staged, { mapping: { ...staged.proposal.mapping, lifecycle: 'keep' }, name: 'bench', workflow: null });
  rmSync(staging, { recursive: true });
  return info;
};

/** Reads an XES file with a well-kept general XML parser and counts its events: what parsing alone would cost without a scanner of our own. */
const saxesEvents = async (path: string): Promise<{ events: number; bytes: number }> => {
  const parser = new SaxesParser();
  let events = 0;
  let bytes = 0;
  parser.on('opentag', (tag) => {
    if (tag.name === 'event') events++;
  });
  for await (const chunk of createReadStream(path).pipe(createGunzip({ chunkSize: 262_144 }))) {
    bytes += chunk.length;
    parser.write((chunk as Buffer).toString('utf8'));
  }
  parser.close();
  return { events, bytes };
};

/** RTFMP from XES: from the packed file to a log that can be asked. */
export const measureXes = async (folder: string): Promise<Measure[]> => {
  if (shared === null) return [];
  const path = `${shared}logs/xes/RTFMP.xes.gz`;
  const store = await openStore({ dataDir: join(folder, 'xes') });
  let read = { events: 0, bytes: 0 };
  const baseline = {
    name: 'saxes, parsing alone',
    ms: await best(1, async () => {
      read = await saxesEvents(path);
    }),
  };
  const ms = await best(3, () => bring(store, join(folder, 'xes'), path));
  await store.close();
  return [
    { what: 'import XES', on: 'RTFMP', ms, amount: { value: read.bytes / 1e6, unit: 'MB' }, baseline },
    { what: 'import XES', on: 'RTFMP', ms, amount: { value: read.events, unit: 'events' }, baseline },
  ];
};

/** A generated CSV of about `cases` × 10 events; the store stays open for the questions. The baseline only scans the file into an untyped table. */
export const measureCsv = async (
  folder: string,
  cases: number,
): Promise<{ measures: Measure[]; store: Store; log: LogInfo; path: string }> => {
  const path = join(folder, `generated-${cases}.csv`);
  const events = await writeLog(path, cases);
  const on = `${(events / 1e6).toFixed(0)} M events, ${Math.round(statSync(path).size / 1e6)} MB`;
  const plain = await DuckDBInstance.create(':memory:');
  const connection = await plain.connect();
  const baseline = {
    name: 'DuckDB read_csv, as text, unsorted',
    ms: await best(1, () => connection.run(`create or replace table scanned as from read_csv('${path}', all_varchar = true)`)),
  };
  connection.closeSync();
  plain.closeSync();
  const store = await openStore({ dataDir: join(folder, `csv-${cases}`) });
  let log: LogInfo | undefined;
  const ms = await best(1, async () => {
    log = await bring(store, join(folder, `csv-${cases}`), path);
  });
  return {
    measures: [{ what: 'import CSV', on, ms, amount: { value: events, unit: 'events' }, baseline }],
    store,
    log: log as LogInfo,
    path,
  };
};
