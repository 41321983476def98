import { documents } from './documents.ts';
import { jobs } from './jobs.ts';
import { logs } from './logs.ts';
import type { Ground, Handlers } from './route.ts';
import { service } from './service.ts';
import { uploads } from './uploads.ts';
import { workflows } from './workflows.ts';

export type { Handler } from './route.ts';

/** Every endpoint of the contract. */
export const handlers = (ground: Ground): Handlers => ({
  ...service(),
  ...workflows(ground),
  ...uploads(ground),
  ...logs(ground),
  ...documents(ground),
  ...jobs(ground),
});
