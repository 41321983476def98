import type { Share } from '../schema/index.ts';

/** The 97.5 % point of the normal distribution: a two-sided 95 % interval. */
const Z = 1.959963984540054;

/** `part` of `n` with its 95 % Wilson score interval (Wilson 1927). Of nothing nothing is known: 0 in [0, 1]. */
export const share = (part: number, n: number): Share => {
  if (n === 0) return { value: 0, n, low: 0, high: 1 };
  const value = part / n;
  const spread = (Z * Math.sqrt((value * (1 - value)) / n + (Z * Z) / (4 * n * n))) / (1 + (Z * Z) / n);
  const middle = (value + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n);
  return { value, n, low: part === 0 ? 0 : middle - spread, high: part === n ? 1 : middle + spread };
};

/** How often something happened in one window: `part` of `of`. */
export interface Window {
  readonly part: number;
  readonly of: number;
}

/** Thresholds for a practice; the share and the number of windows are those of a drift candidate in the definitions. */
const PRACTICE_SHARE = 0.05;
const PRACTICE_WINDOWS = 3;
/** A practice must have grown at least twofold … */
const GROWTH = 2;
/** … and the change must explain the windows better than no change at all: twice the log-likelihood ratio, about p < 0.001 when every window was tried. */
const EVIDENCE = 15;

/** Log-likelihood of `part` of `of` at their own rate. */
const likelihood = (part: number, of: number): number => {
  const term = (count: number): number => (count === 0 ? 0 : count * Math.log(count / of));
  return term(part) + term(of - part);
};

/**
 * The window from which something is a practice: the one change of its share that explains the windows best (binomial likelihood, one change),
 * if from there on at least 5 % of each of the next 3 windows and of the whole rest have it, twice as many as before. The window in which the
 * change fell counts as its first when its share already stands out from the time before. −1 if it never became one or always was one.
 */
export const practiceSince = (windows: readonly Window[]): number => {
  const sum = (from: number, to: number): Window =>
    windows.slice(from, to).reduce((total, { part, of }) => ({ part: total.part + part, of: total.of + of }), { part: 0, of: 0 });
  const rate = ({ part, of }: Window): number => (of === 0 ? 0 : part / of);
  const all = sum(0, windows.length);
  const isPractice = (t: number): boolean => {
    const after = rate(sum(t, windows.length));
    return (
      t + PRACTICE_WINDOWS <= windows.length &&
      after >= PRACTICE_SHARE &&
      after >= GROWTH * rate(sum(0, t)) &&
      windows.slice(t, t + PRACTICE_WINDOWS).every((window) => rate(window) >= PRACTICE_SHARE)
    );
  };

  let best = -1;
  let most = EVIDENCE;
  for (let t = 1; t < windows.length; t++) {
    const [before, after] = [sum(0, t), sum(t, windows.length)];
    const evidence = 2 * (likelihood(before.part, before.of) + likelihood(after.part, after.of) - likelihood(all.part, all.of));
    if (evidence > most && isPractice(t)) {
      best = t;
      most = evidence;
    }
  }
  while (best > 1 && isPractice(best - 1)) {
    const { part, of } = windows[best - 1];
    const before = sum(0, best - 1);
    if (share(part, of).low <= share(before.part, before.of).high) break;
    best--;
  }
  return best;
};

/**
 * The medians of two groups in one: `order` names the members of all values ascending, `inside` says whether a member belongs to the first group.
 * The mean of the middle two where a group is even; null where it is empty.
 */
export const mediansInAndOut = (
  sorted: Float64Array,
  member: Uint32Array,
  inside: Uint8Array,
): { readonly inside: number | null; readonly outside: number | null } => {
  let count = 0;
  for (let i = 0; i < member.length; i++) count += inside[member[i]];
  const median = (wanted: number, total: number): number | null => {
    if (total === 0) return null;
    const low = (total - 1) >> 1;
    let seen = 0;
    let first = 0;
    for (let i = 0; i < member.length; i++) {
      if (inside[member[i]] !== wanted) continue;
      if (seen === low) first = sorted[i];
      if (seen === total >> 1) return (first + sorted[i]) / 2;
      seen++;
    }
    return null;
  };
  return { inside: median(1, count), outside: median(0, member.length - count) };
};
