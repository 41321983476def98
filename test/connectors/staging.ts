import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll } from 'vitest';
import type { Staged } from '../../connectors/index.ts';
import { stage } from '../../connectors/index.ts';

const root = mkdtempSync(join(tmpdir(), 'desire-path-connectors-'));
let made = 0;

afterAll(() => rmSync(root, { recursive: true, force: true }));

export const nothing = (): void => {};

/** A fresh folder of this test file's own. */
export const freshFolder = (): string => {
  const folder = join(root, `${made++}`);
  mkdirSync(folder);
  return folder;
};

/** Stages a file with this content; `stage` gets a folder beside it. */
export const staged = async (content: string | Uint8Array, name = 'log.csv'): Promise<Staged> => {
  const path = join(freshFolder(), 'upload');
  writeFileSync(path, content);
  return stage({ path, name }, freshFolder(), nothing);
};

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

const instance = await DuckDBInstance.create(':memory:');
export const connection = await instance.connect();

/** What DuckDB reads, at its strictest: nothing guessed, nothing padded, in parallel wherever the scan allows it. */
export const readByDuckDb = async ({ scan, columns }: Pick<Staged, 'scan' | 'columns'>): Promise<(string | null)[][]> => {
  const names = columns.map((_, i) => `'c${i}': 'VARCHAR'`).join(', ');
  const reader = await connection.runAndReadAll(
    `select * from read_csv(${literal(scan.path)}, auto_detect = false, header = false, strict_mode = true, skip = ${scan.skip},
       delim = ${literal(scan.delimiter)}, quote = ${literal(scan.quote)}, escape = ${literal(scan.escape)}, comment = '',
       nullstr = [${['', ...scan.nulls].map(literal).join(', ')}], columns = {${names}}, parallel = ${scan.lineBreaks === false},
       max_line_size = ${Math.max(scan.maxRecordBytes, 2 ** 21)})`,
  );
  return reader.getRows() as (string | null)[][];
};
