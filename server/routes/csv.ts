import type { Answer } from '../store/store.ts';

const text = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
};

/**
 * A text that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP advises: an activity named `=HYPERLINK(…)`
 * must not run on the machine of whoever opens the download. Numbers are not texts and stay as they are.
 */
const harmless = (value: unknown): string => {
  const it = text(value);
  return typeof value === 'string' && /^[=+\-@\t\r]/.test(it) ? `'${it}` : it;
};

const field = (value: unknown): string => {
  const it = harmless(value);
  return /[",\r\n]/.test(it) ? `"${it.replaceAll('"', '""')}"` : it;
};

/** A table as RFC 4180: a header, CRLF, UTF-8 with no mark; missing values are empty, lists JSON. */
export const csv = ({ columns, rows }: Pick<Answer, 'columns' | 'rows'>): string =>
  [columns.map(({ name }) => field(name)), ...rows.map((row) => columns.map(({ name }) => field(row[name])))]
    .map((record) => `${record.join(',')}\r\n`)
    .join('');
