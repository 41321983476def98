import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Job } from '../../server/api.ts';
import { build, type Options } from '../../server/app.ts';
import { createJobs, type Jobs } from '../../server/jobs/index.ts';
import { openStore } from '../../server/store/index.ts';
import type { Store } from '../../server/store/store.ts';

/** A real service on a data folder of its own: real store, real threads, no port. */
export interface Service {
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly jobs: Jobs;
  readonly folder: string;
  readonly close: () => Promise<void>;
}

export const service = async (options: Partial<Options> & { readonly heapMb?: number } = {}): Promise<Service> => {
  const folder = await mkdtemp(join(tmpdir(), 'desire-path-test-'));
  const store = await openStore({ dataDir: folder });
  const jobs = await createJobs({ store, threads: 2, heapMb: options.heapMb });
  const app = build({ store, jobs, ...options });
  return {
    app,
    store,
    jobs,
    folder,
    close: async () => {
      await app.close();
      await jobs.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a reply is what the test says it is
  readonly json: any;
  readonly bytes: Buffer;
}

/** Asks the service; an object as body goes as JSON, anything else as bytes. */
export const ask = async (
  app: FastifyInstance,
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT',
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> => {
  const raw = typeof body === 'string' || Buffer.isBuffer(body);
  const reply = await app.inject({
    method,
    url,
    headers: raw ? { 'content-type': 'application/octet-stream', ...headers } : headers,
    ...(body === undefined ? {} : { payload: body as string | object }),
  });
  const type = String(reply.headers['content-type'] ?? '');
  return {
    status: reply.statusCode,
    type,
    headers: reply.headers,
    text: reply.body,
    json: type.includes('json') ? JSON.parse(reply.body) : undefined,
    bytes: reply.rawPayload,
  };
};

/** Waits until a job has ended. */
export const ended = async (app: FastifyInstance, job: Job): Promise<Job> => {
  const { text } = await ask(app, 'GET', `/api/jobs/${job.id}/events`);
  const events = text.split('\n\n').filter((event) => event.startsWith('data: '));
  return JSON.parse(events[events.length - 1].slice('data: '.length)) as Job;
};

/** Uploads a file and answers the job that read it, ended. */
export const upload = async (app: FastifyInstance, name: string, content: string | Buffer): Promise<Job> => {
  const reply = await ask(app, 'POST', `/api/uploads?name=${encodeURIComponent(name)}`, content);
  if (reply.status !== 200) throw new Error(`${reply.status}: ${reply.text}`);
  return ended(app, reply.json);
};

/** Uploads and imports a log under its proposed mapping; answers its id. */
export const importLog = async (
  app: FastifyInstance,
  name: string,
  content: string | Buffer,
  workflow: string | null = null,
): Promise<string> => {
  const staged = await upload(app, name, content);
  const { json: it } = await ask(app, 'GET', `/api/uploads/${staged.result}`);
  const { json: job } = await ask(app, 'POST', '/api/logs', { upload: staged.result, name, workflow, mapping: it.proposal.mapping });
  const last = await ended(app, job);
  if (last.result === null) throw new Error(JSON.stringify(last));
  return last.result;
};

/** Three cases; a b c twice (1 h, then 2 h), a c once (30 min). Written by hand. */
export const CSV = `Case ID,Activity,Complete Timestamp,Resource
1,a,2026-01-05 08:00:00,Ann
1,b,2026-01-05 09:00:00,Bob
1,c,2026-01-05 11:00:00,Ann
2,a,2026-01-06 08:00:00,Ann
2,b,2026-01-06 09:00:00,Bob
2,c,2026-01-06 11:00:00,Ann
3,a,2026-02-07 08:00:00,Cleo
3,c,2026-02-07 08:30:00,Cleo
`;

/** a, then b, then c. */
export const BPMN = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:test">
  <process id="p" isExecutable="false">
    <startEvent id="s"/>
    <task id="ta" name="a"/><task id="tb" name="b"/><task id="tc" name="c"/>
    <endEvent id="e"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="ta"/>
    <sequenceFlow id="f2" sourceRef="ta" targetRef="tb"/>
    <sequenceFlow id="f3" sourceRef="tb" targetRef="tc"/>
    <sequenceFlow id="f4" sourceRef="tc" targetRef="e"/>
  </process>
</definitions>
`;
