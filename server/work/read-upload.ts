import type { Work } from '../jobs/index.ts';
import type { Received, Uploads } from '../uploads.ts';

/** Reads a received file as far as a mapping needs. Its result is the upload's id; a file that cannot be read is gone again. */
export const readUpload = (uploads: Uploads, received: Received): Work => ({
  kind: 'stage',
  title: `Read ${received.name}`,
  run: async ({ threads, signal, progress }) => {
    try {
      progress(null, 'Reading the file');
      const { id, name, path, folder } = received;
      const staged = await threads.run(
        'stage',
        { path, name, folder },
        { signal, tick: (done, total) => progress(done / total, 'Reading the file') },
      );
      await uploads.keep(received, staged);
      return id;
    } catch (error) {
      await uploads.drop(received.id);
      throw error;
    }
  },
});
