import type { z } from 'zod';
import type { Condition, Filter, Made } from '../analysis/schema/index.ts';
import { type Api, api, type Column, type Job, type ProblemReply } from '../server/api.ts';

/** The typed client of server/api.ts: a name there is a call here, nothing is written twice. */

type Name = keyof Api;
type Field<K extends string, T> = object extends T ? { readonly [P in K]?: T } : { readonly [P in K]: T };
type Given<E, K extends string> = E extends Record<K, infer T> ? (T extends z.ZodType ? Field<K, z.input<T>> : unknown) : unknown;
type Body<E> = E extends { body: infer B } ? (B extends z.ZodType ? { body: z.input<B> } : { body: Blob | string }) : unknown;
type Input<N extends Name> = Given<Api[N], 'params'> & Given<Api[N], 'query'> & Body<Api[N]>;
type Reply<N extends Name> = Api[N]['reply'] extends z.ZodType ? z.output<Api[N]['reply']> : string;
type Problems = ProblemReply['problems'];

/** A request that failed, in the server's own words. `code` is 'offline' when nothing answered. */
export class Failure extends Error {
  readonly code: string;
  readonly status: number;
  readonly problems: Problems;

  constructor(message: string, options: { code: string; status: number; problems?: Problems; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'Failure';
    this.code = options.code;
    this.status = options.status;
    this.problems = options.problems ?? [];
  }
}

/** Any thrown thing as a `Failure`. */
export const failureOf = (error: unknown): Failure =>
  error instanceof Failure
    ? error
    : new Failure(error instanceof Error ? error.message : String(error), { code: 'internal', status: 0, cause: error });

/** The address of an endpoint with its parameters filled in. */
export const address = (
  name: Name,
  input: { readonly params?: Record<string, unknown>; readonly query?: Record<string, unknown> } = {},
): string => {
  const path = api[name].path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(input.params?.[key])));
  const query = new URLSearchParams(
    Object.entries(input.query ?? {}).flatMap(([key, value]) => (value === undefined || value === null ? [] : [[key, String(value)]])),
  ).toString();
  return query === '' ? path : `${path}?${query}`;
};

const failureFrom = (status: number, text: string): Failure => {
  try {
    const reply = JSON.parse(text) as Partial<ProblemReply>;
    return new Failure(reply.detail ?? reply.title ?? text, { code: reply.code ?? 'internal', status, problems: reply.problems });
  } catch {
    return new Failure(`The server answered ${status}, and nothing that can be read.`, { code: 'internal', status });
  }
};

const request = async (url: string, init: RequestInit): Promise<Response> => {
  const reply = await fetch(url, init).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Failure('The server does not answer. Check that it is still running, then try again.', { code: 'offline', status: 0, cause });
  });
  if (!reply.ok) throw failureFrom(reply.status, await reply.text());
  return reply;
};

/** Calls an endpoint. Throws a `Failure` with every problem the server named. */
export const call = async <N extends Name>(
  name: N,
  ...[input]: object extends Input<N> ? [(Input<N> & { signal?: AbortSignal })?] : [Input<N> & { signal?: AbortSignal }]
): Promise<Reply<N>> => {
  const given = (input ?? {}) as {
    params?: Record<string, unknown>;
    query?: Record<string, unknown>;
    body?: unknown;
    signal?: AbortSignal;
  };
  const stream = 'body' in api[name] && (api[name] as { body: unknown }).body === 'stream';
  const reply = await request(address(name, given), {
    method: api[name].method,
    signal: given.signal ?? null,
    ...(given.body === undefined
      ? {}
      : stream
        ? { body: given.body as Blob | string, headers: { 'content-type': 'application/octet-stream' } }
        : { body: JSON.stringify(given.body), headers: { 'content-type': 'application/json' } }),
  });
  const isText = (api[name].reply as unknown) === 'text';
  return (isText ? await reply.text() : await reply.json()) as Reply<N>;
};

export type Row = Readonly<Record<string, unknown>>;

