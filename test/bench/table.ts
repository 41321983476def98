/** One thing measured beside its baseline, in the same run on the same machine. */
export interface Measure {
  readonly what: string;
  readonly on: string;
  /** Milliseconds: the best of the repeats. */
  readonly ms: number;
  /** How much was done, in the unit of the rate. */
  readonly amount?: { readonly value: number; readonly unit: string };
  readonly baseline: { readonly name: string; readonly ms: number };
}

/** The best of `repeats` runs in milliseconds: the least disturbed one. */
export const best = async (repeats: number, run: () => unknown): Promise<number> => {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < repeats; i++) {
    const before = performance.now();
    await run();
    least = Math.min(least, performance.now() - before);
  }
  return least;
};

const time = (ms: number) => (ms < 10 ? `${ms.toFixed(2)} ms` : ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);
const rate = ({ ms, amount }: Measure) =>
  amount ? `${((amount.value / ms) * 1000).toLocaleString('en', { maximumFractionDigits: 1 })} ${amount.unit}/s` : '';

/** The measures as a Markdown table; ratio = baseline / ours, above 1 is faster than the baseline. */
export const table = (measures: readonly Measure[]): string => {
  const rows = [
    ['what', 'on', 'time', 'rate', 'baseline', 'its time', 'ratio'],
    ...measures.map((it) => [
      it.what,
      it.on,
      time(it.ms),
      rate(it),
      it.baseline.name,
      time(it.baseline.ms),
      `${(it.baseline.ms / it.ms).toFixed(2)} ×`,
    ]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(rows[0]), line(widths.map((width) => '-'.repeat(width))), ...rows.slice(1).map(line)].join('\n');
};
