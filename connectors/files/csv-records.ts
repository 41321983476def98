import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { wholeUtf8 } from './encoding.ts';

/** How a table is written as text. Delimiters of several characters are allowed. */
export interface Dialect {
  readonly delimiter: string;
  /** Empty: nothing is quoted. */
  readonly quote: '"' | "'" | '';
  /** How a quote is written inside quotes. */
  readonly escape: 'double' | 'backslash';
  /** Values are padded with spaces, which are not part of them. */
  readonly padded: boolean;
}

/** What is to know of a field besides its range, as bits. */
export const flags = {
  /** The value stood in quotes, which are not part of its range. */
  quoted: 1,
  /** Its range holds escapes: read it with `textOf`. */
  escaped: 2,
} as const;

/** One record, as ranges of bytes. Reused: what is kept must be copied. */
export interface Record {
  bytes: Buffer;
  fields: number;
  starts: Int32Array;
  ends: Int32Array;
  flags: Uint8Array;
  /** Where it begins and (with its line break) ends in `bytes`, and where it begins in the file. */
  from: number;
  to: number;
  offset: number;
  /** Bytes of its line break: 0 at the end of the file, 1 LF, 2 CR LF, 3 CR. */
  lineBreak: number;
  /** No field, or only blanks. */
  blank: boolean;
  /** Written in a way that not every reader takes as we do: a quote inside an unquoted value, text behind a closing quote, … */
  loose: boolean;
  /** A line break inside quotes: 1 LF, 2 anything else. */
  inner: number;
  /** A quote that opens and never closes, up to the end of the file. */
  unclosed: boolean;
  /** It lies in a piece of the file that holds a zero byte or bytes that are not UTF-8: worth a look of its own. */
  suspect: boolean;
}

const [lf, cr, space, backslash] = [10, 13, 32, 92];
const maxRecordBytes = 512 * 1024 * 1024;

/** Thrown where one record is larger than anything that could be handled. */
export class RecordTooLong extends Error {}

/**
 * Reads UTF-8 text record by record, from `from` on, until `onRecord` returns false. About 300 MB/s; memory: 1 MB, or the
 * longest record.
 */
export const readRecords = (
  source: string | Buffer,
  dialect: Dialect,
  from: number,
  onRecord: (record: Record) => boolean | undefined,
): void => {
  const file = typeof source === 'string' ? openSync(source, 'r') : -1;
  try {
    const delimiter = Buffer.from(dialect.delimiter);
    const first = delimiter[0];
    const quote = dialect.quote === '' ? -1 : dialect.quote.charCodeAt(0);
    const escapes = dialect.escape === 'backslash' && quote >= 0;
    const stop = new Uint8Array(256);
    stop[first] = stop[lf] = stop[cr] = 1;
    if (quote >= 0) stop[quote] = 1;
    const stopQuoted = new Uint8Array(256);
    if (quote >= 0) stopQuoted[quote] = stopQuoted[lf] = stopQuoted[cr] = 1;
    if (escapes) stopQuoted[backslash] = 1;

    let size = 1 << 20;
    let bytes = typeof source === 'string' ? Buffer.allocUnsafeSlow(size) : source;
    let end = typeof source === 'string' ? 0 : source.length;
    let base = typeof source === 'string' ? from : 0;
    let at = typeof source === 'string' ? 0 : from;
    let atEnd = typeof source !== 'string';
    const record: Record = {
      bytes,
      fields: 0,
      starts: new Int32Array(64),
      ends: new Int32Array(64),
      flags: new Uint8Array(64),
      from: 0,
      to: 0,
      offset: 0,
      lineBreak: 0,
      blank: false,
      loose: false,
      inner: 0,
      unclosed: false,
      suspect: false,
    };

    // What is read begins with a record, so no character is cut at its beginning.
    const look = (): void => {
      const piece = bytes.subarray(at, end);
      record.suspect = piece.includes(0) || !isUtf8(atEnd ? piece : wholeUtf8(piece));
    };
    if (atEnd) look();

    const more = (): void => {
      bytes.copy(bytes, 0, at, end);
      base += at;
      end -= at;
      at = 0;
      if (end > size / 2) {
        if (size >= maxRecordBytes) throw new RecordTooLong();
        size *= 4;
        const larger = Buffer.allocUnsafeSlow(size);
        bytes.copy(larger, 0, 0, end);
        bytes = larger;
      }
      const read = readSync(file, bytes, end, size - end, base + end);
      atEnd = read === 0;
      end += read;
      look();
    };

    const isDelimiter = (i: number): boolean => {
      for (let k = 1; k < delimiter.length; k++) if (bytes[i + k] !== delimiter[k]) return false;
      return i + delimiter.length <= end;
    };

    /** The record at `at`: true if it is whole. */
    const read = (): boolean => {
      let i = at;
      let fields = 0;
      record.loose = record.unclosed = false;
      record.inner = record.lineBreak = 0;
      for (;;) {
        // A field begins at i.
        if (fields === record.starts.length) widen(record);
        let start = i;
        let flag = 0;
        let stopAt = -1;
        let opening = i;
        if (quote >= 0) while (opening < end && bytes[opening] === space && first !== space) opening++;
        if (quote >= 0 && opening < end && bytes[opening] === quote) {
          if (opening > i) record.loose = true;
          flag = flags.quoted;
          start = opening + 1;
          i = start;
          for (;;) {
            while (i < end && stopQuoted[bytes[i]] === 0) i++;
            if (i >= end) {
              if (!atEnd) return false;
              record.unclosed = true;
              stopAt = i;
              break;
            }
            const c = bytes[i];
            if (c === quote) {
              if (i + 1 >= end && !atEnd) return false;
              if (i + 1 < end && bytes[i + 1] === quote) {
                flag |= flags.escaped;
                i += 2;
                continue;
              }
              stopAt = i++;
              break;
            }
            if (c === backslash) {
              flag |= flags.escaped;
              i += 2;
            } else {
              record.inner = Math.max(record.inner, c === lf && bytes[i - 1] !== cr ? 1 : 2);
              i++;
            }
          }
          if (i < end && bytes[i] === space && first !== space) record.loose = true;
        }
        for (;;) {
          while (i < end && stop[bytes[i]] === 0) i++;
          if (i >= end || bytes[i] === lf || bytes[i] === cr) break;
          if (bytes[i] !== quote) {
            if (i + delimiter.length > end && !atEnd) return false;
            if (isDelimiter(i)) break;
          } else record.loose = true;
          i++;
        }
        if (stopAt >= 0 && !record.unclosed && !onlySpaces(bytes, stopAt + 1, i)) {
          // Text follows the closing quote: the quotes are part of the value after all.
          record.loose = true;
          start = opening;
          flag = 0;
          stopAt = -1;
        }
        if (i >= end && !atEnd) return false;
        record.starts[fields] = start;
        record.ends[fields] = stopAt >= 0 ? stopAt : i;
        record.flags[fields++] = flag;
        if (i >= end) break;
        const c = bytes[i];
        if (c === first) {
          i += delimiter.length;
          continue;
        }
        if (c === lf) {
          record.lineBreak = 1;
          i++;
        } else {
          if (i + 1 >= end && !atEnd) return false;
          record.lineBreak = bytes[i + 1] === lf && i + 1 < end ? 2 : 3;
          i += record.lineBreak === 2 ? 2 : 1;
        }
        break;
      }
      record.fields = fields;
      record.to = i;
      return true;
    };

    for (;;) {
      if (at >= end) {
        if (atEnd) return;
        more();
        if (at >= end) return;
      }
      if (!read()) {
        more();
        continue;
      }
      record.bytes = bytes;
      record.from = at;
      record.offset = base + at;
      record.blank = record.fields === 1 && record.flags[0] === 0 && isBlank(bytes, record.starts[0], record.ends[0]);
      at = record.to;
      if (onRecord(record) === false) return;
    }
  } finally {
    if (file >= 0) closeSync(file);
  }
};

