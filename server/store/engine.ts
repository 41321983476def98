import { setMaxListeners } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { Fault } from '../../analysis/fault.ts';
import { interruptible } from './interrupt.ts';
import { takeFolder } from './lock.ts';

/** The one DuckDB instance of a data folder. Every connection sees `catalog`, and those logs that somebody uses. */
export interface Engine {
  /** Absolute. */
  readonly dataDir: string;
  /**
   * Runs `use` with a connection of its own, closed afterwards (an open transaction is rolled back). An abort of any of the signals interrupts
   * what it runs: `Fault` ("cancelled"), or the fault that the signal carries. Out of memory or disk is a `Fault` ("overrun").
   */
  readonly withConnection: <T>(
    signals: readonly (AbortSignal | undefined)[],
    use: (connection: DuckDBConnection) => Promise<T>,
  ) => Promise<T>;
  /** Runs `use` while a log is attached, with the quoted name of its database. `removed` aborts when somebody removes the log. */
  readonly withLog: <T>(id: string, use: (alias: string, removed: AbortSignal) => Promise<T>) => Promise<T>;
  /** Interrupts every use of a log and deletes its file. */
  readonly removeLog: (id: string) => Promise<void>;
  /** Interrupts what is under way, closes everything and gives the folder back. Closing again does nothing. */
  readonly close: () => Promise<void>;
}

export interface EngineOptions {
  readonly dataDir: string;
  /** What DuckDB may use before it spills to disk, as it writes sizes ('2GB'); default: half of the machine's memory. */
  readonly memoryLimit?: string;
  /** Default: all cores. */
  readonly threads?: number;
}

/** Where the store's things lie in a data folder. `spill` holds what DuckDB has no memory for: it is emptied at start. */
export const folders = (dataDir: string) => ({
  catalog: join(dataDir, 'catalog.duckdb'),
  logs: join(dataDir, 'logs'),
  spill: join(dataDir, 'spill'),
});

/** The logs that stay attached though nobody uses them: attaching again takes a millisecond. */
const IDLE_LOGS = 64;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const logFile = (dataDir: string, id: string): string => {
  if (!/^[A-Za-z0-9_-]{1,100}$/.test(id)) throw new Error(`"${id}" cannot be the id of a log: letters, digits, - and _ only`);
  return join(folders(dataDir).logs, `${id}.duckdb`);
};

const inUse = (dataDir: string, cause: unknown): Fault =>
  new Fault('conflict', `The data folder ${dataDir} is in use by another process. Stop it first, or use another folder (DATA_DIR).`, {
    cause,
  });

const takeWritable = (dataDir: string): (() => void) => {
  try {
    mkdirSync(folders(dataDir).logs, { recursive: true });
    return takeFolder(dataDir);
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('refused', `The data folder ${dataDir} cannot be written. Allow it, or use another folder (DATA_DIR).`, { cause });
  }
};

/** Opens a data folder, made if it is missing. A folder that is open already, in this process or another, is a `Fault` ("conflict"), one that cannot be written "refused". */
export const openEngine = async (options: EngineOptions): Promise<Engine> => {
  const dataDir = resolve(options.dataDir);
  const at = folders(dataDir);
  const release = takeWritable(dataDir);
  let instance: DuckDBInstance | undefined;
  try {
    instance = await DuckDBInstance.create(':memory:');
    await configure(instance, { ...options, dataDir });
    rmSync(at.spill, { recursive: true, force: true });
  } catch (error) {
    instance?.closeSync();
    release();
    throw error instanceof Error && error.message.includes('Could not set lock on file') ? inUse(dataDir, error) : error;
  }
  return engineOf(dataDir, instance, release);
};

const configure = async (instance: DuckDBInstance, { dataDir, memoryLimit, threads }: EngineOptions): Promise<void> => {
  const at = folders(dataDir);
  const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  const connection = await instance.connect();
  try {
    for (const statement of [
      `set memory_limit = ${literal(memoryLimit ?? `${Math.floor(memory / 2 / 2 ** 20)}MiB`)}`,
      `set threads = ${threads ?? availableParallelism()}`,
      `set temp_directory = ${literal(at.spill)}`,
      `set global TimeZone = 'UTC'`,
      'set autoinstall_known_extensions = false',
      'set autoload_known_extensions = false',
      `set allowed_directories = [${literal(dataDir)}]`,
      'set enable_external_access = false',
      `attach ${literal(at.catalog)} as catalog`,
      'set lock_configuration = true',
    ])
      await connection.run(statement);
  } finally {
    connection.closeSync();
  }
};

interface Attached {
  readonly alias: string;
  readonly removal: AbortController;
  users: number;
  /** Called when the last user has gone. */
  idle: () => void;
}

/** Many listen to it at once, which is no leak. */
const many = (controller: AbortController): AbortController => {
  setMaxListeners(0, controller.signal);
  return controller;
};

