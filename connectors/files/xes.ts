import { existsSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Fault, type Problem } from '../../analysis/fault.ts';
import type { FileConnector, Staged } from '../connector.ts';
import { propose } from '../mapping.ts';
import { uniqueNames } from './csv-header.ts';
import { readRecords, textOf } from './csv-records.ts';
import { canonical } from './csv-write.ts';
import { detectEncoding, type Encoding, headAsUtf8, toUtf8 } from './encoding.ts';
import { readHead } from './head.ts';
import { inSample, type SampleRow, shownRows } from './sample.ts';
import { type XesFound, xesRows } from './xes-rows.ts';
import { scanXes } from './xes-scan.ts';

const asBuffer = (head: Uint8Array): Buffer => Buffer.from(head.buffer, head.byteOffset, head.byteLength);

/** XES 1.0 and 2.0 (IEEE 1849): the XML format of event logs. */
export const xes: FileConnector = {
  id: 'xes',
  title: 'Event log (XES)',
  extensions: ['xes', 'xml'],
  detect: (head, name) => {
    const bytes = asBuffer(head);
    const begins = headAsUtf8(bytes, encodingOf(bytes))
      .toString('utf8', 0, 64 * 1024)
      .trimStart();
    if (/<([\w.-]+:)?log[\s>]/.test(begins) && begins.startsWith('<')) return 1;
    if (/^<(\?xml|!--|!doctype|[\p{L}_][\w:.-]*[\s/>])/iu.test(begins) && !/^<(!doctype )?html/i.test(begins)) return 0.8;
    return /\.xes$/i.test(name) ? 0.5 : 0;
  },
  stage: async ({ path, name }, folder, tick) => {
    const { head } = readHead(path);
    if (head.length === 0) throw new Fault('bad-file', `${name} is empty: it has no bytes at all. Export it again.`);
    const encoding = encodingOf(head);
    const own = encoding.label === 'utf-8' ? null : join(folder, 'utf8.xes');
    if (own) toUtf8(path, encoding, own, () => {});
    const target = join(folder, 'table.csv');
    const pass = (known: { readonly trace: readonly string[]; readonly event: readonly string[] }): XesFound => {
      if (existsSync(target)) unlinkSync(target);
      const rows = xesRows(target, known);
      try {
        scanXes(own ?? path, rows.sink, tick);
        return rows.found();
      } finally {
        rows.close();
      }
    };
    const first = pass({ trace: [], event: [] });
    const found = first.incomplete ? pass({ trace: first.traceColumns, event: first.eventColumns }) : first;
    if (own) unlinkSync(own);
    if (found.traces === 0 && /<(object-types|objects)[\s>/]/.test(head.toString('latin1')))
      throw new Fault(
        'bad-file',
        `${name} is an object-centric log (OCEL), which is not read yet. Flatten it to one object type and export that as XES or CSV.`,
      );
    if (found.traces === 0)
      throw new Fault('bad-file', `${name} is an XES file without a single trace, so without a case.`, { problems: problemsOf(found) });
    if (found.events === 0)
      throw new Fault('bad-file', `${name} has ${found.emptyTraces} traces, but none holds an event.`, { problems: problemsOf(found) });
    return staged(found, name, target);
  },
};

/** XML says its encoding by a mark or in its first line; else it is UTF-8 (XML 1.0, 4.3.3). */
const encodingOf = (head: Buffer): Encoding => {
  const shown = detectEncoding(head.subarray(0, 4096));
  if (shown.bom > 0 || shown.label.startsWith('utf-16')) return shown;
  const declared = /^<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(head.toString('latin1', 0, 1024))?.[1];
  if (!declared) return { label: 'utf-8', bom: 0 };
  try {
    return { label: new TextDecoder(declared).encoding, bom: 0 };
  } catch {
    throw new Fault('bad-file', `The file declares the encoding "${declared}", which is not known. Save it in UTF-8.`, {
      problems: [{ message: `Unknown encoding "${declared}"`, severity: 'error', place: { line: 1 } }],
    });
  }
};

const staged = (found: XesFound, name: string, path: string): Staged => {
  const columns = uniqueNames([...found.traceColumns.map((column) => `case:${column}`), ...found.eventColumns]);
  const rows: SampleRow[] = [];
  const dialect = { delimiter: canonical.delimiter, quote: canonical.quote, escape: 'double', padded: false } as const;
  readRecords(path, dialect, 0, (record) => {
    rows.push(columns.map((_, field) => textOf(record, field, dialect) || null));
    return inSample(rows.length);
  });
  const proposal = propose(columns, rows);
  const lifecycle = found.starts && found.completes && proposal.mapping.transition !== null ? 'pair' : 'keep';
  return {
    format: 'xes',
    name,
    scan: { path, ...canonical, skip: 0, maxRecordBytes: found.longestRow + 16, lineBreaks: found.lineBreaks, nulls: [] },
    columns,
    firstRow: 1,
    records: found.events,
    sample: rows.slice(0, shownRows),
    problems: problemsOf(found),
    proposal: { ...proposal, mapping: { ...proposal.mapping, lifecycle } },
  };
};

const problemsOf = (found: XesFound): Problem[] => {
  const problems: Problem[] = [];
  const say = (count: number, severity: Problem['severity'], message: string, place?: Problem['place']) => {
    if (count > 0) problems.push({ message, severity, count, ...(place ? { place } : {}) });
  };
  say(found.emptyTraces, 'warning', 'Traces without events; they are left out, since a case is known by its events.', { element: 'trace' });
  say(found.looseEvents, 'warning', 'Events outside every trace; they belong to no case and are left out.', { element: 'event' });
  say(
    found.unnamedTraces,
    'warning',
    'Traces without a name (concept:name); each is a case named by its place in the file, such as "trace 7".',
    { element: 'trace' },
  );
  say(
    found.repeatedNames,
    'warning',
    'Traces whose name was used before; each stays a case of its own, its name numbered, such as "A17 (2)".',
    { element: 'trace' },
  );
  say(found.repeatedKeys, 'warning', 'Attributes given twice in one trace or event; the last value counts.');
  say(found.keyless, 'warning', 'Attributes without a key, which names them; they are left out.');
  for (const { column, count } of found.lacking)
    say(count, 'info', `Events without "${column}", though the file declares it for every event; they are left without a value.`, {
      column,
    });
  return problems;
};
