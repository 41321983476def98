import { readSync } from 'node:fs';

/** The signs of XML, as bytes. */
export const [lt, gt, slash, bang, question, equals, quot, apos, amp, semicolon, dash] = [...'<>/!?="\'&;-'].map((c) => c.charCodeAt(0));

/** 1 for the blanks of XML. */
export const isSpace = new Uint8Array(256);
for (const c of [9, 10, 13, 32]) isSpace[c] = 1;

/** 1 where a byte may stand in a name; what a name must not begin with is checked by its first byte. */
export const inName = new Uint8Array(256).fill(1, 128);
for (const c of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:_-.') inName[c.charCodeAt(0)] = 1;

/** Whether a name may begin with this byte. */
export const beginsName = (c: number) => inName[c] === 1 && !(c >= 48 && c <= 57) && c !== 45 && c !== 46;

/** What a byte means inside an attribute's value. */
export const [plainByte, quoteByte, ampByte, ltByte, blankByte, badByte, commaByte] = [0, 1, 2, 3, 4, 5, 6];

/** The meaning of each byte inside an attribute's value; those below 32 that are no blanks may not occur in XML at all. */
export const inValue = new Uint8Array(256).fill(badByte, 0, 32);
for (const c of [9, 10, 13]) inValue[c] = blankByte;
inValue[quot] = inValue[apos] = quoteByte;
inValue[amp] = ampByte;
inValue[lt] = ltByte;
inValue[','.charCodeAt(0)] = commaByte;

/** The declaration that a document may begin with (XML 1.0, 2.8). */
export const declaration =
  /^<\?xml\s+version\s*=\s*(["'])1\.\d+\1(\s+encoding\s*=\s*(["'])[A-Za-z][\w.-]*\3)?(\s+standalone\s*=\s*(["'])(yes|no)\5)?\s*\?>$/;

/** The entities that need no declaration (XML 1.0, 4.6). */
export const named: Readonly<Record<string, number>> = { amp, lt, gt, quot, apos };

/** Appends a code point in UTF-8 and returns where it ends. */
export const putCodePoint = (out: Buffer, at: number, code: number): number => {
  if (code < 0x80) {
    out[at] = code;
    return at + 1;
  }
  return at + out.write(String.fromCodePoint(code), at, 'utf8');
};

/** Whether XML 1.0 (section 2.2) allows the character at all. */
export const isChar = (code: number) =>
  code === 9 ||
  code === 10 ||
  code === 13 ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x10000 && code <= 0x10ffff);

/** The end of the last whole character in bytes[from … to). */
export const wholeCharacters = (bytes: Buffer, from: number, to: number): number => {
  let stop = to;
  while (stop > from && (bytes[stop] & 0xc0) === 0x80) stop--;
  return stop;
};

/** The line, from 1, in which a byte of an open file lies. Reads the file up to there. */
export const lineOf = (file: number, offset: number): number => {
  const piece = Buffer.allocUnsafe(1 << 20);
  let line = 1;
  for (let at = 0; at < offset; ) {
    const read = readSync(file, piece, 0, Math.min(piece.length, offset - at), at);
    if (read === 0) break;
    for (let i = 0; i < read; i++) if (piece[i] === 10) line++;
    at += read;
  }
  return line;
};
