import type { Filter } from '../../analysis/schema/index.ts';
import { sql } from '../../analysis/sql.ts';
import { allocate } from '../../analysis/variants.ts';
import { compact } from './columns.ts';
import type { Scopes } from './scope.ts';
import type { Variants } from './store.ts';

/** The filtered log as sequences in the order of their numbers, with the activities that occur in them only. */
export const variants = async (scopes: Scopes, log: string, filter: Filter = [], signal?: AbortSignal): Promise<Variants> => {
  const read = await scopes.read({ log, filter, signal }, () => sql`select variant, activities, cases from variant order by variant`);
  const [number, sequence, cases] = read.map(({ values }) => values);
  if (number.kind !== 'number' || sequence.kind !== 'list' || sequence.entries.kind !== 'name' || cases.kind !== 'number')
    throw new Error('the table variant is not as it should be');
  const { names, codes } = compact(sequence.entries);
  const sequences = allocate(names, number.length, codes.length);
  sequences.steps.set(codes);
  sequences.offsets.set(sequence.offsets);
  sequences.counts.set(cases.numbers);
  return { log: sequences, numbers: Uint32Array.from(number.numbers) };
};
