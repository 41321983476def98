import { type Wilson, wilsonShare } from './share.ts';

export interface Month {
  /** YYYY-MM. */
  readonly month: string;
  readonly cases: number;
  readonly exceptions: number;
}

export interface Holds {
  readonly verdict: 'yes' | 'mostly' | 'no longer' | 'no';
  /** The share of cases that follow the document in the latest months. */
  readonly now: Wilson;
  /** And in the first ones; null where the log is too short to tell the two apart. */
  readonly before: Wilson | null;
  readonly months: number;
}

/** Enough cases for a share to say something. */
const enough = 100;

/** The months from one end of the log that together hold enough cases: at least three if there are as many. */
const some = (months: readonly Month[]): readonly Month[] => {
  let cases = 0;
  const at = months.findIndex((it, i) => {
    cases += it.cases;
    return i >= 2 && cases >= enough;
  });
  return at < 0 ? months : months.slice(0, at + 1);
};

const following = (months: readonly Month[]): Wilson => {
  const [cases, exceptions] = months.reduce(([n, k], it) => [n + it.cases, k + it.exceptions], [0, 0]);
  return wilsonShare(cases - exceptions, cases);
};

/**
 * Whether a document still holds, by the cases completed lately beside those completed first: *yes* from nine in ten that follow it,
 * *mostly* from seven in ten; below that *no longer* if it once was clearly more (their 95 % intervals are apart), else *no*.
 */
export const holds = (all: readonly Month[]): Holds => {
  const months = all.filter(({ cases }) => cases > 0);
  const [first, last] = [some(months), some([...months].reverse())];
  const now = following(last);
  const before = first.length + last.length <= months.length ? following(first) : null;
  const fell = before !== null && now.high < before.low;
  return { verdict: now.value >= 0.9 ? 'yes' : now.value >= 0.7 ? 'mostly' : fell ? 'no longer' : 'no', now, before, months: last.length };
};
