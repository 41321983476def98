import type { Mapping } from '../../analysis/schema/index.ts';
import type { Staged } from '../../connectors/connector.ts';
import type { Work } from '../jobs/index.ts';
import type { Uploads } from '../uploads.ts';
import type { Workflows } from '../workflows.ts';

export interface Import {
  readonly uploads: Uploads;
  readonly workflows: Workflows;
  readonly upload: string;
  readonly staged: Staged;
  readonly mapping: Mapping;
  readonly name: string;
  readonly workflow: string | null;
}

/** Makes a log out of an upload, and the current log of its workflow. Its result is the log's id. The upload stays until that has worked. */
export const importUpload = ({ uploads, workflows, upload, staged, mapping, name, workflow }: Import): Work => ({
  kind: 'import',
  title: `Import ${name}`,
  key: JSON.stringify(['import', upload, mapping, name, workflow]),
  run: async ({ store, signal, progress }) => {
    const { id } = await uploads.using(upload, () => store.ingest(staged, { mapping, name, workflow, signal, progress }));
    try {
      if (workflow) await workflows.change(workflow, () => ({ log: id }));
    } catch (error) {
      // The workflow was removed meanwhile: nobody would ever find the log.
      await store.dropLog(id);
      throw error;
    }
    await uploads.drop(upload);
    return id;
  },
});
