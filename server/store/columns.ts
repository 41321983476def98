import type { DuckDBDecimalType, DuckDBEnumType, DuckDBListType, DuckDBResult, DuckDBType } from '@duckdb/node-api';
import { DuckDBTypeId } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { bits, type Grown, grown } from './grown.ts';

/**
 * One column of a result, copied out of DuckDB's memory into flat arrays laid out as Arrow lays them out: answers, Arrow streams and variants
 * are made from it without a JavaScript value per cell. Bit i of `valid` (lowest first) says whether entry i has a value; null: all have.
 * What lies in place of a missing value is undefined. Integers of 64 and 128 bits and decimals become doubles, exact up to 2^53.
 */
export type Values = {
  readonly length: number;
  readonly valid: Uint8Array | null;
} & (
  | { readonly kind: 'number'; readonly numbers: NumberArray }
  | { readonly kind: 'boolean'; readonly flags: Uint8Array }
  /** Microseconds since 1970, UTC. */
  | { readonly kind: 'time'; readonly instants: BigInt64Array }
  /** UTF-8: text i is `bytes[offsets[i]] … bytes[offsets[i + 1] - 1]`. */
  | { readonly kind: 'text'; readonly offsets: Int32Array; readonly bytes: Uint8Array }
  /** An ENUM: each an index into `names`. */
  | { readonly kind: 'name'; readonly codes: CodeArray; readonly names: readonly string[] }
  | { readonly kind: 'list'; readonly offsets: Int32Array; readonly entries: Values }
);

export type NumberArray = Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array;
export type CodeArray = Uint8Array | Uint16Array | Uint32Array;

type Vector = ReturnType<typeof duckdb.data_chunk_get_vector>;

/** Takes up the vectors of one column, chunk after chunk: `count` entries beginning at `from`. */
interface Reader {
  readonly append: (vector: Vector, from: number, count: number) => void;
  readonly finish: () => Values;
}

/** All columns of a result, in order. Throws for a type that no answer of ours has. */
export const readColumns = async (result: DuckDBResult): Promise<readonly { readonly name: string; readonly values: Values }[]> => {
  const names = result.columnNames();
  const readers = result.columnTypes().map((type, i) => reader(type, names[i]));
  for (const { chunk } of await result.fetchAllChunks()) {
    const count = duckdb.data_chunk_get_size(chunk);
    for (let i = 0; i < readers.length; i++) readers[i].append(duckdb.data_chunk_get_vector(chunk, i), 0, count);
  }
  return readers.map((it, i) => ({ name: names[i], values: it.finish() }));
};

/** Whether entry i has a value. */
export const isPresent = ({ valid }: Values, i: number): boolean => valid === null || (valid[i >> 3] & (1 << (i & 7))) !== 0;

/** The same column with the names that occur only, in their order. A missing value gets code 0. */
export const compact = (values: Extract<Values, { kind: 'name' }>): { readonly codes: CodeArray; readonly names: readonly string[] } => {
  const { codes, names, length } = values;
  const used = new Uint8Array(names.length);
  for (let i = 0; i < length; i++) if (isPresent(values, i)) used[codes[i]] = 1;
  const kept = names.filter((_, code) => used[code] === 1);
  const next = new Uint32Array(names.length);
  for (let code = 0, count = 0; code < names.length; code++) if (used[code] === 1) next[code] = count++;
  return { codes: codes.map((code, i) => (isPresent(values, i) ? next[code] : 0)), names: kept };
};

const reader = (type: DuckDBType, name: string): Reader => {
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return fixed(1, grown(Uint8Array), (flags) => ({ kind: 'boolean', flags }));
    case DuckDBTypeId.TINYINT:
      return fixed(1, grown(Int8Array), numbers);
    case DuckDBTypeId.SMALLINT:
      return fixed(2, grown(Int16Array), numbers);
    case DuckDBTypeId.INTEGER:
      return fixed(4, grown(Int32Array), numbers);
    case DuckDBTypeId.UTINYINT:
      return fixed(1, grown(Uint8Array), numbers);
    case DuckDBTypeId.USMALLINT:
      return fixed(2, grown(Uint16Array), numbers);
    case DuckDBTypeId.UINTEGER:
      return fixed(4, grown(Uint32Array), numbers);
    case DuckDBTypeId.FLOAT:
      return fixed(4, grown(Float32Array), numbers);
    case DuckDBTypeId.DOUBLE:
      return fixed(8, grown(Float64Array), numbers);
    case DuckDBTypeId.BIGINT:
      return converted(8, int64);
    case DuckDBTypeId.UBIGINT:
      return converted(8, (view, at) => view.getUint32(at + 4, true) * 2 ** 32 + view.getUint32(at, true));
    case DuckDBTypeId.HUGEINT:
      return converted(16, int128);
    case DuckDBTypeId.DECIMAL:
      return decimals(type as DuckDBDecimalType);
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_TZ:
      return fixed(8, grown(BigInt64Array), (instants) => ({ kind: 'time', instants }));
    case DuckDBTypeId.VARCHAR:
      return texts();
    case DuckDBTypeId.ENUM:
      return codes(type as DuckDBEnumType);
    case DuckDBTypeId.LIST:
      return lists((type as DuckDBListType).valueType, name);
    case DuckDBTypeId.SQLNULL:
      return fixed(4, grown(Int32Array), numbers);
    default:
      throw new Error(`column "${name}" has the type ${type}, which answers do not carry: cast it in the question`);
  }
};

const numbers = (values: NumberArray) => ({ kind: 'number', numbers: values }) as const;

