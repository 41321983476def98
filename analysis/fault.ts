/** Every way in which a request can fail by design. `server/errors.ts` gives each its HTTP status. */
export type FaultCode =
  | 'not-found'
  | 'bad-request'
  | 'bad-file'
  | 'bad-mapping'
  | 'bad-model'
  | 'bad-filter'
  | 'nothing-left'
  | 'too-large'
  | 'conflict'
  | 'refused'
  | 'cancelled'
  | 'interrupted'
  | 'overrun';

/** Where in the user's own material a problem sits. Rows count as a spreadsheet shows them: the header of a CSV is row 1. */
export interface Place {
  readonly row?: number;
  readonly column?: string;
  readonly line?: number;
  readonly element?: string;
}

/** One thing wrong with what the user gave: what, where, how often, and what to do. */
export interface Problem {
  readonly message: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly place?: Place;
  /** How many rows, events or elements it touches; 1 if absent. */
  readonly count?: number;
  /** The first few rows it touches. */
  readonly rows?: readonly number[];
  readonly hint?: string;
}

/** The one error class of all layers: only its message and problems ever reach a user. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly problems: readonly Problem[];

  constructor(code: FaultCode, message: string, options: { problems?: readonly Problem[]; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'Fault';
    this.code = code;
    this.problems = options.problems ?? [];
  }
}
