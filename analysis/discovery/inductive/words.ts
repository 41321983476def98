import { size, type VariantLog } from '../../variants.ts';

/**
 * A log as words: each trace is a string with one UTF-16 unit an activity (its index), and maps to its number of cases.
 * Projections that fall together add up. Order of insertion is the order of the log, so every walk over it is deterministic.
 */
export type Words = ReadonlyMap<string, number>;

export const toWords = (log: VariantLog): Words => {
  const words = new Map<string, number>();
  for (let v = 0; v < size(log); v++) {
    let word = '';
    for (let i = log.offsets[v]; i < log.offsets[v + 1]; i++) word += String.fromCharCode(log.steps[i]);
    words.set(word, (words.get(word) ?? 0) + log.counts[v]);
  }
  return words;
};

/** Adds cases to a word of a log being built. */
export const count = (words: Map<string, number>, word: string, cases: number): void => {
  words.set(word, (words.get(word) ?? 0) + cases);
};

/** The number of cases. */
export const casesOf = (words: Words): number => {
  let sum = 0;
  for (const cases of words.values()) sum += cases;
  return sum;
};

/** The activities that occur, by index, ascending. */
export const alphabetOf = (words: Words): readonly number[] => {
  const seen = new Set<number>();
  for (const word of words.keys()) for (let i = 0; i < word.length; i++) seen.add(word.charCodeAt(i));
  return [...seen].sort((a, b) => a - b);
};

/** Every word without the activities for which `keep` is false. */
export const project = (words: Words, keep: (activity: number) => boolean): Words => {
  const projected = new Map<string, number>();
  for (const [word, cases] of words) {
    let kept = '';
    for (let i = 0; i < word.length; i++) if (keep(word.charCodeAt(i))) kept += word[i];
    count(projected, kept, cases);
  }
  return projected;
};
