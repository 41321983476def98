import { isUtf8 } from 'node:buffer';
import type { Problem } from '../../analysis/fault.ts';
import { type Dialect, type Record, readRecords, textOf } from './csv-records.ts';
import { repaired } from './encoding.ts';
import { inSample } from './sample.ts';

/** What to read: UTF-8 text, where it starts, and how many records stand before the data. */
export interface Body {
  readonly path: string;
  /** Bytes to skip: a byte order mark. */
  readonly from: number;
  readonly dialect: Dialect;
  /** Records before the first data record. */
  readonly skip: number;
  readonly columns: number;
}

/** What reading all of it found. */
export interface Checked {
  readonly records: number;
  /** Whether any reader takes the file as we do, so that it can be scanned as it is. */
  readonly regular: boolean;
  /** Bytes of the longest record. */
  readonly longest: number;
  readonly lineBreaks: boolean;
  readonly sample: readonly (readonly string[])[];
  readonly problems: readonly Problem[];
  /** The spreadsheet row in which a quote opens that never closes, if no quoted value came before it. */
  readonly unclosedRow: number | null;
  readonly quotedValues: boolean;
}

/** Counts the rows that a flaw touches and keeps the first few. */
const tally = () => {
  const rows: number[] = [];
  let count = 0;
  return {
    add: (row: number) => {
      count++;
      if (rows.length < 10) rows.push(row);
    },
    problem: (severity: Problem['severity'], message: string, hint?: string): Problem[] =>
      count === 0
        ? []
        : [{ message, severity, count, rows, ...(rows.length > 0 ? { place: { row: rows[0] } } : {}), ...(hint ? { hint } : {}) }],
  };
};

/** The text of a field; bytes that are no UTF-8 read as Windows-1252, zero bytes left out. */
export const fieldText = (record: Record, field: number, dialect: Dialect): string => {
  if (field >= record.fields) return '';
  if (!record.suspect) return textOf(record, field, dialect);
  const bytes = record.bytes.subarray(record.starts[field], record.ends[field]);
  if (isUtf8(bytes) && !bytes.includes(0)) return textOf(record, field, dialect);
  const mended = Buffer.from(repaired(bytes).replaceAll('\0', ''));
  const one: Record = {
    ...record,
    bytes: mended,
    starts: Int32Array.of(0),
    ends: Int32Array.of(mended.length),
    flags: record.flags.slice(field, field + 1),
  };
  return textOf(one, 0, dialect);
};

/** Whether a record is data: not blank, and behind what comes before the data. */
export const eachDataRecord = (body: Body, onRecord: (record: Record, row: number) => boolean | undefined): void => {
  let row = 0;
  readRecords(body.path, body.dialect, body.from, (record) => {
    row++;
    return row > body.skip && !record.blank ? onRecord(record, row) : undefined;
  });
};

/** Reads the whole table once and says what is wrong with it, with row numbers. About 300 MB/s. */
export const checkBody = (body: Body, progress: (bytes: number) => void): Checked => {
  const [short, long, blank, zero, mixed, replaced, loose] = [tally(), tally(), tally(), tally(), tally(), tally(), tally()];
  const sample: string[][] = [];
  let [records, longest, row, lineBreak, blanksPending] = [0, 0, 0, 0, 0];
  let regular =
    body.skip <= 1 && !body.dialect.padded && body.dialect.escape === 'double' && Buffer.byteLength(body.dialect.delimiter) <= 4;
  let [lineBreaks, quotedValues] = [false, false];
  let unclosedRow: number | null = null;
  const wide = body.columns;

  readRecords(body.path, body.dialect, body.from, (record) => {
    row++;
    const length = record.to - record.from;
    if ((row & 4095) === 0) progress(record.offset);
    if (length > longest) longest = length;
    if (record.lineBreak !== lineBreak && record.lineBreak !== 0) {
      if (lineBreak !== 0) regular = false;
      lineBreak = record.lineBreak;
    }
    if (record.loose || record.inner === 2 || lineBreak === 3 || (record.inner === 1 && lineBreak === 2)) regular = false;
    if (row <= body.skip) {
      if (record.inner > 0 || record.suspect) regular = false;
      return;
    }
    if (record.blank) {
      blanksPending++;
      if (length > record.lineBreak) regular = false;
      return;
    }
    // Blank lines at the very end are how many files end; between records they are counted.
    for (; blanksPending > 0; blanksPending--) blank.add(row - blanksPending);
    if (record.inner > 0) lineBreaks = true;
    if (record.unclosed) {
      unclosedRow = row;
      regular = false;
    } else if (!quotedValues) for (let field = 0; field < record.fields; field++) if (record.flags[field] !== 0) quotedValues = true;
    if (record.fields !== wide) {
      regular = false;
      if (record.fields < wide) short.add(row);
      else {
        let beyond = false;
        for (let field = wide; field < record.fields; field++) if (record.ends[field] > record.starts[field]) beyond = true;
        if (beyond) long.add(row);
      }
    }
    if (record.loose) loose.add(row);
    if (record.suspect) {
      const bytes = record.bytes.subarray(record.from, record.to);
      if (bytes.includes(0)) {
        regular = false;
        zero.add(row);
      }
      if (!isUtf8(bytes)) {
        regular = false;
        mixed.add(row);
      }
    }
    if (inSample(records)) {
      const values: string[] = [];
      for (let field = 0; field < wide; field++) values.push(fieldText(record, field, body.dialect));
      sample.push(values);
      if (values.some((value) => value.includes('\ufffd'))) replaced.add(row);
    }
    records++;
  });

  return {
    records,
    regular,
    longest,
    lineBreaks,
    sample,
    unclosedRow,
    quotedValues,
    problems: [
      ...short.problem('info', 'Rows with fewer fields than there are columns; what is missing is left empty.'),
      ...long.problem(
        'warning',
        'Rows with more fields than there are columns; what stands beyond the last column is left away.',
        'A delimiter inside a value must be quoted: check these rows in the source.',
      ),
      ...blank.problem('info', 'Blank lines between the rows; they are skipped, and not counted in the row numbers of later problems.'),
      ...zero.problem('warning', 'Rows with zero bytes, which are left out of the values.'),
      ...mixed.problem(
        'warning',
        'Mixed encodings: the file is UTF-8, but these rows hold bytes that are not; they are read as Windows-1252.',
        'Look at the letters with accents in these rows, and export the source in UTF-8 if they are wrong.',
      ),
      ...replaced.problem('warning', 'Rows with characters that were lost before (shown as \ufffd).', 'Export the source again, in UTF-8.'),
      ...loose.problem('info', 'Rows with quotes in unusual places; text around a closing quote is taken as part of the value.'),
    ],
  };
};
