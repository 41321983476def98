import { looksLikeHeader } from './csv-header.ts';
import { type Dialect, recordsOf } from './csv-records.ts';

/** Where the table lies in a text and how it is written. */
export interface Table {
  readonly dialect: Dialect;
  /** Records before the header (or the first data record): titles, "sep=;", blank lines. */
  readonly preamble: number;
  readonly header: readonly string[] | null;
  /** Fields of most records. */
  readonly width: number;
}

/** In the order of preference where the evidence is equal. */
const usual = [',', ';', '\t', '|'];
const unusual = ['^', '~', '\u001f', '\u0001', '¦', '§', '::', '~|~', '#', '@', '!', '&', '*', '/', ':', ' '];

/** Shapes that a single value commonly has: if a candidate delimiter is right, its fields look like these. */
const shapes: readonly RegExp[] = [
  /^$/,
  /^[-+]?[\d.,' ]*\d%?$/,
  /^[-+]?\d+(\.\d+)?[eE][-+]?\d+$/,
  /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ,]+\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d{1,9})?)?)?\s?([AaPp]\.?[Mm]\.?)?\s?(Z|UTC|GMT|[-+]\d{2}:?\d{2})?$/,
  /^\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?$/,
  /^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_ .()'’&+@:/#*?!%=<>[\]{}"-]*$/u,
  /^[-?*]$/,
];
const isShaped = (value: string): boolean => {
  const text = value.trim();
  return shapes.some((shape) => shape.test(text));
};

/**
 * How well a reading fits: the pattern score (few row widths, many fields) times the share of fields that look like single
 * values, less where quotes stand in odd places. After van den Burg, Nazábal, Sutton: Wrangling messy CSV files by detecting row and type patterns, Data Min. Knowl.
 * Disc. 33 (2019), 1804–1805.
 */
const fitness = (records: readonly (readonly string[])[]): number => {
  const filled = records.filter((record) => record.length > 1 || record[0].trim() !== '');
  if (filled.length === 0) return 0;
  const widths = new Map<number, number>();
  for (const record of filled) widths.set(record.length, (widths.get(record.length) ?? 0) + 1);
  let pattern = 0;
  for (const [width, count] of widths) pattern += (count * Math.max(0.001, width - 1)) / width;
  pattern /= widths.size;
  let [shaped, cells] = [0, 0];
  for (const record of filled)
    for (const value of record) {
      cells++;
      if (isShaped(value)) shaped++;
    }
  return (pattern / filled.length) * (shaped / cells) ** 2;
};

const readings = (text: Buffer, delimiters: readonly string[], quotes: readonly Dialect['quote'][]) =>
  delimiters
    .filter((delimiter) => text.includes(delimiter))
    .flatMap((delimiter) =>
      quotes.flatMap((quote) =>
        (quote !== '' && text.includes(`\\${quote}`) ? (['double', 'backslash'] as const) : (['double'] as const)).map(
          (escaping): Dialect => ({
            delimiter,
            quote,
            escape: escaping,
            padded: false,
          }),
        ),
      ),
    )
    .map((dialect) => {
      const { records, loose } = recordsOf(text, dialect, 400);
      return { dialect, records, score: fitness(records) * (1 - loose / Math.max(1, records.length)) };
    });

/** What may stand right before or behind a quoted value, as a class of regular expressions. */
const edge = `[\\r\\n${[',', ';', '\t', '|', '^', '~', '\u001f', '\u0001', '¦', ':', ' '].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}]`;
const opensSingle = new RegExp(`(?:^|${edge}) *'`);
const closesSingle = new RegExp(`' *(?:$|${edge})`);
const wrapsDouble = new RegExp(`(?<=^|${edge})"[^"\\r\\n]*"(?=$|${edge})`, 'g');

/** The quote signs worth trying: those that stand where a quoted value would begin and end. */
const quotesIn = (text: string): Dialect['quote'][] => {
  const found: Dialect['quote'][] = ['"'];
  if (Math.min(text.split(opensSingle).length, text.split(closesSingle).length) > 3) found.push("'");
  // Where most quotes wrap whole values, they quote: a stray one is then a flaw of the file, not of the dialect.
  const wrapped = text.match(wrapsDouble)?.length ?? 0;
  if (text.split('"').length - 1 > wrapped * 4) found.push('');
  return found;
};

