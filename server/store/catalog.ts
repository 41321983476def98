import { Fault } from '../../analysis/fault.ts';
import type { Engine } from './engine.ts';
import type { Catalog, Kind } from './store.ts';

const missing = (kind: Kind, id: string): Fault => new Fault('not-found', `There is no ${kind} "${id}".`);

/** The catalogue of a data folder, made if it is missing. Each call is a transaction of its own; `put` and `remove` are on disk when they return. */
export const openCatalog = async (engine: Engine): Promise<Catalog> => {
  const rows = (statement: string, values: readonly string[]): Promise<readonly (readonly unknown[])[]> =>
    engine.withConnection([], async (connection) => (await connection.runAndReadAll(statement, [...values])).getRows());

  // Writes go one after the other: DuckDB refuses two that touch the same row at once.
  let written: Promise<unknown> = Promise.resolve();
  const write = async (statement: string, values: readonly (string | null)[]): Promise<void> => {
    const turn = written.then(() => engine.withConnection([], (connection) => connection.run(statement, [...values])));
    written = turn.catch(() => undefined);
    await turn;
  };

  await write('create sequence if not exists catalog.main.position', []);
  await write(
    `create table if not exists catalog.main.item (kind VARCHAR, id VARCHAR, value VARCHAR not null, text VARCHAR,
      position BIGINT default nextval('catalog.main.position'), primary key (kind, id))`,
    [],
  );

  return {
    put: (kind, id, value, text) =>
      write(
        `insert into catalog.main.item (kind, id, value, text) values (?, ?, ?, ?)
          on conflict do update set value = excluded.value, text = coalesce(excluded.text, item.text)`,
        [kind, id, JSON.stringify(value), text ?? null],
      ),
    get: async <T>(kind: Kind, id: string) => {
      const [row] = await rows('select value from catalog.main.item where kind = ? and id = ?', [kind, id]);
      if (!row) throw missing(kind, id);
      return JSON.parse(row[0] as string) as T;
    },
    text: async (kind, id) => {
      const [row] = await rows('select text from catalog.main.item where kind = ? and id = ? and text is not null', [kind, id]);
      if (!row) throw missing(kind, id);
      return row[0] as string;
    },
    list: async <T>(kind: Kind) =>
      (await rows('select value from catalog.main.item where kind = ? order by position', [kind])).map(
        ([value]) => JSON.parse(value as string) as T,
      ),
    remove: (kind, id) => write('delete from catalog.main.item where kind = ? and id = ?', [kind, id]),
  };
};
