import { getComparison, getDiscovery, listComparisons } from '../reports.ts';
import { compareLog, comparisonWithVariants } from '../work/compare-log.ts';
import { discoverModel } from '../work/discover-model.ts';
import type { Ground, Handlers } from './route.ts';

type Names = 'compare' | 'comparisons' | 'comparison' | 'discover' | 'discovery' | 'jobs' | 'job' | 'watchJob' | 'cancelJob';

/** Work that takes time, and the reports it makes. */
export const jobs = ({ store, jobs }: Ground): Pick<Handlers, Names> => ({
  discover: async ({ params, body }) => jobs.start(await discoverModel(store, { ...params, params: body.params, filter: body.filter })),
  discovery: ({ params }) => getDiscovery(store.catalog, params.report),
  compare: async ({ params, body }) => jobs.start(await compareLog(store, { log: params.log, ...body })),
  comparisons: ({ query }) => listComparisons(store.catalog, query.log),
  comparison: ({ params, query, signal }) =>
    query.variants
      ? comparisonWithVariants({ store, threads: jobs.threads, signal }, params.report)
      : getComparison(store.catalog, params.report),
  jobs: () => jobs.list(),
  job: ({ params }) => jobs.get(params.job),
  watchJob: async ({ params, signal }) => {
    await jobs.get(params.job);
    return jobs.watch(params.job, signal);
  },
  cancelJob: ({ params }) => jobs.cancel(params.job),
});
