const z = 1.959963984540054;

/** The 95 % Wilson interval of k out of n; [0, 1] where n is 0. Wilson (1927), Probable inference. */
export const wilson = (k: number, n: number): readonly [low: number, high: number] => {
  if (n === 0) return [0, 1];
  const p = k / n;
  const below = 1 + (z * z) / n;
  const middle = (p + (z * z) / (2 * n)) / below;
  const spread = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / below;
  return [k === 0 ? 0 : Math.max(0, middle - spread), k === n ? 1 : Math.min(1, middle + spread)];
};
