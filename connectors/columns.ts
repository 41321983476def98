import { type TimeFormat, timeFormatOf } from './times.ts';
import { type Word, type WordRole, words } from './words.ts';

/** What a sample shows about one column. */
export interface Column {
  readonly index: number;
  readonly name: string;
  readonly words: readonly Word[];
  /** Its values by row; null where missing. */
  readonly values: readonly (string | null)[];
  readonly filled: number;
  readonly distinct: number;
  readonly time: TimeFormat | null;
  /** Share of its values that are numbers, and of those with a fraction or a sign: amounts rather than names or ids. */
  readonly numeric: number;
  readonly fractional: number;
  readonly meanLength: number;
}

/** Rows with the same case, as row numbers in time order are built from this: the rows of each value of a column. */
export type Groups = readonly (readonly number[])[];

const share = (count: number, of: number) => (of === 0 ? 0 : count / of);

/** Looks over one column of a sample. */
export const profile = (name: string, index: number, rows: readonly (readonly (string | null)[])[]): Column => {
  const values = rows.map((row) => row[index] ?? null);
  const filled = values.filter((value): value is string => value !== null);
  const distinct = new Set(filled);
  const different = [...distinct];
  const numbers = different.filter((value) => /^\s*[-+]?\d+([.,]\d+)*\s*%?$/.test(value));
  return {
    index,
    name,
    words: words(name),
    values,
    filled: filled.length,
    distinct: distinct.size,
    time: timeFormatOf(different.slice(0, 2000)),
    numeric: share(numbers.length, different.length),
    fractional: share(numbers.filter((value) => /[.,]|^\s*[-+]|%/.test(value)).length, different.length),
    meanLength: share(
      different.reduce((sum, value) => sum + value.length, 0),
      different.length,
    ),
  };
};

/** Whether a word of the column's name speaks for a role. */
export const speaks = (column: Column, role: WordRole): boolean => column.words.some((word) => word.roles.includes(role));

/** The rows of each value, in the order in which the values first occur; rows without one are left out. */
export const groupsOf = (column: Column): Groups => {
  const groups = new Map<string, number[]>();
  column.values.forEach((value, row) => {
    if (value === null) return;
    const group = groups.get(value);
    if (group) group.push(row);
    else groups.set(value, [row]);
  });
  return [...groups.values()];
};

/** Share of the groups of several rows in which the column takes more than one value; a missing value is one too. Null without such groups. */
export const varies = (column: Column, groups: Groups): number | null => {
  let [several, varying] = [0, 0];
  for (const rows of groups) {
    if (rows.length < 2) continue;
    several++;
    if (rows.some((row) => column.values[row] !== column.values[rows[0]])) varying++;
  }
  return several === 0 ? null : varying / several;
};
