import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Fault, type Problem } from '../../analysis/fault.ts';
import type { Api, Endpoint, Job } from '../api.ts';
import type { Jobs } from '../jobs/index.ts';
import type { Answer, Store } from '../store/store.ts';
import type { Uploads } from '../uploads.ts';
import type { Workflows } from '../workflows.ts';
import { csv } from './csv.ts';
import { eventStream } from './events.ts';

/** What the routes stand on. */
export interface Ground {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly uploads: Uploads;
  readonly workflows: Workflows;
}

/** A table in the forms that can be asked for; only the one asked for is made. */
export interface Table {
  readonly name: string;
  readonly answer: () => Promise<Answer>;
  readonly arrow: () => Promise<Uint8Array>;
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
type Body<S> = S extends 'stream' ? Readable : Parsed<S>;
type Of<E, K extends string> = E extends Readonly<Record<K, infer S>> ? S : undefined;

export interface Asked<E extends Endpoint> {
  readonly params: Parsed<Of<E, 'params'>>;
  readonly query: Parsed<Of<E, 'query'>>;
  readonly body: Body<Of<E, 'body'>>;
  /** Aborted when whoever asked has gone. */
  readonly signal: AbortSignal;
}

type Given<T> = T extends readonly (infer U)[] ? readonly Given<U>[] : T extends object ? { readonly [K in keyof T]: Given<T[K]> } : T;

export type Replied<E extends Endpoint> = E['reply'] extends 'table'
  ? Table
  : E['reply'] extends 'text'
    ? string
    : E['reply'] extends 'events'
      ? AsyncIterable<Job>
      : E['reply'] extends z.ZodType
        ? Given<z.input<E['reply']>>
        : never;

/** The whole contract as one object: a forgotten endpoint or a wrong reply does not compile. */
export type Handlers = { readonly [K in keyof Api]: (asked: Asked<Api[K]>) => Replied<Api[K]> | Promise<Replied<Api[K]>> };

/** Any of them, once its types have done their work. */
export type Handler = (asked: { params: unknown; query: unknown; body: unknown; signal: AbortSignal }) => unknown;

const check = (schema: z.ZodType | undefined, value: unknown, where: string, problems: Problem[]): unknown => {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const element = [where, ...issue.path].join('.');
    problems.push({ severity: 'error', message: issue.message, place: { element } });
  }
  return undefined;
};

/** What was asked, checked: all that is wrong with it in one `Fault`. */
export const parse = (endpoint: Endpoint, request: FastifyRequest): { params: unknown; query: unknown; body: unknown } => {
  const problems: Problem[] = [];
  const asked = {
    params: check(endpoint.params, request.params, 'path', problems),
    query: check(endpoint.query, request.query, 'query', problems),
    body:
      endpoint.body === 'stream'
        ? ((request.body as Readable | undefined) ?? Readable.from([]))
        : check(endpoint.body, request.body === undefined ? {} : request.body, 'body', problems),
  };
  if (problems.length > 0)
    throw new Fault('bad-request', problems.map(({ place, message }) => `${place?.element}: ${message}`).join('; '), { problems });
  return asked;
};

export const ARROW = 'application/vnd.apache.arrow.stream';

/** The first form of a table that the Accept header names; JSON if it names none of them. */
const formOf = (accept: string | undefined): 'arrow' | 'csv' | 'json' => {
  for (const part of (accept ?? '').toLowerCase().split(',')) {
    const type = part.split(';')[0].trim();
    if (type === ARROW) return 'arrow';
    if (type === 'text/csv') return 'csv';
    if (type === 'application/json') return 'json';
  }
  return 'json';
};

const sendTable = async (table: Table, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
  reply.header('vary', 'accept').header('cache-control', 'no-store');
  switch (formOf(request.headers.accept)) {
    case 'arrow': {
      const { buffer, byteOffset, byteLength } = await table.arrow();
      return reply.type(ARROW).send(Buffer.from(buffer, byteOffset, byteLength));
    }
    case 'csv':
      return reply
        .type('text/csv; charset=utf-8; header=present')
        .header('content-disposition', attachment(`${table.name}.csv`))
        .send(csv(await table.answer()));
    case 'json':
      return reply.send(await table.answer());
  }
};

/** RFC 6266, with the plain name for old programs and the true one beside it. */
const attachment = (name: string): string =>
  `attachment; filename="${name.replaceAll(/[^\w .-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", '%27')}`;

/** Sends what a handler answered in the form its endpoint promises. */
export const send = (endpoint: Endpoint, result: unknown, request: FastifyRequest, reply: FastifyReply): unknown => {
  switch (endpoint.reply) {
    case 'table':
      return sendTable(result as Table, request, reply);
    case 'text':
      // Given by users and perhaps full of scripts: it is shown as text or saved, never run as a page.
      return reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store').send(result);
    case 'events':
      return reply
        .type('text/event-stream')
        .header('cache-control', 'no-store')
        .send(eventStream(result as AsyncIterable<Job>));
    default:
      return reply.header('cache-control', 'no-store').send(result);
  }
};
