import { isPresent, type Values } from './columns.ts';
import type { Read } from './scope.ts';
import type { Row } from './store.ts';

/** Microseconds since 1970 as ISO 8601 with milliseconds. */
const iso = (instant: bigint): string => new Date(Number((instant - (((instant % 1000n) + 1000n) % 1000n)) / 1000n)).toISOString();

/** What gives entry i of a column that has one. */
const getter = (values: Values): ((i: number) => unknown) => {
  switch (values.kind) {
    case 'number':
      return (i) => values.numbers[i];
    case 'boolean':
      return (i) => values.flags[i] !== 0;
    case 'time':
      return (i) => iso(values.instants[i]);
    case 'text':
      return textOf(values);
    case 'name':
      return (i) => values.names[values.codes[i]];
    case 'list': {
      const entry = jsonOf(values.entries);
      return (i) => Array.from({ length: values.offsets[i + 1] - values.offsets[i] }, (_, at) => entry(values.offsets[i] + at));
    }
  }
};

/** What gives text i of a column. */
export const textOf = ({ bytes, offsets }: Extract<Values, { kind: 'text' }>): ((i: number) => string) => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (i) => buffer.toString('utf8', offsets[i], offsets[i + 1]);
};

/** What gives entry i of a column as JSON has it: numbers, texts, ISO 8601 times, arrays, null where there is none. */
const jsonOf = (values: Values): ((i: number) => unknown) => {
  const get = getter(values);
  return (i) => (isPresent(values, i) ? get(i) : null);
};

/** An answer row by row. */
export const rowsOf = (read: Read): readonly Row[] => {
  const getters = read.map(({ name, values }) => [name, jsonOf(values)] as const);
  return Array.from({ length: read[0].values.length }, (_, i) => {
    const row: Record<string, unknown> = {};
    for (const [name, get] of getters) row[name] = get(i);
    return row;
  });
};