/** Whether every sign of this delimiter stands in a pair: then the pair is the delimiter. */
const isDoubled = (text: string, delimiter: string): boolean => {
  const pairs = text.split(delimiter + delimiter).length - 1;
  return pairs > 1 && text.split(delimiter).length - 1 === pairs * 2;
};

/** The dialect of a text (UTF-8, cut at the end of a line), by trying the candidates on its first records; deterministic. */
export const findTable = (text: Buffer): Table => {
  const asText = text.toString('utf8');
  const declared = /^\s*sep=(.{1,3}?)\r?[\n\r]/i.exec(asText)?.[1];
  const quotes = quotesIn(asText.slice(0, 256 * 1024));
  const likely = usual.map((delimiter) => (isDoubled(asText, delimiter) ? delimiter + delimiter : delimiter));
  const first = readings(text, declared ? [declared] : likely, quotes);
  const tried = declared || first.some((reading) => reading.score > 0.35) ? first : [...first, ...readings(text, unusual, quotes)];
  const best = tried.reduce<(typeof tried)[number] | null>((a, b) => (a && a.score >= b.score * 0.999 ? a : b), null);
  const dialect = best?.dialect ?? { delimiter: ',', quote: '"', escape: 'double', padded: false };
  const records = best?.records ?? recordsOf(text, dialect, 400).records;
  return place({ ...dialect, padded: isPadded(records, dialect) }, records);
};

/** Values are padded if most behind the first of a record begin with a blank, or most end with one. */
const isPadded = (records: readonly (readonly string[])[], dialect: Dialect): boolean => {
  if (dialect.delimiter === ' ') return false;
  const values = records.flatMap((record) => (record.length > 1 ? record.slice(1) : [])).filter((value) => value !== '');
  const share = (test: (value: string) => boolean) => values.filter(test).length / Math.max(1, values.length);
  return values.length > 2 && (share((value) => value.startsWith(' ')) > 0.8 || share((value) => value.endsWith(' ')) > 0.8);
};

const place = (dialect: Dialect, raw: readonly (readonly string[])[]): Table => {
  const records = dialect.padded ? raw.map((record) => record.map((value) => value.trim())) : raw;
  const body = records.slice(Math.min(20, Math.floor(records.length / 5)));
  const counts = new Map<number, number>();
  for (const record of body) if (!isEmpty(record)) counts.set(record.length, (counts.get(record.length) ?? 0) + 1);
  let width = 0;
  for (const [length, count] of counts)
    if (count > (counts.get(width) ?? 0) || (count === counts.get(width) && length > width)) width = length;
  if (width === 0) width = Math.max(0, ...records.filter((record) => !isEmpty(record)).map((record) => record.length));
  // The table begins at the first record that is as wide as most and not nearly empty: titles above it are narrow, or padded with empty fields.
  const enough = Math.min(2, width);
  let begins = records.findIndex(
    (record, i) =>
      !isSep(record) &&
      (record.length === width || (record.length > width && i === 0)) &&
      record.filter((value) => value.trim() !== '').length >= Math.max(enough, width > 5 ? Math.ceil(width / 3) : enough),
  );
  if (begins < 0) begins = records.findIndex((record) => !isSep(record) && !isEmpty(record));
  if (begins < 0) return { dialect, preamble: records.length, header: null, width };
  const rest = records.slice(begins + 1).filter((record) => !isEmpty(record));
  const above = records[begins - 1];
  if (looksLikeHeader(records[begins], rest)) return { dialect, preamble: begins, header: records[begins], width };
  // A header that lacks the name of the first column or ends in a delimiter is one narrower or wider than the rows below it.
  if (above && Math.abs(above.length - width) === 1 && above.length > 1 && looksLikeHeader(above, records.slice(begins)))
    return { dialect, preamble: begins - 1, header: above, width };
  return { dialect, preamble: begins, header: null, width };
};

const isEmpty = (record: readonly string[]) => record.every((value) => value.trim() === '');
const isSep = (record: readonly string[]) => /^sep=/i.test(record[0]);
