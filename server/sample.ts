import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { addDocument } from './documents.ts';
import { finish, type Jobs } from './jobs/index.ts';
import type { Store } from './store/store.ts';
import type { Uploads } from './uploads.ts';
import { compareLog } from './work/compare-log.ts';
import { importUpload } from './work/import-upload.ts';
import { readUpload } from './work/read-upload.ts';
import type { Workflows } from './workflows.ts';

const LOG = fileURLToPath(new URL('../fixtures/sample/purchase-to-pay.csv.gz', import.meta.url));
const DOCUMENT = fileURLToPath(new URL('../fixtures/sample/purchase-to-pay.bpmn', import.meta.url));
const NAME = 'Purchase to pay';

export interface SampleGround {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly uploads: Uploads;
  readonly workflows: Workflows;
}

/** Makes the sample workflow, by the very steps a user would take: upload, proposed mapping, import, document, comparison. */
export const loadSample = async (ground: SampleGround): Promise<void> => {
  const { jobs, uploads, workflows } = ground;
  const upload = await finish(jobs, await jobs.start(readUpload(uploads, await uploads.copy(LOG))));
  const { id: workflow } = await workflows.create(NAME, 'Finance operations');
  const { mapping } = (await uploads.get(upload)).proposal;
  const log = await finish(jobs, await jobs.start(importUpload({ uploads, workflows, upload, mapping, name: NAME, workflow })));
  const { id: document } = await addDocument(ground, { bytes: await readFile(DOCUMENT), name: 'purchase-to-pay.bpmn', workflow });
  await finish(jobs, await jobs.start(await compareLog(ground.store, { log, document, filter: [] })));
};
