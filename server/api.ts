import { z } from 'zod';
import {
  activityClass,
  comparison,
  documentInfo,
  filter,
  logInfo,
  made,
  mapping,
  problem,
  quality,
  soundness,
  workflow,
} from '../analysis/schema/index.ts';

/** Work that takes time. `result` is what it made: a staged upload, a log, a report, by id. */
export const job = z.object({
  id: z.string(),
  kind: z.enum(['stage', 'import', 'compare', 'discover']),
  title: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted']),
  /** 0–1; null when it cannot be known. */
  share: z.number().nullable(),
  step: z.string(),
  created: z.string(),
  ended: z.string().nullable(),
  result: z.string().nullable(),
  error: z
    .object({
      code: z.string(),
      message: z.string(),
      problems: z.array(problem),
    })
    .nullable(),
});
export type Job = z.output<typeof job>;

export const proposal = z.object({
  mapping,
  roles: z.array(
    z.object({
      role: z.string(),
      column: z.string().nullable(),
      score: z.number(),
      reason: z.string(),
    }),
  ),
  questions: z.array(z.string()),
});

/** A file that was uploaded and read as far as a mapping needs. */
export const upload = z.object({
  id: z.string(),
  name: z.string(),
  format: z.string(),
  columns: z.array(z.string()),
  firstRow: z.number(),
  records: z.number().nullable(),
  sample: z.array(z.array(z.string().nullable())),
  problems: z.array(problem),
  proposal,
});
export type Upload = z.output<typeof upload>;

export const column = z.object({
  name: z.string(),
  title: z.string(),
  unit: z.string().nullable(),
  type: z.enum(['text', 'number', 'boolean', 'time', 'list']),
});
export type Column = z.output<typeof column>;

/** A few cases as a mapping would make them, to look at before importing. */
export const preview = z.object({
  cases: z.array(
    z.object({
      id: z.string(),
      events: z.array(
        z.object({
          activity: z.string(),
          start: z.string().nullable(),
          end: z.string().nullable(),
          resource: z.string().nullable(),
          team: z.string().nullable(),
          row: z.number(),
        }),
      ),
    }),
  ),
  problems: z.array(problem),
});
export type Preview = z.output<typeof preview>;

export const questionInfo = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  columns: z.array(column),
  params: z.unknown(),
});
export type QuestionInfo = z.output<typeof questionInfo>;

export const algorithmInfo = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  source: z.string(),
  params: z.unknown(),
});

/** A discovered model: the same net in the forms that people take away. */
export const discovery = z.object({
  made,
  algorithm: z.string(),
  tree: z.unknown().nullable(),
  bpmn: z.string().nullable(),
  pnml: z.string(),
  soundness,
});
export type Discovery = z.output<typeof discovery>;

/** The reply of every failed request: RFC 9457 problem details. */
export const problemReply = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string(),
  problems: z.array(problem),
});
export type ProblemReply = z.output<typeof problemReply>;

const id = z.string().min(1);
const ask = z.strictObject({ params: z.unknown().optional(), filter });

/**
 * `body: 'stream'` takes any bytes; `reply: 'table'` answers Arrow, JSON (`{ made, columns, rows }`) or CSV by `Accept`;
 * `reply: 'text'` plain text; `reply: 'events'` a stream of server-sent events, each a job.
 */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType | 'stream';
  readonly reply: z.ZodType | 'table' | 'text' | 'events';
}

const endpoints = <const E extends Readonly<Record<string, Endpoint>>>(it: E): E => it;

