import type { DuckDBConnection } from '@duckdb/node-api';

/** Values as SQL gives them: whole numbers as numbers, times as epoch milliseconds. */
export type Value = string | number | boolean | null | readonly Value[];

/** Where a log is being built: a connection within its transaction, and what belongs to the new file. */
export interface Work {
  readonly run: (statement: string) => Promise<void>;
  readonly rows: (statement: string) => Promise<readonly Readonly<Record<string, Value>>[]>;
  /** The only row of a statement. */
  readonly row: (statement: string) => Promise<Readonly<Record<string, Value>>>;
  /** A table or type of the new file, by its bare name. */
  readonly own: (name: string) => string;
  /** Says what is being done from here on; `share` is how much is done, 0–1. */
  readonly step: (share: number, step: string) => void;
}

const value = (of: unknown): Value => {
  if (typeof of === 'bigint') return Number(of);
  if (of instanceof Date) return of.getTime();
  if (Array.isArray(of)) return of.map(value);
  return (of ?? null) as Value;
};

/** Work on a connection; `alias` is the new file's name, quoted. */
export const workOn = (connection: DuckDBConnection, alias: string, step: Work['step']): Work => {
  const rows: Work['rows'] = async (statement) => {
    const reader = await connection.runAndReadAll(statement);
    return reader.getRowObjectsJS().map((row) => Object.fromEntries(Object.entries(row).map(([key, of]) => [key, value(of)])));
  };
  return {
    run: async (statement) => {
      await connection.run(statement);
    },
    rows,
    row: async (statement) => (await rows(statement))[0],
    own: (name) => `${alias}.${name}`,
    step,
  };
};
