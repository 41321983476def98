import type { Filter } from '../../analysis/schema/index.ts';
import { sql } from '../../analysis/sql.ts';
import { textOf } from './rows.ts';
import type { Scopes } from './scope.ts';
import type { Cases } from './store.ts';

/** The cases of a filtered log, in the order of case_no. Their ids stay UTF-8 until one is asked for. */
export const cases = async (scopes: Scopes, log: string, filter: Filter = [], signal?: AbortSignal): Promise<Cases> => {
  const read = await scopes.read(
    { log, filter, signal },
    () => sql`select variant, epoch_us(started) / 1e3 as started, epoch_us(ended) / 1e3 as ended, case_id from trace order by case_no`,
  );
  const [variant, started, ended, id] = read.map(({ values }) => values);
  if (variant.kind !== 'number' || started.kind !== 'number' || ended.kind !== 'number' || id.kind !== 'text')
    throw new Error('the table trace is not as it should be');
  return {
    variant: Uint32Array.from(variant.numbers),
    startedMs: Float64Array.from(started.numbers),
    endedMs: Float64Array.from(ended.numbers),
    id: textOf(id),
  };
};
