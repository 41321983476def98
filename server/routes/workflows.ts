import type { DocumentInfo, LogInfo, Workflow } from '../../analysis/schema/index.ts';
import { dropReports } from '../reports.ts';
import type { Ground, Handlers } from './route.ts';

type Names = 'workflows' | 'createWorkflow' | 'workflow' | 'changeWorkflow' | 'dropWorkflow';

/** The things users manage. */
export const workflows = ({ store, workflows }: Ground): Pick<Handlers, Names> => ({
  workflows: () => store.catalog.list<Workflow>('workflow'),
  createWorkflow: ({ body }) => workflows.create(body.name, body.owner),
  workflow: ({ params }) => store.catalog.get<Workflow>('workflow', params.workflow),
  changeWorkflow: async ({ params, body }) => {
    // What it is to point at must exist, or it would point at nothing.
    if (body.log) await store.catalog.get('log', body.log);
    if (body.document) await store.catalog.get('document', body.document);
    return workflows.change(params.workflow, () => body);
  },
  dropWorkflow: async ({ params }) => {
    await store.catalog.get('workflow', params.workflow);
    const logs = (await store.catalog.list<LogInfo>('log')).filter(({ workflow }) => workflow === params.workflow);
    const documents = (await store.catalog.list<DocumentInfo>('document')).filter(({ workflow }) => workflow === params.workflow);
    await dropReports(
      store.catalog,
      ({ made }) => logs.some(({ id }) => id === made.log) || documents.some(({ id }) => id === made.document),
    );
    for (const { id } of documents) await store.catalog.remove('document', id);
    for (const { id } of logs) await store.dropLog(id);
    await store.catalog.remove('workflow', params.workflow);
    return { dropped: params.workflow };
  },
});
