import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Fault } from '../analysis/fault.ts';
import { api, type Endpoint } from './api.ts';
import { problemOf } from './errors.ts';
import { assertOwn, HEADERS } from './guard.ts';
import type { Jobs } from './jobs/index.ts';
import { type Handler, handlers } from './routes/index.ts';
import { parse, send } from './routes/route.ts';
import type { Store } from './store/store.ts';
import { createUploads, MAX_UPLOAD_BYTES } from './uploads.ts';
import { createWorkflows } from './workflows.ts';

export interface Options {
  readonly store: Store;
  readonly jobs: Jobs;
  /** The folder of the built web pages. Absent: the interface for programs alone. */
  readonly web?: string;
  /** Default: 20 GiB. */
  readonly maxUploadBytes?: number;
  /** Where errors that are ours are told. Default: standard error. */
  readonly report?: (message: string, error: unknown) => void;
}

const MAX_JSON_BYTES = 4 * 2 ** 20;
/** The address of a view holds its filter, which may name thousands of variants; Node's default of 16 KiB would refuse to reload it. */
const MAX_ADDRESS_BYTES = 2 ** 20;

/** The service without a port: every endpoint of the contract, and the web pages. Nothing happens until it is asked. */
export const build = (options: Options): FastifyInstance => {
  const { store, jobs } = options;
  const maxUploadBytes = options.maxUploadBytes ?? MAX_UPLOAD_BYTES;
  const report = options.report ?? ((message, error) => console.error(message, error));
  const app = fastify({
    http: { maxHeaderSize: MAX_ADDRESS_BYTES },
    bodyLimit: MAX_JSON_BYTES,
    genReqId: () => randomUUID(),
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
  });

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    assertOwn(request.headers, request.method);
  });
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error, request.id);
    if (problem.status === 500) report(`${request.method} ${request.url} (request ${request.id}) failed:`, error);
    if (reply.raw.headersSent) return void reply.raw.destroy();
    return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  });

  const implemented = handlers({
    store,
    jobs,
    uploads: createUploads(store.dataDir, maxUploadBytes),
    workflows: createWorkflows(store),
  });
  const serve = (to: FastifyInstance, endpoint: Endpoint, handle: Handler): void => {
    to.route({
      method: endpoint.method,
      url: endpoint.path,
      handler: async (request, reply) => {
        const signal = abortedWith(request, reply);
        const result = await handle({ ...parse(endpoint, request), signal });
        return send(endpoint, result, request, reply);
      },
    });
  };
  const each = (streams: boolean, to: FastifyInstance): void => {
    for (const id of Object.keys(api) as (keyof typeof api)[]) {
      const endpoint: Endpoint = api[id];
      if ((endpoint.body === 'stream') === streams) serve(to, endpoint, implemented[id] as Handler);
    }
  };
  each(false, app);
  app.register(async (scope) => {
    // Whatever a file claims to be, it is bytes, and nobody gathers them in memory.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    each(true, scope);
  });

  const index = options.web !== undefined && existsSync(join(options.web, 'index.html'));
  if (options.web !== undefined && index)
    app.register(fastifyStatic, {
      root: options.web,
      wildcard: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        // vite writes a hash of the content into the names below assets/: they never change.
        reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  app.setNotFoundHandler((request, reply) => {
    const page = request.method === 'GET' && !request.url.startsWith('/api') && /text\/html|\*\/\*/.test(request.headers.accept ?? '*/*');
    if (page && index && !/\.\w+$/.test(request.url.split('?')[0])) return reply.sendFile('index.html');
    throw new Fault('not-found', `There is nothing at ${request.method} ${request.url}.`);
  });
  return app;
};

/** Aborted when whoever asked has gone before the answer was complete. */
const abortedWith = (request: FastifyRequest, reply: FastifyReply): AbortSignal => {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new Fault('cancelled', `${request.method} ${request.url} was given up.`));
  });
  return controller.signal;
};
