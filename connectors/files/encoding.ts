import { isAscii, isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { analyse } from 'chardet';

/** How a file's bytes stand for text: a label that TextDecoder knows, and the length of its byte order mark. */
export interface Encoding {
  readonly label: string;
  readonly bom: number;
}

const decodable = (label: string): boolean => {
  try {
    new TextDecoder(label);
    return true;
  } catch {
    return false;
  }
};

/** chardet's names for what is in practice written as its Windows superset. */
const supersets: Readonly<Record<string, string>> = { 'ISO-8859-1': 'windows-1252', 'ISO-8859-9': 'windows-1254', ASCII: 'utf-8' };

const [utf8Bom, utf16leBom, utf16beBom] = [Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

const startsWith = (head: Buffer, mark: Buffer) => head.subarray(0, mark.length).equals(mark);

/** Without a mark, UTF-16 shows in the zero bytes of its ASCII characters: all at even or all at odd places. */
const utf16 = (head: Buffer): string | null => {
  const places = [0, 0];
  const upTo = Math.min(head.length, 4096) & ~1;
  for (let i = 0; i < upTo; i++) if (head[i] === 0) places[i & 1]++;
  if (places[1] > upTo * 0.2 && places[0] < upTo * 0.02) return 'utf-16le';
  if (places[0] > upTo * 0.2 && places[1] < upTo * 0.02) return 'utf-16be';
  return null;
};

/** The longest beginning that does not cut a UTF-8 character. */
export const wholeUtf8 = (bytes: Buffer): Buffer => {
  for (let back = 1; back <= 3 && back <= bytes.length; back++)
    if (bytes[bytes.length - back] >= 0xc0) return bytes.subarray(0, bytes.length - back);
  return bytes;
};

/** How many characters beyond ASCII are good UTF-8, and how many bytes belong to none. */
export const countUtf8 = (bytes: Buffer): { readonly good: number; readonly bad: number } => {
  let [good, bad] = [0, 0];
  for (let i = 0; i < bytes.length; ) {
    const length = utf8Length(bytes, i);
    if (length === 0) bad++;
    else if (length > 1) good++;
    i += length || 1;
  }
  return { good, bad };
};

/** The length of the UTF-8 character at `at`; 0 where there is none (Unicode 15, table 3-7). */
export const utf8Length = (bytes: Buffer, at: number): 0 | 1 | 2 | 3 | 4 => {
  const c = bytes[at];
  if (c < 0x80) return 1;
  const follows = (k: number, from = 0x80, to = 0xbf) => bytes[at + k] >= from && bytes[at + k] <= to;
  if (c >= 0xc2 && c <= 0xdf) return follows(1) ? 2 : 0;
  if (c >= 0xe0 && c <= 0xef) return follows(1, c === 0xe0 ? 0xa0 : 0x80, c === 0xed ? 0x9f : 0xbf) && follows(2) ? 3 : 0;
  if (c >= 0xf0 && c <= 0xf4) return follows(1, c === 0xf0 ? 0x90 : 0x80, c === 0xf4 ? 0x8f : 0xbf) && follows(2) && follows(3) ? 4 : 0;
  return 0;
};

const multibyte = new Set(['Shift_JIS', 'Big5', 'EUC-JP', 'EUC-KR', 'GB18030', 'ISO-2022-JP', 'ISO-2022-KR']);

/** Bytes 80–9F are rare in the encodings of one byte a letter (dashes, quotes, the euro) and common in those of two. */
const isMultibyte = (bytes: Buffer): boolean => {
  let [high, low] = [0, 0];
  for (const byte of bytes) {
    if (byte >= 0x80) high++;
    if (byte >= 0x80 && byte < 0xa0) low++;
  }
  return low > high * 0.2;
};

/**
 * The encoding that the beginning of a file shows: by its mark, else UTF-8 where that is possible or mostly so, UTF-16 by its
 * zero bytes, else what its letter frequencies suggest, else Windows-1252. The same bytes always give the same answer.
 */
export const detectEncoding = (head: Buffer): Encoding => {
  if (startsWith(head, utf8Bom)) return { label: 'utf-8', bom: 3 };
  if (startsWith(head, utf16leBom)) return { label: 'utf-16le', bom: 2 };
  if (startsWith(head, utf16beBom)) return { label: 'utf-16be', bom: 2 };
  const wide = utf16(head);
  if (wide) return { label: wide, bom: 0 };
  const whole = wholeUtf8(head);
  if (isUtf8(whole)) return { label: 'utf-8', bom: 0 };
  const { good, bad } = countUtf8(whole);
  if (good >= bad) return { label: 'utf-8', bom: 0 };
  const [best] = analyse(head.subarray(0, 256 * 1024)).filter(({ name, confidence }) =>
    multibyte.has(name)
      ? confidence >= 10 && (confidence >= 30 || isMultibyte(whole))
      : confidence >= 30 && !isMultibyte(whole) && !name.startsWith('UTF'),
  );
  const label = best ? (supersets[best.name] ?? best.name) : 'windows-1252';
  return { label: decodable(label) ? label.toLowerCase() : 'windows-1252', bom: 0 };
};

/** The text of the beginning of a file as UTF-8; a character cut at its end is dropped. */
export const headAsUtf8 = (head: Buffer, encoding: Encoding): Buffer =>
  encoding.label === 'utf-8'
    ? wholeUtf8(head.subarray(encoding.bom))
    : Buffer.from(new TextDecoder(encoding.label, { ignoreBOM: true }).decode(head.subarray(encoding.bom), { stream: true }));

/** Rewrites a file in UTF-8, without a mark. Bytes that mean nothing in its encoding become U+FFFD. Memory: a few MB. */
export const toUtf8 = (from: string, encoding: Encoding, to: string, progress: (bytes: number) => void): void => {
  const [source, target] = [openSync(from, 'r'), openSync(to, 'wx')];
  try {
    const decoder = new TextDecoder(encoding.label, { ignoreBOM: true });
    const piece = Buffer.allocUnsafeSlow(1 << 20);
    for (let at = encoding.bom; ; ) {
      const read = readSync(source, piece, 0, piece.length, at);
      at += read;
      const bytes = piece.subarray(0, read);
      writeSync(
        target,
        isAscii(bytes) && encoding.label === 'windows-1252' ? bytes : Buffer.from(decoder.decode(bytes, { stream: read > 0 })),
      );
      progress(at);
      if (read === 0) return;
    }
  } finally {
    closeSync(source);
    closeSync(target);
  }
};

const windows1252 = new TextDecoder('windows-1252');

/** Text that should be UTF-8 but holds other bytes: those are read as Windows-1252, what nearly always wrote them. */
export const repaired = (bytes: Buffer): string => {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; ) {
    const good = i;
    while (i < bytes.length) {
      const length = utf8Length(bytes, i);
      if (length === 0) break;
      i += length;
    }
    if (i > good) parts.push(bytes.toString('utf8', good, i));
    const bad = i;
    while (i < bytes.length && utf8Length(bytes, i) === 0) i++;
    if (i > bad) parts.push(windows1252.decode(bytes.subarray(bad, i)));
  }
  return parts.join('');
};
