import { algorithmById } from '../../analysis/discovery/index.ts';
import type { Filter, LogInfo, Made } from '../../analysis/schema/index.ts';
import type { Work } from '../jobs/index.ts';
import type { Store } from '../store/store.ts';
import { once, reportId } from './once.ts';

export interface Discover {
  readonly log: string;
  readonly algorithm: string;
  readonly params?: unknown;
  readonly filter: Filter;
}

/** Discovers a model of the filtered log. Its result is the report's id. Parameters are checked before anything begins. */
export const discoverModel = async (store: Store, { log, algorithm, params: given, filter }: Discover): Promise<Work> => {
  const { name } = await store.catalog.get<LogInfo>('log', log);
  const { title } = algorithmById(algorithm);
  const params = parseParams(algorithm, given);
  const id = reportId('discovery', log, algorithm, params, filter);
  return {
    kind: 'discover',
    title: `${title} of ${name}`,
    key: id,
    run: ({ threads, signal, progress }) =>
      once(store.catalog, id, async () => {
        progress(null, 'Gathering the variants');
        const variants = await store.variants(log, filter);
        progress(0, 'Discovering the model');
        const found = await threads.run(
          'discover',
          { algorithm, params, log: variants.log },
          { signal, tick: (done, total) => progress(done / total, 'Discovering the model') },
        );
        const made: Made = { log, by: algorithm, params, filter, document: null, at: new Date().toISOString() };
        return { kind: 'discovery', id, made, algorithm, ...found };
      }),
  };
};
