import type { Workflow } from '../../analysis/schema/index.ts';
import type { Ground, Handlers } from './route.ts';

type Names = 'workflows' | 'createWorkflow' | 'workflow' | 'changeWorkflow' | 'dropWorkflow';

/** The things users manage. */
export const workflows = ({ store, workflows }: Ground): Pick<Handlers, Names> => ({
  workflows: () => store.catalog.list<Workflow>('workflow'),
  createWorkflow: ({ body }) => workflows.create(body.name, body.owner),
  workflow: ({ params }) => store.catalog.get<Workflow>('workflow', params.workflow),
  changeWorkflow: ({ params, body }) => workflows.change(params.workflow, body),
  dropWorkflow: async ({ params }) => {
    await workflows.drop(params.workflow);
    return { dropped: params.workflow };
  },
});
