import { copyFileSync, linkSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Tick } from '../../analysis/algorithm.ts';
import { Fault, type Problem } from '../../analysis/fault.ts';
import type { FileConnector, Scan, Staged } from '../connector.ts';
import { propose } from '../mapping.ts';
import { type Body, type Checked, checkBody } from './csv-check.ts';
import { findTable, type Table } from './csv-dialect.ts';
import { uniqueNames } from './csv-header.ts';
import { nullMarkers } from './csv-nulls.ts';
import { type Dialect, RecordTooLong } from './csv-records.ts';
import { canonical, writeCanonical } from './csv-write.ts';
import { detectEncoding, type Encoding, headAsUtf8, toUtf8 } from './encoding.ts';
import { whatItIs } from './foreign.ts';
import { readHead } from './head.ts';
import { shownRows } from './sample.ts';

const looksAt = 1 << 20;

/** Separated values as text: any delimiter, quoting and encoding, with or without a header. */
export const csv: FileConnector = {
  id: 'csv',
  title: 'Separated values (CSV, TSV)',
  extensions: ['csv', 'tsv', 'txt', 'tab', 'dat', 'psv'],
  detect: (head, name) => {
    if (whatItIs(head) !== null) return 0;
    return csv.extensions.some((extension) => name.toLowerCase().endsWith(`.${extension}`)) ? 0.6 : 0.4;
  },
  stage: async ({ path, name }, folder, tick) => {
    const { head, whole } = readHead(path);
    if (head.length === 0) throw new Fault('bad-file', `${name} is empty: it has no bytes at all. Export it again.`);
    const encoding = detectEncoding(head);
    const text = headAsUtf8(head, encoding);
    const what = whatItIs(head);
    if (what) throw new Fault('bad-file', `${name} is not a table of separated values but ${what}.`);
    const lastBreak = text.lastIndexOf(text.includes(10) ? 10 : 13);
    const lines = whole || lastBreak < 0 ? text : text.subarray(0, lastBreak + 1);
    if (lines.toString('utf8', 0, looksAt).trim() === '') throw new Fault('bad-file', `${name} holds nothing but blank lines.`);

    const own = encoding.label === 'utf-8' ? null : join(folder, 'utf8.csv');
    if (own) toUtf8(path, encoding, own, (done) => tick(done / 4, statSync(path).size));
    const table = findTable(lines);
    if (table.width < 2) {
      throw new Fault(
        'bad-file',
        `${name} has only one column: no delimiter divides its lines. An event log needs at least a case, an activity and a time.`,
      );
    }
    return stageTable({ path: own ?? path, from: own ? 0 : encoding.bom, own, name, encoding }, table, folder, tick);
  },
};

interface Source {
  /** UTF-8 text. */
  readonly path: string;
  /** Bytes before the text: a byte order mark. */
  readonly from: number;
  /** The copy of our own that it is, if it is one. */
  readonly own: string | null;
  readonly name: string;
  readonly encoding: Encoding;
}

const stageTable = (source: Source, table: Table, folder: string, tick: Tick): Staged => {
  const { size } = statSync(source.path);
  const progress = (bytes: number) => tick(bytes, size);
  const skip = table.preamble + (table.header ? 1 : 0);
  const given = [...(table.header ?? [])];
  while (given.length > table.width && given[given.length - 1].trim() === '') given.pop();
  while (given.length < table.width) given.push('');
  const columns = uniqueNames(given);
  const bodyAs = (dialect: Dialect): Body => ({ path: source.path, from: source.from, dialect, skip, columns: columns.length });

  const { body, checked } = checkedBody(bodyAs(table.dialect), progress, source.name);
  if (checked.records === 0) {
    throw new Fault(
      'bad-file',
      table.header ? `${source.name} has a header but no rows below it. Export it with its data.` : `${source.name} holds no rows.`,
      { problems: table.header ? [{ message: 'Nothing follows the header', severity: 'error', place: { row: skip } }] : [] },
    );
  }

  const path = join(folder, 'table.csv');
  const longest = checked.regular ? checked.longest : writeCanonical(body, path, progress);
  if (checked.regular) linkOrCopy(source.path, path);
  if (source.own) unlinkSync(source.own);
  tick(size, size);

  const nulls = nullMarkers(checked.sample);
  const rows = checked.sample.map((row) => row.map((value) => (value === '' || nulls.includes(value) ? null : value)));
  const { delimiter, quote } = body.dialect;
  const scan: Scan = {
    path,
    ...(checked.regular ? { delimiter, quote, escape: quote, skip } : { ...canonical, skip: 0 }),
    maxRecordBytes: longest + 16,
    lineBreaks: checked.lineBreaks,
    nulls,
  };
  return {
    format: 'csv',
    name: source.name,
    scan,
    columns,
    firstRow: skip + 1,
    records: checked.records,
    sample: rows.slice(0, shownRows),
    problems: [...notes(table, source.encoding, nulls, columns, given), ...checked.problems],
    proposal: propose(columns, rows),
  };
};

/** Checks the table; where a quote opens and never closes although nothing else is quoted, the sign is taken as text. */
const checkedBody = (body: Body, progress: (bytes: number) => void, name: string): { readonly body: Body; readonly checked: Checked } => {
  try {
    const checked = checkBody(body, progress);
    if (checked.unclosedRow === null) return { body, checked };
    if (!checked.quotedValues) return checkedBody({ ...body, dialect: { ...body.dialect, quote: '' } }, progress, name);
    throw new Fault(
      'bad-file',
      `In row ${checked.unclosedRow} of ${name} a quote (${body.dialect.quote}) opens a value and is never closed.`,
      {
        problems: [
          {
            message: 'A quote opens a value and is never closed',
            severity: 'error',
            place: { row: checked.unclosedRow },
            hint: 'Close it, or double the sign where it is part of the value. The file may also have been cut off.',
          },
        ],
      },
    );
  } catch (error) {
    if (error instanceof RecordTooLong)
      throw new Fault('bad-file', `${name} holds a row of more than 512 MB. Is a quote left open, or is it another kind of file?`);
    throw error;
  }
};

const notes = (
  table: Table,
  encoding: Encoding,
  nulls: readonly string[],
  columns: readonly string[],
  given: readonly string[],
): Problem[] => {
  const found: Problem[] = [];
  const say = (message: string, severity: Problem['severity'] = 'info', rest: Partial<Problem> = {}) =>
    found.push({ message, severity, ...rest });
  if (encoding.label !== 'utf-8') say(`The text is not UTF-8; it was read as ${encoding.label}.`);
  if (table.preamble > 0)
    say(`The first ${table.preamble === 1 ? 'line is' : `${table.preamble} lines are`} not part of the table.`, 'info', {
      count: table.preamble,
    });
  if (!table.header) say('There is no header; the columns are numbered.');
  else {
    const renamed = columns.filter((column, i) => column !== given[i].trim());
    if (renamed.length > 0)
      say(
        `Column names that were empty, repeated or unreadable were changed: ${renamed.slice(0, 10).join(', ')}${renamed.length > 10 ? ', …' : ''}.`,
        'info',
        { count: renamed.length },
      );
  }
  if (nulls.length > 0) say(`Taken as "no value": ${nulls.map((text) => `"${text}"`).join(', ')}.`);
  return found;
};

/** The file under another name: without copying where both lie on one disk. */
const linkOrCopy = (from: string, to: string): void => {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
};
