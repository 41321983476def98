import type { Readable } from 'node:stream';
import { Fault } from '../../analysis/fault.ts';
import type { DocumentInfo } from '../../analysis/schema/index.ts';
import { addDocument } from '../documents.ts';
import type { Ground, Handlers } from './route.ts';

type Names = 'documents' | 'createDocument' | 'document' | 'documentSource' | 'dropDocument';

const MAX_DOCUMENT_BYTES = 32 * 2 ** 20;

const gather = async (body: Readable): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_DOCUMENT_BYTES)
      throw new Fault('too-large', `The document is larger than ${MAX_DOCUMENT_BYTES / 2 ** 20} MB, the most that is read.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** Documented workflows. */
export const documents = (ground: Ground): Pick<Handlers, Names> => {
  const { store, workflows } = ground;
  return {
    documents: async ({ query }) =>
      (await store.catalog.list<DocumentInfo>('document')).filter(
        ({ workflow }) => query.workflow === undefined || workflow === query.workflow,
      ),
    createDocument: async ({ query, body, signal }) =>
      addDocument(ground, { bytes: await gather(body), name: query.name, workflow: query.workflow ?? null, signal }),
    document: ({ params }) => store.catalog.get<DocumentInfo>('document', params.document),
    documentSource: ({ params }) => store.catalog.text('document', params.document),
    dropDocument: async ({ params }) => {
      await workflows.dropDocument(params.document);
      return { dropped: params.document };
    },
  };
};