/** The one contract between server, web and command line. */
export const api = endpoints({
  health: {
    method: 'GET',
    path: '/api/health',
    summary: 'Whether the service is up.',
    reply: z.object({ ok: z.boolean(), version: z.string() }),
  },
  openapi: {
    method: 'GET',
    path: '/api/openapi.json',
    summary: 'This contract as OpenAPI 3.1.',
    reply: z.unknown(),
  },

  workflows: {
    method: 'GET',
    path: '/api/workflows',
    summary: 'All workflows.',
    reply: z.array(workflow),
  },
  createWorkflow: {
    method: 'POST',
    path: '/api/workflows',
    summary: 'A new workflow.',
    body: z.strictObject({
      name: z.string().min(1).max(200),
      owner: z.string().max(200).nullable().default(null),
    }),
    reply: workflow,
  },
  workflow: {
    method: 'GET',
    path: '/api/workflows/:workflow',
    summary: 'One workflow.',
    params: z.object({ workflow: id }),
    reply: workflow,
  },
  changeWorkflow: {
    method: 'PATCH',
    path: '/api/workflows/:workflow',
    summary: 'Rename it, give it an owner, choose its current log and document, correct what activities are for.',
    params: z.object({ workflow: id }),
    body: z
      .strictObject({
        name: z.string().min(1).max(200),
        owner: z.string().max(200).nullable(),
        log: id.nullable(),
        document: id.nullable(),
        classes: z.record(z.string(), activityClass),
      })
      .partial(),
    reply: workflow,
  },
  dropWorkflow: {
    method: 'DELETE',
    path: '/api/workflows/:workflow',
    summary: 'Removes a workflow with its logs, documents and reports.',
    params: z.object({ workflow: id }),
    reply: z.object({ dropped: id }),
  },

  upload: {
    method: 'POST',
    path: '/api/uploads',
    summary: 'Takes a file as the request body and reads it as far as a mapping needs. The job’s result is the upload’s id.',
    query: z.object({ name: z.string().min(1).max(255) }),
    body: 'stream',
    reply: job,
  },
  uploaded: {
    method: 'GET',
    path: '/api/uploads/:upload',
    summary: 'What an uploaded file holds, with a proposed mapping.',
    params: z.object({ upload: id }),
    reply: upload,
  },
  preview: {
    method: 'POST',
    path: '/api/uploads/:upload/preview',
    summary: 'Three cases as a mapping would make them.',
    params: z.object({ upload: id }),
    body: z.strictObject({ mapping }),
    reply: preview,
  },
  dropUpload: {
    method: 'DELETE',
    path: '/api/uploads/:upload',
    summary: 'Forgets an uploaded file.',
    params: z.object({ upload: id }),
    reply: z.object({ dropped: id }),
  },

  logs: {
    method: 'GET',
    path: '/api/logs',
    summary: 'All logs.',
    query: z.object({ workflow: id.optional() }),
    reply: z.array(logInfo),
  },
  createLog: {
    method: 'POST',
    path: '/api/logs',
    summary: 'Imports an uploaded file under a mapping. The job’s result is the log’s id.',
    body: z.strictObject({
      upload: id,
      workflow: id.nullable().default(null),
      name: z.string().min(1).max(200),
      mapping,
    }),
    reply: job,
  },
  log: {
    method: 'GET',
    path: '/api/logs/:log',
    summary: 'One log.',
    params: z.object({ log: id }),
    reply: logInfo,
  },
  quality: {
    method: 'GET',
    path: '/api/logs/:log/quality',
    summary: 'What its import found, kept and left out.',
    params: z.object({ log: id }),
    reply: quality,
  },
  dropLog: {
    method: 'DELETE',
    path: '/api/logs/:log',
    summary: 'Removes a log.',
    params: z.object({ log: id }),
    reply: z.object({ dropped: id }),
  },

  questions: {
    method: 'GET',
    path: '/api/questions',
    summary: 'Every question that can be asked, with its columns and units.',
    reply: z.array(questionInfo),
  },
  ask: {
    method: 'POST',
    path: '/api/logs/:log/ask/:question',
    summary: 'Asks a log a question, filtered or not.',
    params: z.object({ log: id, question: id }),
    body: ask,
    reply: 'table',
  },

  algorithms: {
    method: 'GET',
    path: '/api/algorithms',
    summary: 'Every discovery algorithm.',
    reply: z.array(algorithmInfo),
  },
  discover: {
    method: 'POST',
    path: '/api/logs/:log/discover/:algorithm',
    summary: 'Discovers a model. The job’s result is a report’s id.',
    params: z.object({ log: id, algorithm: id }),
    body: ask,
    reply: job,
  },

  documents: {
    method: 'GET',
    path: '/api/documents',
    summary: 'All documented workflows.',
    query: z.object({ workflow: id.optional() }),
    reply: z.array(documentInfo),
  },
  createDocument: {
    method: 'POST',
    path: '/api/documents',
    summary: 'Takes a BPMN or PNML file as the request body.',
    query: z.object({
      name: z.string().min(1).max(255),
      workflow: id.optional(),
    }),
    body: 'stream',
    reply: documentInfo,
  },
  document: {
    method: 'GET',
    path: '/api/documents/:document',
    summary: 'What a document says, and what was not understood.',
    params: z.object({ document: id }),
    reply: documentInfo,
  },
  documentSource: {
    method: 'GET',
    path: '/api/documents/:document/source',
    summary: 'The document as it was given.',
    params: z.object({ document: id }),
    reply: 'text',
  },
  dropDocument: {
    method: 'DELETE',
    path: '/api/documents/:document',
    summary: 'Removes a document.',
    params: z.object({ document: id }),
    reply: z.object({ dropped: id }),
  },

  compare: {
    method: 'POST',
    path: '/api/logs/:log/compare',
    summary: 'Compares a log with a document. The job’s result is a report’s id.',
    params: z.object({ log: id }),
    body: z.strictObject({ document: id, filter }),
    reply: job,
  },
  comparisons: {
    method: 'GET',
    path: '/api/comparisons',
    summary: 'Comparisons that have been made, in brief.',
    query: z.object({ log: id.optional() }),
    reply: z.array(
      comparison.pick({ made: true, cases: true, fitness: true, conformingCases: true, exceptionRate: true }).extend({ report: id }),
    ),
  },
  comparison: {
    method: 'GET',
    path: '/api/comparisons/:report',
    summary: 'A comparison, with the alignment of every variant where asked.',
    params: z.object({ report: id }),
    query: z.object({ variants: z.stringbool().default(false) }),
    reply: comparison,
  },
  discovery: {
    method: 'GET',
    path: '/api/discoveries/:report',
    summary: 'A discovered model.',
    params: z.object({ report: id }),
    reply: discovery,
  },

  jobs: {
    method: 'GET',
    path: '/api/jobs',
    summary: 'Work under way and lately ended.',
    reply: z.array(job),
  },
  job: {
    method: 'GET',
    path: '/api/jobs/:job',
    summary: 'One job.',
    params: z.object({ job: id }),
    reply: job,
  },
  watchJob: {
    method: 'GET',
    path: '/api/jobs/:job/events',
    summary: 'A job’s progress as server-sent events, until it ends.',
    params: z.object({ job: id }),
    reply: 'events',
  },
  cancelJob: {
    method: 'DELETE',
    path: '/api/jobs/:job',
    summary: 'Cancels a job; what it had begun is undone.',
    params: z.object({ job: id }),
    reply: job,
  },
});
export type Api = typeof api;