const widen = (record: Record): void => {
  const larger = {
    starts: new Int32Array(record.starts.length * 2),
    ends: new Int32Array(record.starts.length * 2),
    flags: new Uint8Array(record.starts.length * 2),
  };
  larger.starts.set(record.starts);
  larger.ends.set(record.ends);
  larger.flags.set(record.flags);
  Object.assign(record, larger);
};

const onlySpaces = (bytes: Buffer, start: number, end: number): boolean => {
  for (let i = start; i < end; i++) if (bytes[i] !== space) return false;
  return true;
};

const isBlank = (bytes: Buffer, start: number, end: number): boolean => {
  for (let i = start; i < end; i++) if (bytes[i] !== space && bytes[i] !== 9) return false;
  return true;
};

/** The text of one field, escapes and padding taken away; line breaks in it are LF, however the file writes them. */
export const textOf = (record: Record, field: number, dialect: Dialect): string => {
  const raw = record.bytes.toString('utf8', record.starts[field], record.ends[field]);
  const plain = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
  const flag = record.flags[field];
  if ((flag & flags.quoted) === 0) return dialect.padded ? plain.trim() : plain;
  if ((flag & flags.escaped) === 0) return plain;
  return dialect.escape === 'backslash'
    ? unescapeBackslashes(plain, dialect.quote)
    : plain.replaceAll(dialect.quote + dialect.quote, dialect.quote);
};

/** A backslash before a quote or a backslash stands for that sign; before anything else for itself. */
const unescapeBackslashes = (text: string, quote: string): string =>
  text.replace(/\\([\s\S])|(["'])\2/g, (all, after: string | undefined, twice: string | undefined) =>
    twice !== undefined ? (twice === quote ? quote : all) : after === quote || after === '\\' ? after : all,
  );

/** The first records of a piece of text as texts, and how many of them are loose or left open: for finding the dialect. */
export const recordsOf = (text: Buffer, dialect: Dialect, limit: number): { readonly records: string[][]; readonly loose: number } => {
  const records: string[][] = [];
  let loose = 0;
  readRecords(text, dialect, 0, (record) => {
    if (record.loose || record.unclosed) loose++;
    records.push(Array.from({ length: record.fields }, (_, field) => textOf(record, field, dialect)));
    return records.length < limit;
  });
  return { records, loose };
};