/** A table that a question answered. `made` is null when it came as Arrow. */
export interface Answer {
  readonly made: Made | null;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

export interface Asking {
  readonly params?: unknown;
  readonly filter?: Filter;
  readonly signal?: AbortSignal;
}

const askRequest = (log: string, question: string, asking: Asking, accept: string): Promise<Response> =>
  request(address('ask', { params: { log, question } }), {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ params: asking.params ?? {}, filter: asking.filter ?? [] }),
    signal: asking.signal ?? null,
  });

/** Asks a log a question, as JSON: right for up to some thousand rows. */
export const ask = async (log: string, question: string, asking: Asking = {}): Promise<Answer> =>
  (await askRequest(log, question, asking, 'application/json')).json() as Promise<Answer>;

/** The same as an Arrow table, for answers of any size: columns are typed arrays, nothing is parsed. */
export const askArrow = async (log: string, question: string, asking: Asking = {}) => {
  const [reply, { tableFromIPC }] = await Promise.all([
    askRequest(log, question, asking, 'application/vnd.apache.arrow.stream'),
    import('apache-arrow'),
  ]);
  return tableFromIPC(new Uint8Array(await reply.arrayBuffer()));
};

/** The whole answer as CSV, for taking away. */
export const askCsv = async (log: string, question: string, asking: Asking = {}): Promise<Blob> =>
  (await askRequest(log, question, asking, 'text/csv')).blob();

/** Sends a file with progress (0–1), and answers with the job that reads it. */
export const sendFile = (file: File, options: { signal?: AbortSignal; progress?: (share: number) => void } = {}): Promise<Job> =>
  new Promise((done, failed) => {
    const sending = new XMLHttpRequest();
    sending.open('POST', address('upload', { query: { name: file.name } }));
    sending.setRequestHeader('content-type', 'application/octet-stream');
    sending.upload.addEventListener('progress', ({ loaded, total }) => options.progress?.(total > 0 ? loaded / total : 0));
    sending.addEventListener('load', () =>
      sending.status < 400 ? done(JSON.parse(sending.responseText) as Job) : failed(failureFrom(sending.status, sending.responseText)),
    );
    sending.addEventListener('error', () =>
      failed(
        new Failure(`Sending ${file.name} was cut off. Check that the server is running, then try again.`, { code: 'offline', status: 0 }),
      ),
    );
    sending.addEventListener('abort', () => failed(new DOMException('cancelled', 'AbortError')));
    options.signal?.addEventListener('abort', () => sending.abort());
    sending.send(file);
  });

const ended = new Set<Job['state']>(['done', 'failed', 'cancelled', 'interrupted']);

/** Follows a job to its end and answers with its result's id. Aborting cancels the job. A job that fails throws a `Failure`. */
export const follow = async (
  first: Job,
  options: { readonly signal?: AbortSignal; readonly progress?: (job: Job) => void } = {},
): Promise<string> => {
  options.progress?.(first);
  const last = ended.has(first.state) ? first : await watch(first, options);
  if (last.state === 'done' && last.result !== null) return last.result;
  if (last.state === 'cancelled') throw new DOMException('cancelled', 'AbortError');
  throw new Failure(last.error?.message ?? 'This work was cut off before it ended. Start it again.', {
    code: last.error?.code ?? last.state,
    status: 0,
    problems: last.error?.problems ?? [],
  });
};

const watch = (first: Job, options: { readonly signal?: AbortSignal; readonly progress?: (job: Job) => void }): Promise<Job> =>
  new Promise((done, failed) => {
    const params = { job: first.id };
    const events = new EventSource(address('watchJob', { params }));
    const cancel = () => {
      events.close();
      call('cancelJob', { params }).then(done, failed);
    };
    const settle = (job: Job) => {
      events.close();
      options.signal?.removeEventListener('abort', cancel);
      done(job);
    };
    const hear = (job: Job) => {
      options.progress?.(job);
      if (ended.has(job.state)) settle(job);
    };
    events.addEventListener('message', ({ data }) => hear(JSON.parse(data) as Job));
    // The stream closes when the job ends, and may be cut by a proxy: the job itself is the truth. EventSource reconnects by itself.
    events.addEventListener('error', () => {
      call('job', { params }).then(hear, (cause) => {
        events.close();
        failed(cause);
      });
    });
    if (options.signal?.aborted) cancel();
    else options.signal?.addEventListener('abort', cancel);
  });

export type { Column, Condition, Filter, Job };
