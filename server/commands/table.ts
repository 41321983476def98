import { cell } from '../format.ts';
import type { Answer } from '../store/store.ts';

const MAX_WIDTH = 100;

const cut = (text: string): string => (text.length > MAX_WIDTH ? `${text.slice(0, MAX_WIDTH - 1)}…` : text);

/** Rows below their titles: numbers to the right, text to the left, two spaces between. An answer of one row stands upright. */
export const table = ({ columns, rows }: Pick<Answer, 'columns' | 'rows'>): string => {
  if (rows.length === 0) return 'Nothing.\n';
  if (rows.length === 1 && columns.length > 4) {
    const width = Math.max(...columns.map(({ title }) => title.length));
    return columns.map((column) => `${column.title.padEnd(width)}  ${cell(rows[0][column.name], column)}\n`).join('');
  }
  const cells = rows.map((row) => columns.map((column) => cut(cell(row[column.name], column).replaceAll(/\s+/g, ' '))));
  const widths = columns.map(({ title }, i) => cells.reduce((most, record) => Math.max(most, record[i].length), title.length));
  const line = (record: readonly string[]): string =>
    `${record
      .map((it, i) => (columns[i].type === 'number' ? it.padStart(widths[i]) : it.padEnd(widths[i])))
      .join('  ')
      .trimEnd()}\n`;
  return [line(columns.map(({ title }) => title)), line(widths.map((width) => '─'.repeat(width))), ...cells.map(line)].join('');
};
