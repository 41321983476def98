import {
  Bool,
  type Data,
  type DataType,
  Dictionary,
  Field,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  TimestampMicrosecond,
  tableToIPC,
  Uint8,
  Uint16,
  Uint32,
  Utf8,
  Vector,
} from 'apache-arrow';
import type { Made } from '../../analysis/schema/index.ts';
import { compact, type NumberArray, type Values } from './columns.ts';
import type { Read } from './scope.ts';
import type { Column } from './store.ts';

/**
 * A result as an Arrow IPC stream of one record batch (the result is in memory as a whole anyway): columns are taken over as they are, ENUMs as
 * dictionaries of the names that occur, times as microseconds in UTC. Each field's metadata has its `title`, `unit` and `type`, the schema's has `made`.
 */
export const toArrow = (read: Read, columns: readonly Column[], made: Made): Uint8Array => {
  const children = read.map(({ values }) => dataOf(values));
  const fields = read.map(({ name }, i) => {
    const { title, unit, type } = columns[i];
    return new Field(name, children[i].type, true, new Map(Object.entries({ title, type, ...(unit === null ? {} : { unit }) })));
  });
  const schema = new Schema(fields, new Map([['made', JSON.stringify(made)]]));
  const length = read[0].values.length;
  return tableToIPC(new Table(schema, new RecordBatch(schema, makeData({ type: new Struct(fields), length, children }))), 'stream');
};

const numberTypes = new Map<unknown, () => DataType>([
  [Int8Array, () => new Int8()],
  [Int16Array, () => new Int16()],
  [Int32Array, () => new Int32()],
  [Uint8Array, () => new Uint8()],
  [Uint16Array, () => new Uint16()],
  [Uint32Array, () => new Uint32()],
  [Float32Array, () => new Float32()],
  [Float64Array, () => new Float64()],
]);

const numberType = (numbers: NumberArray): DataType => (numberTypes.get(numbers.constructor) as () => DataType)();

/** One bit a flag, the lowest first. */
const packed = (flags: Uint8Array): Uint8Array => {
  const bits = new Uint8Array((flags.length + 7) >> 3);
  for (let i = 0; i < flags.length; i++) if (flags[i] !== 0) bits[i >> 3] |= 1 << (i & 7);
  return bits;
};

const dataOf = (values: Values): Data => {
  const { length, valid: nullBitmap } = values;
  switch (values.kind) {
    case 'number':
      return makeData({ type: numberType(values.numbers), length, nullBitmap, data: values.numbers } as never);
    case 'boolean':
      return makeData({ type: new Bool(), length, nullBitmap, data: packed(values.flags) });
    case 'time':
      return makeData({ type: new TimestampMicrosecond('UTC'), length, nullBitmap, data: values.instants });
    case 'text':
      return makeData({ type: new Utf8(), length, nullBitmap, valueOffsets: values.offsets, data: values.bytes });
    case 'name': {
      const { codes, names } = compact(values);
      const type = new Dictionary(new Utf8(), numberType(codes) as Uint8 | Uint16 | Uint32);
      return makeData({ type, length, nullBitmap, data: codes, dictionary: new Vector([textData(names)]) });
    }
    case 'list': {
      const child = dataOf(values.entries);
      return makeData({ type: new List(new Field('item', child.type, true)), length, nullBitmap, valueOffsets: values.offsets, child });
    }
  }
};

const textData = (texts: readonly string[]): Data<Utf8> => {
  const encoded = texts.map((text) => Buffer.from(text));
  const valueOffsets = new Int32Array(texts.length + 1);
  for (let i = 0; i < encoded.length; i++) valueOffsets[i + 1] = valueOffsets[i] + encoded[i].length;
  return makeData({ type: new Utf8(), length: texts.length, valueOffsets, data: Buffer.concat(encoded) });
};
