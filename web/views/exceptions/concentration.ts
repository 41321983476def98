import { wilson } from '../../charts/wilson.ts';

/** How often a value's cases are exceptions. */
export interface Concentration {
  readonly column: string;
  /** The column's own name. */
  readonly name: string;
  /** null: missing. */
  readonly value: string | null;
  /** Exceptions among the cases with the value. */
  readonly cases: number;
  readonly ofCases: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
  /** The share with the value ÷ the share of all. */
  readonly lift: number;
  /** How far from chance: the standard score of the two-proportion test against the cases without the value. */
  readonly score: number;
}

export interface ValueCount {
  readonly value: string | null;
  readonly cases: number;
}

/** Below this, a value is an anecdote. */
const leastCases = 10;

/**
 * The values of a column among exceptions and among all cases, as shares of exceptions; those that many cases have and few others first. A value
 * that all cases have says nothing and is left out.
 */
export const concentrations = (
  column: { readonly column: string; readonly name: string },
  exceptions: readonly ValueCount[],
  all: readonly ValueCount[],
  totals: { readonly exceptions: number; readonly cases: number },
): readonly Concentration[] => {
  const leaving = new Map(exceptions.map(({ value, cases }) => [value, cases]));
  const overall = totals.exceptions / totals.cases;
  return all.flatMap(({ value, cases: n }): Concentration[] => {
    const k = leaving.get(value) ?? 0;
    const [restCases, rest] = [totals.cases - n, totals.exceptions - k];
    if (n < leastCases || restCases <= 0 || k === 0 || overall === 0) return [];
    const [low, high] = wilson(k, n);
    const spread = Math.sqrt(overall * (1 - overall) * (1 / n + 1 / restCases));
    return [
      {
        column: column.column,
        name: column.name,
        value,
        cases: k,
        ofCases: n,
        share: k / n,
        low,
        high,
        lift: k / n / overall,
        score: spread === 0 ? 0 : (k / n - rest / restCases) / spread,
      },
    ];
  });
};

/** What is clearly over-represented, the strongest first: the score that chance alone reaches once in a thousand, and a fifth more than over all. */
export const standingOut = (found: readonly Concentration[]): readonly Concentration[] =>
  found.filter(({ score, lift }) => score > 3.3 && lift > 1.2).sort((a, b) => b.score - a.score);
