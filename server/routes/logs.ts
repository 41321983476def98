import type { LogInfo } from '../../analysis/schema/index.ts';
import { importUpload } from '../work/import-upload.ts';
import type { Ground, Handlers } from './route.ts';

type Names = 'logs' | 'createLog' | 'log' | 'quality' | 'dropLog' | 'ask';

/** Logs and what can be asked of them. */
export const logs = ({ store, jobs, uploads, workflows }: Ground): Pick<Handlers, Names> => ({
  logs: async ({ query }) =>
    (await store.catalog.list<LogInfo>('log')).filter(({ workflow }) => query.workflow === undefined || workflow === query.workflow),
  createLog: async ({ body }) => {
    await uploads.get(body.upload);
    if (body.workflow) await store.catalog.get('workflow', body.workflow);
    return jobs.start(importUpload({ uploads, workflows, ...body }));
  },
  log: ({ params }) => store.catalog.get<LogInfo>('log', params.log),
  quality: async ({ params }) => (await store.catalog.get<LogInfo>('log', params.log)).quality,
  dropLog: async ({ params }) => {
    await workflows.dropLog(params.log);
    return { dropped: params.log };
  },
  ask: ({ params, body, signal }) => ({
    name: params.question,
    answer: () => store.ask(params.log, params.question, { ...body, signal }),
    arrow: () => store.askArrow(params.log, params.question, { ...body, signal }),
  }),
});
