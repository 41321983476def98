import { z } from 'zod';
import { algorithms } from '../../analysis/discovery/index.ts';
import { openapi } from '../openapi.ts';
import { questionInfos } from '../store/index.ts';
import { version } from '../version.ts';
import type { Handlers } from './route.ts';

/** What the service is and what it can do. */
export const service = (): Pick<Handlers, 'health' | 'openapi' | 'questions' | 'algorithms'> => ({
  health: () => ({ ok: true, version }),
  openapi: () => openapi(version),
  questions: () => questionInfos,
  algorithms: () =>
    algorithms.map(({ id, title, summary, source, params }) => ({
      id,
      title,
      summary,
      source,
      params: z.toJSONSchema(params, { io: 'input' }),
    })),
});
