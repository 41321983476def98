import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readByDuckDb, staged } from './staging.ts';

const dialects = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  quote: fc.constantFrom('"', "'"),
  lineBreak: fc.constantFrom('\n', '\r\n', '\r'),
  encoding: fc.constantFrom('utf-8', 'utf-8 with a mark', 'utf-16le', 'utf-16be'),
  last: fc.boolean(),
});

/** Words such as logs hold, some with everything in them that a reader can trip over. */
const value = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('open', 'check claim', 'A-17', 'Müller', '12.5', '受付', '') },
  { weight: 2, arbitrary: fc.stringMatching(/^[a-zA-Z0-9 ,;|"'äöü€\t\\.-]{0,12}$/).filter((text) => !/^(-{1,2}|na|nil|nan)$/i.test(text)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('two\nlines', 'carriage\rreturn', 'both\r\nof them', '"', "''", '\\', ' padded ', 'a"b\'c,d;e\tf|g'),
  },
);

const encoded = (text: string, encoding: string): Buffer => {
  if (encoding === 'utf-8') return Buffer.from(text);
  if (encoding === 'utf-8 with a mark') return Buffer.from(`\ufeff${text}`);
  const wide = Buffer.from(`\ufeff${text}`, 'utf16le');
  return encoding === 'utf-16le' ? wide : wide.swap16();
};

it('reads any table back as it was written, in any dialect and encoding', async () => {
  await fc.assert(
    fc.asyncProperty(dialects, fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 12 }), async (dialect, drawn) => {
      const { delimiter, quote, lineBreak, encoding, last } = dialect;
      const write = (text: string) =>
        [delimiter, quote, '\n', '\r', '"', ' '].some((sign) => text.includes(sign))
          ? quote + text.replaceAll(quote, quote + quote) + quote
          : text;
      // A few plain rows, so that the dialect can be told; a table of one strange row has none.
      const plain = Array.from({ length: 6 }, (_, i) => [`case ${i >> 1}`, i % 2 ? 'decide' : 'register', `2024-03-0${i + 1}`, 'it is so']);
      const table = [...plain, ...drawn.map((row, i) => [`case ${i}`, ...row])];
      const header = ['case id', 'activity', 'time', 'remark'];
      const text = [header, ...table].map((row) => row.map(write).join(delimiter)).join(lineBreak) + (last ? lineBreak : '');
      const it = await staged(encoded(text, encoding));
      expect(it.columns).toEqual(header);
      // Line breaks inside values become LF; all else comes back as it was.
      const expected = table.map((row) => row.map((text) => (text === '' ? null : text.replace(/\r\n?/g, '\n'))));
      expect(await readByDuckDb(it)).toEqual(expected);
      expect(it.records).toBe(table.length);
      expect(it.sample).toEqual(expected);
    }),
    { numRuns: 300, seed: 20240301 },
  );
});
