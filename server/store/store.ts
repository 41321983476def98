import type { Filter, LogInfo, Made, Mapping } from '../../analysis/schema/index.ts';
import type { Sql } from '../../analysis/sql.ts';
import type { VariantLog } from '../../analysis/variants.ts';
import type { Staged } from '../../connectors/connector.ts';

/**
 * Tables of a log, one DuckDB file each; every question, filter and the variant extraction see them under these names.
 *
 * `event`: one row an activity instance, sorted by case_no, pos.
 *   case_no UINTEGER, pos UINTEGER (order within the case: ended, then started, then row; decided once, at ingest),
 *   activity ENUM, started TIMESTAMP (null: unknown), ended TIMESTAMP, resource ENUM or VARCHAR (null: none), team the same, row UBIGINT,
 *   next_activity, next_started, next_resource, next_team: of the instance at the next pos of the case, all null at its last;
 *   next_started is that instance's start or, where it is unknown, its end; then one column an event attribute.
 * `trace`: one row a case. case_no UINTEGER, case_id VARCHAR, variant UINTEGER,
 *   started TIMESTAMP (the earliest start or, where unknown, end), ended TIMESTAMP (the latest end),
 *   events UINTEGER (instances), source_events UINTEGER (the source's rows kept of that case: exact counts under any filter),
 *   then one column a case attribute.
 * `variant`: one row a distinct sequence, the most frequent first: variant UINTEGER (from 0), activities ENUM[], cases UINTEGER.
 *
 * Attribute columns are VARCHAR, DOUBLE, BOOLEAN or TIMESTAMP by `Attribute.type`; their names clash with none of the above.
 * Under a filter `event` and `trace` hold the kept cases only; `variant` keeps its numbers, counts the kept cases and drops what none of them follows.
 */

/** One column of an answer. */
export interface Column {
  readonly name: string;
  readonly title: string;
  readonly unit: string | null;
  readonly type: 'text' | 'number' | 'boolean' | 'time' | 'list';
}

/** Times are ISO 8601 in UTC, counts are numbers, lists are arrays. */
export type Row = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly made: Made;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** The filtered log as sequences, by ascending number, with only the activities that occur. `numbers[v]` is the variant's number in the stored log: what filters and reports name. */
export interface Variants {
  readonly log: VariantLog;
  readonly numbers: Uint32Array;
}

/** The cases of a filtered log in the order of case_no, in flat arrays: the variant's number, first and last time in epoch milliseconds. */
export interface Cases {
  readonly variant: Uint32Array;
  readonly startedMs: Float64Array;
  readonly endedMs: Float64Array;
  /** The case's own id. */
  readonly id: (i: number) => string;
}

export interface AskOptions {
  readonly params?: unknown;
  readonly filter?: Filter;
  readonly signal?: AbortSignal;
}

export interface ImportOptions {
  readonly mapping: Mapping;
  readonly name: string;
  readonly workflow: string | null;
  readonly signal?: AbortSignal;
  /** `share` is 0–1, `step` says in words what is being done. */
  readonly progress?: (share: number, step: string) => void;
}

/** The only owner of DuckDB: one per data folder. */
export interface Store {
  readonly dataDir: string;
  readonly catalog: Catalog;
  /** Makes a log out of a staged file: whole or not at all. Throws a `Fault` with every problem if nothing can be made. */
  readonly ingest: (staged: Staged, options: ImportOptions) => Promise<LogInfo>;
  readonly ask: (log: string, question: string, options?: AskOptions) => Promise<Answer>;
  /** The same as an Arrow IPC stream. */
  readonly askArrow: (log: string, question: string, options?: AskOptions) => Promise<Uint8Array>;
  /** Any SQL of ours in the scope of a log and a filter. */
  readonly query: (log: string, statement: Sql, options?: Pick<AskOptions, 'filter' | 'signal'>) => Promise<readonly Row[]>;
  readonly variants: (log: string, filter?: Filter, signal?: AbortSignal) => Promise<Variants>;
  readonly cases: (log: string, filter?: Filter, signal?: AbortSignal) => Promise<Cases>;
  /** Removes a log; what is being asked of it ends with "not-found". */
  readonly dropLog: (log: string) => Promise<void>;
  /** Interrupts what is under way and gives the data folder back. */
  readonly close: () => Promise<void>;
}

/** A small table of JSON documents by kind and id: workflows, logs, documents, reports, jobs that ended. */
export interface Catalog {
  /** Adds a value or replaces it; without `text` the text that was kept beside it stays. */
  readonly put: (kind: Kind, id: string, value: unknown, text?: string) => Promise<void>;
  /** Throws "not-found", as `text` does. */
  readonly get: <T>(kind: Kind, id: string) => Promise<T>;
  /** The text kept beside a value: the source of a document. */
  readonly text: (kind: Kind, id: string) => Promise<string>;
  /** In the order in which they were added. */
  readonly list: <T>(kind: Kind) => Promise<readonly T[]>;
  /** Nothing happens if there is none. */
  readonly remove: (kind: Kind, id: string) => Promise<void>;
}

export type Kind = 'workflow' | 'log' | 'document' | 'report' | 'job';
