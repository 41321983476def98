import { randomUUID } from 'node:crypto';
import type { Workflow } from '../analysis/schema/index.ts';
import type { Catalog } from './store/store.ts';

/** Workflows in the catalogue. Changes to one follow each other, so that two at once do not undo each other. */
export interface Workflows {
  readonly create: (name: string, owner: string | null) => Promise<Workflow>;
  /** A missing workflow is `Fault('not-found')`. */
  readonly change: (id: string, patch: (workflow: Workflow) => Partial<Omit<Workflow, 'id' | 'created'>>) => Promise<Workflow>;
}

export const createWorkflows = (catalog: Catalog): Workflows => {
  let last: Promise<unknown> = Promise.resolve();
  return {
    create: async (name, owner) => {
      const created: Workflow = {
        id: randomUUID(),
        name,
        owner,
        created: new Date().toISOString(),
        log: null,
        document: null,
        classes: {},
      };
      await catalog.put('workflow', created.id, created);
      return created;
    },
    change: (id, patch) => {
      const change = async (): Promise<Workflow> => {
        const before = await catalog.get<Workflow>('workflow', id);
        const after = { ...before, ...patch(before) };
        await catalog.put('workflow', id, after);
        return after;
      };
      const result = last.then(change, change);
      last = result;
      return result;
    },
  };
};
