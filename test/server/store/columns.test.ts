import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toArrow } from '../../../server/store/arrow.ts';
import { readColumns } from '../../../server/store/columns.ts';
import { rowsOf } from '../../../server/store/rows.ts';

const made = { log: 'l', by: 'q', params: {}, filter: [], document: null, at: '2024-01-01T00:00:00.000Z' };

let instance: DuckDBInstance;
let connection: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

const read = async (statement: string) => readColumns(await connection.run(statement));
const rows = async (statement: string) => rowsOf(await read(statement));

/** DuckDB's own conversion, in the words of our answers. */
const reference = async (statement: string) => (await connection.runAndReadAll(statement)).getRowObjectsJS().map((row) => plain(row));
const plain = (value: unknown): unknown => {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, plain(it)]));
  return value;
};

/** What a reader of the Arrow stream sees, in the words of our answers. */
const throughArrow = async (statement: string) => {
  const columns = await read(statement);
  const titled = columns.map(({ name, values }) => ({
    name,
    title: name,
    unit: null,
    type: values.kind === 'time' ? ('time' as const) : ('text' as const),
  }));
  const table = tableFromIPC(toArrow(columns, titled, made));
  const times = new Set(titled.filter(({ type }) => type === 'time').map(({ name }) => name));
  return Array.from({ length: table.numRows }, (_, i) =>
    Object.fromEntries(table.schema.fields.map(({ name }, at) => [name, seen(table.getChildAt(at)?.get(i), times.has(name))])),
  );
};
const seen = (value: unknown, time: boolean): unknown => {
  if (value === null || value === undefined) return null;
  if (time) return new Date(Math.floor(value as number)).toISOString();
  if (typeof value === 'object' && Symbol.iterator in value) return [...(value as Iterable<unknown>)].map((it) => seen(it, false));
  return value;
};

/** Every type an answer may have, each missing where `hole` says so. Texts lie on both sides of 12 bytes, where DuckDB stores them elsewhere. */
const everything = (count: number, hole: string) => `
  select
    case when ${hole} then null else i % 2 = 0 end as flag,
    case when ${hole} then null else (i % 100 - 50)::TINYINT end as i8,
    case when ${hole} then null else (i - 3000)::SMALLINT end as i16,
    case when ${hole} then null else (i * 100000 - 7)::INTEGER end as i32,
    case when ${hole} then null else ((i - 2000) * 4000000000001)::BIGINT end as i64,
    case when ${hole} then null else (i % 256)::UTINYINT end as u8,
    case when ${hole} then null else i::USMALLINT end as u16,
    case when ${hole} then null else (4294967295 - i)::UINTEGER end as u32,
    case when ${hole} then null else (9007199254740991 - i)::UBIGINT end as u64,
    case when ${hole} then null else ((i - 2000) * 2500000000001)::HUGEINT end as i128,
    case when ${hole} then null else (i / 8)::FLOAT end as f32,
    case when ${hole} then null else i / 7 end as f64,
    case when ${hole} then null else ((i - 2000) / 100)::DECIMAL(4, 2) end as d16,
    case when ${hole} then null else ((i - 2000) / 100)::DECIMAL(9, 2) end as d32,
    case when ${hole} then null else ((i - 2000) / 100)::DECIMAL(18, 3) end as d64,
    case when ${hole} then null else ((i - 2000) / 100)::DECIMAL(30, 4) end as d128,
    case when ${hole} then null else make_timestamp((i - 1000) * 123456789012000) end as at,
    case when ${hole} then null else repeat('é→x', (i % 9)::INTEGER) || i end as said,
    case when ${hole} then null else (['red', 'grün', 'a name longer than twelve'])[i % 3 + 1]::colour end as colour,
    case when ${hole} then null when i % 5 = 0 then [] else [i::INTEGER, null, (i + 1)::INTEGER] end as numbers,
    case when ${hole} then null when i % 4 = 0 then [] else ['red', null, 'grün']::colour[] end as colours,
    case when ${hole} then null else [[i::VARCHAR], [], null, ['a text longer than twelve bytes']] end as nested
  from range(${count}) as r(i)`;

