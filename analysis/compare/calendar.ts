/** The months in which cases were completed, in order. Months without a case are left out. */
export interface Months {
  readonly names: readonly string[];
  /** Per case: the index of its month. */
  readonly ofCase: Uint16Array;
  /** Per month: its cases. */
  readonly cases: Uint32Array;
}

/** Sorts cases into calendar months (UTC) by the time they ended, in epoch milliseconds. */
export const monthsOf = (endedMs: Float64Array): Months => {
  const keys = new Int32Array(endedMs.length);
  for (let i = 0; i < endedMs.length; i++) {
    const date = new Date(endedMs[i]);
    keys[i] = 12 * date.getUTCFullYear() + date.getUTCMonth();
  }
  const present = [...new Set(keys)].sort((a, b) => a - b);
  const index = new Map(present.map((key, i) => [key, i]));
  const ofCase = Uint16Array.from(keys, (key) => index.get(key) as number);
  const cases = new Uint32Array(present.length);
  for (const month of ofCase) cases[month]++;
  return {
    names: present.map(
      (key) => `${String(Math.floor(key / 12)).padStart(4, '0')}-${String((((key % 12) + 12) % 12) + 1).padStart(2, '0')}`,
    ),
    ofCase,
    cases,
  };
};
