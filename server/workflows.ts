import { randomUUID } from 'node:crypto';
import type { DocumentInfo, LogInfo, Workflow } from '../analysis/schema/index.ts';
import { dropReports } from './reports.ts';
import type { Store } from './store/store.ts';

/**
 * Workflows in the catalogue, and what they point at. Changes follow each other, so that two at once do not undo each other and nothing
 * points at what is gone. A report goes after what it was made from: whoever is making one looks once more when it is kept.
 */
export interface Workflows {
  readonly create: (name: string, owner: string | null) => Promise<Workflow>;
  /** A missing workflow, or a log or document it is to point at that is missing, is `Fault('not-found')`. */
  readonly change: (id: string, patch: Partial<Omit<Workflow, 'id' | 'created'>>) => Promise<Workflow>;
  /** Removes it with its logs, documents and reports. */
  readonly drop: (id: string) => Promise<void>;
  /** Removes a log and its reports; no workflow points at it any more. */
  readonly dropLog: (id: string) => Promise<void>;
  /** Removes a document and its reports; no workflow points at it any more. */
  readonly dropDocument: (id: string) => Promise<void>;
}

export const createWorkflows = ({ catalog, dropLog }: Pick<Store, 'catalog' | 'dropLog'>): Workflows => {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  const release = async (what: 'log' | 'document', id: string): Promise<void> => {
    for (const workflow of await catalog.list<Workflow>('workflow'))
      if (workflow[what] === id) await catalog.put('workflow', workflow.id, { ...workflow, [what]: null });
  };
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
    change: (id, patch) =>
      inTurn(async () => {
        const before = await catalog.get<Workflow>('workflow', id);
        if (patch.log) await catalog.get('log', patch.log);
        if (patch.document) await catalog.get('document', patch.document);
        const after = { ...before, ...patch };
        await catalog.put('workflow', id, after);
        return after;
      }),
    drop: (id) =>
      inTurn(async () => {
        await catalog.get('workflow', id);
        // It goes first: what is being imported into it then finds it gone, and goes too.
        await catalog.remove('workflow', id);
        const own = ({ workflow }: LogInfo | DocumentInfo): boolean => workflow === id;
        const logs = (await catalog.list<LogInfo>('log')).filter(own);
        const documents = (await catalog.list<DocumentInfo>('document')).filter(own);
        for (const log of logs) {
          await release('log', log.id);
          await dropLog(log.id);
        }
        for (const document of documents) {
          await release('document', document.id);
          await catalog.remove('document', document.id);
        }
        await dropReports(
          catalog,
          ({ made }) => logs.some((log) => log.id === made.log) || documents.some((document) => document.id === made.document),
        );
      }),
    dropLog: (id) =>
      inTurn(async () => {
        await catalog.get('log', id);
        await release('log', id);
        await dropLog(id);
        await dropReports(catalog, ({ made }) => made.log === id);
      }),
    dropDocument: (id) =>
      inTurn(async () => {
        await catalog.get('document', id);
        await release('document', id);
        await catalog.remove('document', id);
        await dropReports(catalog, ({ made }) => made.document === id);
      }),
  };
};
