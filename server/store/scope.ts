import type { DuckDBConnection } from '@duckdb/node-api';
import { casesMatching } from '../../analysis/filter.ts';
import type { Filter, LogInfo } from '../../analysis/schema/index.ts';
import type { Sql } from '../../analysis/sql.ts';
import { checkActivities } from './activities.ts';
import { readColumns, type Values } from './columns.ts';
import type { Engine } from './engine.ts';
import { limited } from './limited.ts';
import type { Catalog } from './store.ts';

/** The answer to one statement, column by column. */
export type Read = readonly { readonly name: string; readonly values: Values }[];

/** What is asked of: a log, the cases that a filter keeps, and what may cut it short. */
export interface Asked {
  readonly log: string;
  readonly filter?: Filter;
  readonly signal?: AbortSignal;
}

/**
 * Connections on which `event`, `trace` and `variant` are one log's tables under one filter. Each statement gets a connection of its own, which
 * costs two milliseconds, so that none waits for another or is interrupted with it; what a filter keeps is found once and remembered.
 */
export interface Scopes {
  /** Answers what `statement` makes of the log. Throws `not-found`, `bad-filter`, `cancelled`, `overrun`. */
  readonly read: (asked: Asked, statement: (log: LogInfo) => Sql) => Promise<Read>;
  /** Forgets what filters keep of a log that was removed. */
  readonly forget: (log: string) => Promise<void>;
}

/** Statements that run at once: each holds one of the 16 threads that Node has for its files, too. */
const CONCURRENT = 8;
/** Filters whose cases stay remembered, at 4 bytes a case. */
const REMEMBERED = 16;

/** What a filter keeps of a log: a table of case_no in DuckDB's memory. */
interface Kept {
  readonly log: string;
  readonly filter: string;
  readonly table: Promise<string>;
  users: number;
}

export const createScopes = (engine: Engine, catalog: Catalog): Scopes => {
  const inTurn = limited(CONCURRENT);
  // The least recently used first.
  let remembered: readonly Kept[] = [];
  let tables = 0;

  const connected = <T>({ log, signal }: Asked, kept: string | null, use: (connection: DuckDBConnection) => Promise<T>): Promise<T> =>
    inTurn(() =>
      engine.withLog(log, (alias, removed) =>
        engine.withConnection([signal, removed], async (connection) => {
          await connection.run(views(alias, kept));
          return use(connection);
        }),
      ),
    );

  // Not stopped by the asker's signal: others may wait for the same.
  const find = async (log: LogInfo, filter: Filter): Promise<string> => {
    const table = `memory.main.kept_${tables++}`;
    await connected({ log: log.id }, null, async (connection) => {
      const { text, values } = await checkActivities(connection, filter, () => casesMatching(filter, log));
      await connection.run(`create table ${table} as ${text}`, [...values]);
    });
    return table;
  };

  const keep = (log: LogInfo, filter: Filter): Kept => {
    const text = JSON.stringify(filter);
    const known = remembered.find((kept) => kept.log === log.id && kept.filter === text);
    const kept = known ?? { log: log.id, filter: text, table: find(log, filter), users: 0 };
    kept.users++;
    remembered = [...remembered.filter((other) => other !== kept), kept];
    // What could not be found is not remembered: the next one who asks tries again.
    kept.table.catch(() => {
      remembered = remembered.filter((other) => other !== kept);
    });
    return kept;
  };

  // Off the list at once, so that nobody begins to use what is being dropped.
  const drop = async (spare: readonly Kept[]): Promise<void> => {
    remembered = remembered.filter((kept) => !spare.includes(kept));
    for (const kept of spare) {
      const table = await kept.table.catch(() => null);
      if (table) await engine.withConnection([], (connection) => connection.run(`drop table ${table}`));
    }
  };

  const read: Scopes['read'] = async (asked, statement) => {
    const log = await catalog.get<LogInfo>('log', asked.log);
    const { text, values } = statement(log);
    const run = (table: string | null): Promise<Read> =>
      connected(asked, table, async (connection) => {
        try {
          return await readColumns(await connection.run(text, [...values]));
        } catch (error) {
          if (!(error instanceof Error) || !/^(Binder|Catalog|Parser) Error/.test(error.message)) throw error;
          throw new Error(`${error.message}\n\nin the statement\n${text}`, { cause: error });
        }
      });
    if (!asked.filter?.length) return run(null);
    const kept = keep(log, asked.filter);
    try {
      return await run(await kept.table);
    } finally {
      kept.users--;
      await drop(remembered.slice(0, Math.max(0, remembered.length - REMEMBERED)).filter(({ users }) => users === 0));
    }
  };

  const forget: Scopes['forget'] = (log) => drop(remembered.filter((kept) => kept.log === log));

  return { read, forget };
};

/** The tables of a log as temporary views, which come before all others; under a filter with the cases of a table only. */
const views = (alias: string, kept: string | null): string => {
  const base = `${alias}.main`;
  if (kept === null)
    return ['event', 'trace', 'variant'].map((table) => `create temp view ${table} as select * from ${base}.${table};`).join('\n');
  return `
    create temp view event as select * from ${base}.event where case_no in (select case_no from ${kept});
    create temp view trace as select * from ${base}.trace where case_no in (select case_no from ${kept});
    create temp view variant as
      select v.variant, v.activities, n.cases
      from ${base}.variant as v
      join (select variant, cast(count(*) as UINTEGER) as cases from trace group by variant) as n on n.variant = v.variant;`;
};
