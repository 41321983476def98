import { preview } from '../../connectors/index.ts';
import { readUpload } from '../work/read-upload.ts';
import type { Ground, Handlers } from './route.ts';

/** Files between their upload and their import. */
export const uploads = ({ jobs, uploads }: Ground): Pick<Handlers, 'upload' | 'uploaded' | 'preview' | 'dropUpload'> => ({
  upload: async ({ query, body }) => jobs.start(readUpload(uploads, await uploads.receive(body, query.name))),
  uploaded: async ({ params }) => {
    // How we read it, and where it lies, is ours alone.
    const { scan: _scan, ...shown } = await uploads.get(params.upload);
    return { id: params.upload, ...shown };
  },
  preview: async ({ params, body }) => preview(await uploads.get(params.upload), body.mapping),
  dropUpload: async ({ params }) => {
    await uploads.drop(params.upload);
    return { dropped: params.upload };
  },
});
