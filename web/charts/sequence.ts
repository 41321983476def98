/** A step of a sequence held against another one: in both, only in this one, or only in the other. */
export interface Step {
  readonly activity: number;
  readonly kind: 'same' | 'added' | 'missing';
}

/** Beyond this many comparisons two sequences are only held against each other up to where they first differ, and from where they last do. */
const most = 4_000_000;

/**
 * What `sequence` has in common with `reference` (a longest common subsequence), and how they differ, in order. Before each common step come
 * the missing steps, then the added ones. Time and memory: the product of what is left of both after their common beginning and end.
 */
export const differences = (reference: ArrayLike<number>, sequence: ArrayLike<number>): readonly Step[] => {
  let head = 0;
  while (head < reference.length && head < sequence.length && reference[head] === sequence[head]) head++;
  let tail = 0;
  while (
    tail < reference.length - head &&
    tail < sequence.length - head &&
    reference[reference.length - 1 - tail] === sequence[sequence.length - 1 - tail]
  )
    tail++;
  const same = (from: number, to: number): Step[] =>
    Array.from({ length: to - from }, (_, i) => ({ activity: sequence[from + i]!, kind: 'same' as const }));
  return [
    ...same(0, head),
    ...between(reference, head, reference.length - tail, sequence, head, sequence.length - tail),
    ...same(sequence.length - tail, sequence.length),
  ];
};

const between = (a: ArrayLike<number>, a0: number, a1: number, b: ArrayLike<number>, b0: number, b1: number): Step[] => {
  const [n, m] = [a1 - a0, b1 - b0];
  const missing = (i: number): Step => ({ activity: a[i]!, kind: 'missing' });
  const added = (j: number): Step => ({ activity: b[j]!, kind: 'added' });
  if (n * m > most) return [...Array.from({ length: n }, (_, i) => missing(a0 + i)), ...Array.from({ length: m }, (_, j) => added(b0 + j))];
  // common[i][j]: how much the rests from i and j have in common.
  const common = new Uint16Array((n + 1) * (m + 1));
  for (let i = n - 1; i >= 0; i--)
    for (let j = m - 1; j >= 0; j--)
      common[i * (m + 1) + j] =
        a[a0 + i] === b[b0 + j]
          ? common[(i + 1) * (m + 1) + j + 1]! + 1
          : Math.max(common[(i + 1) * (m + 1) + j]!, common[i * (m + 1) + j + 1]!);
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  while (i < n || j < m) {
    if (i < n && j < m && a[a0 + i] === b[b0 + j]) {
      steps.push({ activity: b[b0 + j]!, kind: 'same' });
      i++;
      j++;
    } else if (i < n && (j === m || common[(i + 1) * (m + 1) + j]! >= common[i * (m + 1) + j + 1]!)) steps.push(missing(a0 + i++));
    else steps.push(added(b0 + j++));
  }
  return steps;
};