const engineOf = (dataDir: string, instance: DuckDBInstance, release: () => void): Engine => {
  const closing = many(new AbortController());
  const underWay = new Set<Promise<unknown>>();
  // In order of last use: a Map keeps the order of insertion, and each use inserts anew.
  const attached = new Map<string, Attached>();

  const connected: Engine['withConnection'] = async (signals, use) => {
    const connection = await instance.connect();
    try {
      return await interruptible(connection, [closing.signal, ...signals], () => use(connection));
    } finally {
      connection.closeSync();
    }
  };

  const withConnection: Engine['withConnection'] = async (signals, use) => {
    closing.signal.throwIfAborted();
    const work = connected(signals, use);
    underWay.add(work);
    try {
      return await work;
    } finally {
      underWay.delete(work);
    }
  };

  const run = (statement: string): Promise<unknown> => withConnection([], (connection) => connection.run(statement));

  const attach = async (id: string): Promise<Attached> => {
    if (!existsSync(logFile(dataDir, id))) throw new Fault('not-found', `There is no log "${id}".`);
    const alias = `"log ${id}"`;
    await run(`attach ${literal(logFile(dataDir, id))} as ${alias} (read_only)`);
    return { alias, removal: many(new AbortController()), users: 0, idle: () => undefined };
  };

  const detach = async (id: string): Promise<void> => {
    attached.delete(id);
    await run(`detach "log ${id}"`);
  };

  // One at a time: a log must not be attached while it is being detached.
  let order: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = order.then(work);
    order = turn.catch(() => undefined);
    return turn;
  };

  const take = (id: string): Promise<Attached> =>
    inTurn(async () => {
      const entry = attached.get(id) ?? (await attach(id));
      attached.delete(id);
      attached.set(id, entry);
      entry.users++;
      for (const [other, { users }] of attached) {
        if (attached.size <= IDLE_LOGS) break;
        if (users === 0) await detach(other);
      }
      return entry;
    });

  const withLog: Engine['withLog'] = async (id, use) => {
    const entry = await take(id);
    try {
      return await use(entry.alias, entry.removal.signal);
    } finally {
      if (--entry.users === 0) entry.idle();
    }
  };

  const removeLog: Engine['removeLog'] = (id) =>
    inTurn(async () => {
      const entry = attached.get(id);
      if (entry) {
        entry.removal.abort(new Fault('not-found', 'The log was removed meanwhile.'));
        if (entry.users > 0)
          await new Promise<void>((resolve) => {
            entry.idle = resolve;
          });
        await detach(id);
      }
      await rm(logFile(dataDir, id), { force: true });
    });

  const close = async (): Promise<void> => {
    if (closing.signal.aborted) return;
    closing.abort(new Fault('interrupted', 'The service was stopped.'));
    await Promise.allSettled(underWay);
    instance.closeSync();
    release();
  };

  return { dataDir, withConnection, withLog, removeLog, close };
};

const sync = async (path: string): Promise<void> => {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
};

/**
 * Builds the file of a new log, whole or not at all: `build` writes into the database `alias` (quoted) within one transaction, and only when that
 * is committed and on disk does the file take its name. The caller then writes the catalogue row: without one the file is removed at the next start.
 * An abort of `signal` interrupts it: `Fault` ("cancelled"). Returns what `build` returns.
 */
export const buildLog = async <T>(
  engine: Engine,
  id: string,
  signal: AbortSignal | undefined,
  build: (connection: DuckDBConnection, alias: string) => Promise<T>,
): Promise<T> => {
  const file = logFile(engine.dataDir, id);
  const part = `${file}.part`;
  const alias = `"build ${id}"`;
  const run = (statement: string): Promise<unknown> => engine.withConnection([], (connection) => connection.run(statement));
  await run(`attach ${literal(part)} as ${alias}`);
  try {
    const result = await engine.withConnection([signal], async (connection) => {
      await connection.run('begin');
      const built = await build(connection, alias);
      await connection.run('commit');
      await connection.run(`checkpoint ${alias}`);
      return built;
    });
    await run(`detach ${alias}`);
    await sync(part);
    await rename(part, file);
    await sync(folders(engine.dataDir).logs);
    return result;
  } catch (error) {
    await run(`detach database if exists ${alias}`);
    for (const leftover of [part, `${part}.wal`]) await rm(leftover, { force: true });
    throw error;
  }
};

/** Removes every file that belongs to no log of the catalogue: what a crash left behind. Before any log is in use. */
export const sweepLogs = (dataDir: string, known: ReadonlySet<string>): void => {
  const { logs } = folders(dataDir);
  for (const file of readdirSync(logs))
    if (!file.endsWith('.duckdb') || !known.has(file.slice(0, -'.duckdb'.length)))
      rmSync(join(logs, file), { recursive: true, force: true });
};