/** What a kind adds to length and validity. */
type Shape = Values extends infer V ? (V extends Values ? Omit<V, 'length' | 'valid'> : never) : never;

/** The bytes of entries of a given width. */
const dataOf = (vector: Vector, width: number, from: number, count: number): Uint8Array =>
  count === 0 ? new Uint8Array() : duckdb.vector_get_data(vector, width * (from + count)).subarray(width * from);

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView => new DataView(buffer, byteOffset, byteLength);

/** DuckDB keeps no mask while nothing is missing: null then, though its types do not say so. */
const maskOf = (vector: Vector, count: number): Uint8Array | null =>
  count === 0 ? null : (duckdb.vector_get_validity(vector, Math.ceil(count / 64) * 8) as Uint8Array | null);

const isSet = (mask: Uint8Array | null, i: number): boolean => mask === null || (mask[i >> 3] & (1 << (i & 7))) !== 0;

/** Keeps what is missing, whatever the type; `take` keeps the values. `has(i)`: whether entry i of those appended has one. */
const withMask = (
  take: (vector: Vector, from: number, count: number, has: (i: number) => boolean) => void,
  finish: () => Shape,
): Reader => {
  const valid = bits();
  return {
    append: (vector, from, count) => {
      const mask = maskOf(vector, from + count);
      take(vector, from, count, (i) => isSet(mask, from + i));
      valid.append(mask, from, count);
    },
    finish: () => ({ length: valid.length(), valid: valid.finish(), ...finish() }),
  };
};

/** Types whose memory is taken as it is. */
const fixed = <A>(width: number, values: Grown<A>, shape: (values: A) => Shape): Reader =>
  withMask(
    (vector, from, count) => values.append(dataOf(vector, width, from, count)),
    () => shape(values.finish()),
  );

/** Numbers that become doubles. */
const converted = (width: number, convert: (view: DataView, at: number) => number): Reader => {
  const values = grown(Float64Array);
  return withMask(
    (vector, from, count) => {
      const view = viewOf(dataOf(vector, width, from, count));
      const target = values.room(count);
      for (let i = 0; i < count; i++) target[i] = convert(view, width * i);
    },
    () => numbers(values.finish()),
  );
};

const int64 = (view: DataView, at: number): number => view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);

/** A sum of integers is one of these, and most of them fit into 64 bits. */
const int128 = (view: DataView, at: number): number => {
  const high = view.getBigInt64(at + 8, true);
  const low = view.getBigUint64(at, true);
  return Number((high << 64n) | low);
};

const decimals = ({ width, scale }: DuckDBDecimalType): Reader => {
  const unit = 10 ** scale;
  if (width <= 4) return converted(2, (view, at) => view.getInt16(at, true) / unit);
  if (width <= 9) return converted(4, (view, at) => view.getInt32(at, true) / unit);
  if (width <= 18) return converted(8, (view, at) => int64(view, at) / unit);
  return converted(16, (view, at) => int128(view, at) / unit);
};

const codes = ({ values: names, internalTypeId }: DuckDBEnumType): Reader => {
  const shape = (of: CodeArray): Shape => ({ kind: 'name', codes: of, names });
  if (internalTypeId === DuckDBTypeId.UTINYINT) return fixed(1, grown(Uint8Array), shape);
  if (internalTypeId === DuckDBTypeId.USMALLINT) return fixed(2, grown(Uint16Array), shape);
  return fixed(4, grown(Uint32Array), shape);
};

/** The longest text that DuckDB keeps within its 16 bytes; longer ones are pointed to. */
const INLINE = 12;

const texts = (): Reader => {
  const offsets = grown(Int32Array);
  const bytes = grown(Uint8Array);
  offsets.room(1);
  let end = 0;
  return withMask(
    (vector, from, count, has) => {
      const data = dataOf(vector, 16, from, count);
      const view = viewOf(data);
      const ends = offsets.room(count);
      const begin = end;
      for (let i = 0; i < count; i++) {
        if (has(i)) end += view.getUint32(16 * i, true);
        ends[i] = end;
      }
      const target = bytes.room(end - begin);
      for (let i = 0, at = 0; i < count; i++) {
        const size = ends[i] - begin - at;
        if (size > INLINE) target.set(duckdb.get_data_from_pointer(data.buffer as ArrayBuffer, data.byteOffset + 16 * i + 8, size), at);
        else for (let byte = 0; byte < size; byte++) target[at + byte] = data[16 * i + 4 + byte];
        at += size;
      }
    },
    () => ({ kind: 'text', offsets: offsets.finish(), bytes: bytes.finish() }),
  );
};

const lists = (type: DuckDBType, name: string): Reader => {
  const offsets = grown(Int32Array);
  const entries = reader(type, name);
  offsets.room(1);
  let end = 0;
  return withMask(
    (vector, from, count, has) => {
      const view = viewOf(dataOf(vector, 16, from, count));
      const child = duckdb.list_vector_get_child(vector);
      const ends = offsets.room(count);
      // Lists mostly lie one after the other and are taken in one piece; those of a constant are one and the same.
      let first = 0;
      let pending = 0;
      for (let i = 0; i < count; i++) {
        const size = has(i) ? int64(view, 16 * i + 8) : 0;
        if (size > 0) {
          const start = int64(view, 16 * i);
          if (start !== first + pending) {
            entries.append(child, first, pending);
            first = start;
            pending = 0;
          }
          pending += size;
          end += size;
        }
        ends[i] = end;
      }
      entries.append(child, first, pending);
    },
    () => ({ kind: 'list', offsets: offsets.finish(), entries: entries.finish() }),
  );
};