describe('reading columns', () => {
  beforeAll(() => connection.run(`create type colour as enum ('never', 'red', 'grün', 'a name longer than twelve')`));

  for (const count of [0, 1, 2048, 5000])
    for (const hole of ['false', 'true', 'i % 3 = 1', 'i > 4000', `hash(i) % 2 = 0`])
      it(`equals DuckDB's own conversion, and Arrow equals JSON: ${count} rows, missing where ${hole}`, async () => {
        const expected = await reference(everything(count, hole));
        expect(await rows(everything(count, hole))).toEqual(expected);
        expect(await throughArrow(everything(count, hole))).toEqual(expected);
      });

  it('holds for any values', async () => {
    const value = fc.record({
      number: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((it) => it + 0)),
      text: fc.option(fc.string({ unit: 'grapheme', maxLength: 30 }).filter((it) => !it.includes('\0'))),
      list: fc.option(fc.array(fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })), { maxLength: 4 })),
    });
    const literal = (it: unknown): string =>
      it === null
        ? 'null'
        : typeof it === 'string'
          ? `'${it.replaceAll("'", "''")}'`
          : Array.isArray(it)
            ? `[${it.map(literal)}]`
            : `${it}`;
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 20 }), async (given) => {
        const statement = `select number::DOUBLE as number, text::VARCHAR as text, list::INTEGER[] as list from (values ${given
          .map((it) => `(${it.number === null ? 'null' : `'${it.number}'::DOUBLE`}, ${literal(it.text)}, ${literal(it.list)}::INTEGER[])`)
          .join()}) as v(number, text, list)`;
        expect(await rows(statement)).toEqual(given);
        expect(await throughArrow(statement)).toEqual(given);
      }),
      { numRuns: 50 },
    );
  });

  it('takes lists that DuckDB keeps once for many rows', async () => {
    for (const statement of [
      `select [1, 2] as l, ['a', 'a text longer than twelve bytes'] as t from range(3000)`,
      `select (select [7, 8, 9]) as l, i from range(5) as r(i)`,
      `select [[1], [2, 3]] as l from range(4)`,
    ]) {
      const expected = await reference(statement);
      expect(await rows(statement)).toEqual(expected);
      expect(await throughArrow(statement)).toEqual(expected);
    }
  });

  it('floors times to the millisecond, before 1970 too', async () => {
    expect(
      await rows(
        `select make_timestamp(1999) as a, make_timestamp(-1) as b, make_timestamp(-1000) as c, '9999-12-31 23:59:59.999999'::TIMESTAMP as d`,
      ),
    ).toEqual([
      { a: '1970-01-01T00:00:00.001Z', b: '1969-12-31T23:59:59.999Z', c: '1969-12-31T23:59:59.999Z', d: '9999-12-31T23:59:59.999Z' },
    ]);
  });

  it('reads sums beyond 64 bits as the nearest double', async () => {
    expect(await rows(`select (2::HUGEINT ** 100)::HUGEINT as a, (-(2::HUGEINT ** 100))::HUGEINT as b, (-1)::HUGEINT as c`)).toEqual([
      { a: 2 ** 100, b: -(2 ** 100), c: -1 },
    ]);
  });

  it('names the column whose type answers do not carry', async () => {
    await expect(rows(`select interval 1 day as pause`)).rejects.toThrow(/"pause".*INTERVAL/);
  });

  it('gives Arrow fields their words and the stream what made it', async () => {
    const table = tableFromIPC(toArrow(await read('select 5 as n'), [{ name: 'n', title: 'Number', unit: 'cases', type: 'number' }], made));
    expect(Object.fromEntries(table.schema.fields[0].metadata)).toEqual({ title: 'Number', unit: 'cases', type: 'number' });
    expect(JSON.parse(table.schema.metadata.get('made') as string)).toEqual(made);
  });

  it('puts only names that occur into Arrow dictionaries', async () => {
    const table = tableFromIPC(
      toArrow(await read(`select 'grün'::colour as c`), [{ name: 'c', title: 'C', unit: null, type: 'text' }], made),
    );
    expect(table.getChildAt(0)?.data[0].dictionary?.toArray()).toEqual(['grün']);
  });
});
