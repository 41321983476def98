import { randomUUID } from 'node:crypto';
import type { DocumentInfo } from '../analysis/schema/index.ts';
import type { Jobs } from './jobs/index.ts';
import type { Store } from './store/store.ts';
import type { Workflows } from './workflows.ts';

export interface NewDocument {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly workflow: string | null;
  readonly signal?: AbortSignal;
}

/** Reads a documented workflow, keeps it as it was given, and makes it the current one of its workflow. Unreadable: `Fault('bad-model')`, nothing is kept. */
export const addDocument = async (
  { store, jobs, workflows }: { readonly store: Store; readonly jobs: Jobs; readonly workflows: Workflows },
  { bytes, name, workflow, signal }: NewDocument,
): Promise<DocumentInfo> => {
  if (workflow) await store.catalog.get('workflow', workflow);
  const { text, net: _net, problems, ...read } = await jobs.threads.run('readDocument', { source: bytes, name }, { signal });
  const document: DocumentInfo = { id: randomUUID(), workflow, name, created: new Date().toISOString(), ...read, problems: [...problems] };
  await store.catalog.put('document', document.id, document, text);
  if (workflow)
    try {
      await workflows.change(workflow, { document: document.id });
    } catch (error) {
      await store.catalog.remove('document', document.id);
      throw error;
    }
  return document;
};
