import type { FastifyError } from 'fastify';
import { Fault, type FaultCode } from '../analysis/fault.ts';
import type { Job, ProblemReply } from './api.ts';

/** The HTTP status of every fault. A new code that is forgotten here does not compile. */
export const statusOf: Readonly<Record<FaultCode, number>> = {
  'not-found': 404,
  'bad-request': 400,
  'bad-file': 422,
  'bad-mapping': 422,
  'bad-model': 422,
  'bad-filter': 422,
  'nothing-left': 422,
  'too-large': 413,
  conflict: 409,
  refused: 403,
  cancelled: 409,
  interrupted: 503,
  overrun: 503,
};

const titles: Readonly<Record<FaultCode, string>> = {
  'not-found': 'There is no such thing',
  'bad-request': 'The request is not understood',
  'bad-file': 'The file cannot be read',
  'bad-mapping': 'The columns cannot be read as an event log',
  'bad-model': 'The document cannot be read as a model',
  'bad-filter': 'The filter does not fit this log',
  'nothing-left': 'Nothing is left',
  'too-large': 'Too large',
  conflict: 'It is in use',
  refused: 'Refused',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted',
  overrun: 'It needed more memory than it may have',
};

const isFastify = (error: unknown): error is FastifyError =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('FST_') && 'statusCode' in error;

/** Any error as RFC 9457 problem details. Only a `Fault`, and what Fastify says of a malformed request, show their own words; the rest is "internal". */
export const problemOf = (error: unknown, requestId: string): ProblemReply => {
  if (error instanceof Fault)
    return {
      type: 'about:blank',
      title: titles[error.code],
      status: statusOf[error.code],
      detail: error.message,
      code: error.code,
      requestId,
      problems: [...error.problems],
    };
  if (isFastify(error) && error.statusCode !== undefined && error.statusCode < 500)
    return {
      type: 'about:blank',
      title: titles['bad-request'],
      status: error.statusCode,
      detail: error.message,
      code: error.statusCode === 413 ? 'too-large' : 'bad-request',
      requestId,
      problems: [],
    };
  return {
    type: 'about:blank',
    title: 'Internal error',
    status: 500,
    detail: `Something went wrong on our side. The server's log has the cause under request ${requestId}.`,
    code: 'internal',
    requestId,
    problems: [],
  };
};

export const isFaultCode = (code: string): code is FaultCode => Object.hasOwn(statusOf, code);

/** What a job that failed keeps of its error. */
export const jobError = (error: unknown, id: string): NonNullable<Job['error']> => {
  const { code, detail, problems } = problemOf(error, id);
  return { code, message: detail, problems };
};
