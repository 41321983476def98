import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LogInfo, type Mapping, mapping } from '../../../../analysis/schema/index.ts';
import type { Scan, Staged } from '../../../../connectors/connector.ts';
import { openEngine } from '../../../../server/store/engine.ts';
import { ingest } from '../../../../server/store/ingest.ts';
import type { ImportOptions } from '../../../../server/store/store.ts';

export type Table = readonly Readonly<Record<string, unknown>>[];

export interface Imported {
  readonly info: LogInfo;
  readonly event: Table;
  readonly trace: Table;
  readonly variant: Table;
}

/** A text as a connector would stage it: comma, double quotes, header in the first record. */
export const stagedText = (text: string | Buffer, folder: string, scan: Partial<Scan> = {}): Staged => {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.csv`);
  writeFileSync(path, text);
  const columns = text
    .toString()
    .split('\n')[0]
    .replace('\r', '')
    .split(scan.delimiter ?? ',');
  return {
    format: 'csv',
    name: 'hand.csv',
    scan: { path, delimiter: ',', quote: '"', escape: '"', skip: 1, maxRecordBytes: 2 ** 21, nulls: [], ...scan },
    columns,
    firstRow: 2,
    records: null,
    sample: [],
    problems: [],
    proposal: { mapping: mapping.parse({ case: '', activity: '', end: '' }), roles: [], questions: [] },
  };
};

const plain = (value: unknown): unknown => {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.toISOString();
  return value;
};

/** A store's engine on a folder of its own, to import texts with. */
export const workshop = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ingest-'));
  const engine = await openEngine({ dataDir: folder, threads: 2, memoryLimit: '1GB' });
  const uploads = join(folder, 'uploads');
  mkdirSync(uploads);

  /** Asks the file of a log; `LOG` stands for its name. */
  const ask = async ({ id }: LogInfo, statement: string): Promise<Table> =>
    engine.withLog(id, (alias) =>
      engine.withConnection([], async (connection) =>
        (await connection.runAndReadAll(statement.replaceAll('LOG', alias)))
          .getRowObjectsJS()
          .map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain(value)]))),
      ),
    );
  const read = async (info: LogInfo): Promise<Imported> => ({
    info,
    event: await ask(info, 'from LOG.event'),
    trace: await ask(info, 'from LOG.trace'),
    variant: await ask(info, 'from LOG.variant'),
  });

  const importStaged = async (staged: Staged, given: Partial<Mapping> = {}, options: Partial<ImportOptions> = {}): Promise<LogInfo> =>
    ingest(engine, staged, {
      mapping: mapping.parse({ case: 'case', activity: 'activity', end: 'end', ...given }),
      name: 'hand',
      workflow: null,
      ...options,
    });

  return {
    folder,
    uploads,
    engine,
    importStaged,
    ask,
    read,
    /** Imports a text and reads its tables. Columns `case`, `activity` and `end` unless the mapping says otherwise. */
    importText: async (text: string | Buffer, given: Partial<Mapping> = {}, scan: Partial<Scan> = {}): Promise<Imported> =>
      read(await importStaged(stagedText(text, uploads, scan), given)),
    close: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
export type Workshop = Awaited<ReturnType<typeof workshop>>;

/** A table cut to some columns, a row a string of values with spaces between. */
export const shortly = (table: Table, ...columns: readonly string[]): readonly string[] =>
  table.map((row) => columns.map((column) => String(row[column] ?? '-').replace(/^\d{4}-\d\d-\d\dT(\d\d:\d\d):00\.000Z$/, '$1')).join(' '));

/** What a log's report says, in words. */
export const messages = ({ quality }: LogInfo): readonly string[] => quality.problems.map(({ message }) => message);
