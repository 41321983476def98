import { Fault } from '../../analysis/fault.ts';
import type { Filter, LogInfo, Made } from '../../analysis/schema/index.ts';
import { size } from '../../analysis/variants.ts';
import type { Work } from '../jobs/index.ts';
import type { Store } from '../store/store.ts';
import { algorithmById, parametersOf } from './algorithm.ts';
import { once, reportId } from './once.ts';

export interface Discover {
  readonly log: string;
  readonly algorithm: string;
  readonly params?: unknown;
  readonly filter: Filter;
}

/** Discovers a model of the filtered log. Its result is the report's id. The algorithm and its parameters are checked before anything begins. */
export const discoverModel = async (store: Store, { log, algorithm, params: given, filter }: Discover): Promise<Work> => {
  const { name } = await store.catalog.get<LogInfo>('log', log);
  const chosen = algorithmById(algorithm);
  const params = parametersOf(chosen, given);
  const id = reportId('discovery', log, algorithm, params, filter);
  return {
    kind: 'discover',
    title: `${chosen.title} of ${name}`,
    key: id,
    run: ({ threads, signal, progress }) =>
      once(store.catalog, id, async () => {
        progress(null, 'Gathering the variants');
        const variants = await store.variants(log, filter, signal);
        if (size(variants.log) === 0) throw new Fault('nothing-left', 'The filter leaves no case of this log. Widen it and try again.');
        const tick = (done: number, total: number): void => progress(done / total, 'Discovering the model');
        const found = await threads.run('discover', { algorithm, params, log: variants.log, name }, { signal, tick });
        const made: Made = { log, by: algorithm, params, filter, document: null, at: new Date().toISOString() };
        return { report: { kind: 'discovery', id, made, algorithm, ...found } };
      }),
  };
};
