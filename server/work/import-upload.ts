import { Fault } from '../../analysis/fault.ts';
import type { Mapping } from '../../analysis/schema/index.ts';
import type { Work } from '../jobs/index.ts';
import type { Uploads } from '../uploads.ts';
import type { Workflows } from '../workflows.ts';

export interface Import {
  readonly uploads: Uploads;
  readonly workflows: Workflows;
  readonly upload: string;
  readonly mapping: Mapping;
  readonly name: string;
  readonly workflow: string | null;
}

const unlessGone = (error: unknown): void => {
  if (!(error instanceof Fault && error.code === 'not-found')) throw error;
};

/** Makes a log out of an upload, and the current log of its workflow. Its result is the log's id. The upload stays until that has worked. */
export const importUpload = ({ uploads, workflows, upload, mapping, name, workflow }: Import): Work => ({
  kind: 'import',
  title: `Import ${name}`,
  key: JSON.stringify(['import', upload, mapping, name, workflow]),
  run: async ({ store, signal, progress }) => {
    const { id } = await uploads.using(upload, async () =>
      store.ingest(await uploads.get(upload), { mapping, name, workflow, signal, progress }),
    );
    try {
      if (workflow) await workflows.change(workflow, { log: id });
    } catch (error) {
      // The workflow was removed meanwhile, and perhaps the log with it: nobody would ever find what is left.
      await store.dropLog(id).catch(unlessGone);
      throw error;
    }
    await uploads.drop(upload);
    return id;
  },
});
