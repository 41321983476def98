import type { Tick } from '../analysis/algorithm.ts';
import type { Problem } from '../analysis/fault.ts';
import type { Mapping } from '../analysis/schema/index.ts';

/**
 * How DuckDB reads a staged file. The file is UTF-8 text, one record an event; every column is read as text. The connector has read all
 * of it: every record has exactly as many fields as there are columns, all line breaks are of one kind, and no byte is left to interpretation.
 */
export interface Scan {
  readonly path: string;
  readonly delimiter: string;
  /** Empty: the file quotes nothing. */
  readonly quote: string;
  readonly escape: string;
  /** Records before the first event: 1 where a header is left in place, never more. It is one line, since DuckDB counts lines. */
  readonly skip: number;
  /** The longest record in bytes that may occur. */
  readonly maxRecordBytes: number;
  /** Whether a value may hold a line break. Where none does, every line is a record and DuckDB may read in parallel. Absent: it may. */
  readonly lineBreaks?: boolean;
  /** Texts that mean "no value". The empty text always does. */
  readonly nulls: readonly string[];
}

/** What a connector leaves behind: a file that DuckDB can scan, what is in it, and how it would be read as a log. */
export interface Staged {
  readonly format: string;
  /** The name the user knows it by. */
  readonly name: string;
  readonly scan: Scan;
  /** Unique names in file order, as shown to the user. */
  readonly columns: readonly string[];
  /** The row number (as a spreadsheet shows it) or event number of the first record: 2 below a CSV header, 1 in XES. */
  readonly firstRow: number;
  /** Known after reading it all; null where only its start was read. */
  readonly records: number | null;
  /** The first records, for previews: values in the order of `columns`, null where missing. */
  readonly sample: readonly (readonly (string | null)[])[];
  readonly problems: readonly Problem[];
  readonly proposal: Proposal;
}

/** A proposed mapping, with a score from 0 to 1 and the reason for each role. */
export interface Proposal {
  readonly mapping: Mapping;
  readonly roles: readonly {
    readonly role: string;
    readonly column: string | null;
    readonly score: number;
    readonly reason: string;
  }[];
  /** What the user should settle before importing, such as a date order that the values leave open. */
  readonly questions: readonly string[];
}

/** Reads one kind of file. Runs in a worker thread; cancelling kills the thread, so it writes only into `folder`, which is temporary. */
export interface FileConnector {
  readonly id: string;
  readonly title: string;
  readonly extensions: readonly string[];
  /** Whether the first bytes (unpacked) look like this kind, from 0 to 1. */
  readonly detect: (head: Uint8Array, name: string) => number;
  /** Reads the file to its end where it must, and leaves something to scan. Bad files throw a `Fault` that lists every problem with its place. */
  readonly stage: (file: { readonly path: string; readonly name: string }, folder: string, tick: Tick) => Promise<Staged>;
}
