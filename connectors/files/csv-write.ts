import { closeSync, openSync, writeSync } from 'node:fs';
import { type Body, eachDataRecord, fieldText } from './csv-check.ts';
import { flags } from './csv-records.ts';

const [comma, newline, quote, carriage] = [44, 10, 34, 13];

/** How canonical tables are written: what every reader of CSV agrees on. */
export const canonical = { delimiter: ',', quote: '"', escape: '"' } as const;

/**
 * Rewrites a table so that nothing about it is left to interpretation: UTF-8, commas, doubled quotes, LF (in values too: a reader that
 * sees CR there may take it for the end of lines), exactly `columns` fields a
 * row, no header. Returns the bytes of the longest row.
 */
export const writeCanonical = (body: Body, to: string, progress: (bytes: number) => void): number => {
  const file = openSync(to, 'wx');
  let out = Buffer.allocUnsafeSlow(1 << 20);
  let used = 0;
  let longest = 0;
  const flush = () => {
    for (let at = 0; at < used; ) at += writeSync(file, out, at, used - at);
    used = 0;
  };
  const put = (bytes: Buffer, start: number, end: number) => {
    let special = false;
    for (let i = start; i < end; i++) {
      const c = bytes[i];
      if (c === comma || c === quote || c === newline || c === carriage) special = true;
    }
    if (!special) {
      used += bytes.copy(out, used, start, end);
      return;
    }
    out[used++] = quote;
    for (let i = start; i < end; i++) {
      const c = bytes[i];
      if (c === quote) out[used++] = quote;
      if (c !== carriage) out[used++] = c;
      else if (bytes[i + 1] !== newline || i + 1 === end) out[used++] = newline;
    }
    out[used++] = quote;
  };
  try {
    eachDataRecord(body, (record) => {
      // A repaired byte becomes at most three, a quote two.
      const room = (record.to - record.from) * 4 + body.columns * 3 + 2;
      if (used + room > out.length) flush();
      if (room > out.length) out = Buffer.allocUnsafeSlow(room * 2);
      const from = used;
      for (let field = 0; field < body.columns; field++) {
        if (field > 0) out[used++] = comma;
        if (field >= record.fields) continue;
        if (record.suspect || body.dialect.padded || (record.flags[field] & flags.escaped) !== 0) {
          const text = Buffer.from(fieldText(record, field, body.dialect));
          put(text, 0, text.length);
        } else put(record.bytes, record.starts[field], record.ends[field]);
      }
      // A row of one empty field would be a blank line.
      if (used === from) used += out.write('""', used);
      out[used++] = newline;
      if (used - from > longest) longest = used - from;
      progress(record.offset);
      return undefined;
    });
    flush();
  } finally {
    closeSync(file);
  }
  return longest;
};
