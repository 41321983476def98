import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { fromTraces, type VariantLog } from '../../../analysis/variants.ts';

/** A published table of optimal alignments: the log it tells of, and the cost of each variant. */
export interface Published {
  readonly log: VariantLog;
  readonly cost: readonly number[];
  /** The mean over cases of the trace fitness, unrounded. */
  readonly meanTraceFitness: number;
}

const fields = (line: string): string[] =>
  [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((field) => field[1].replace(/^"|"$/g, ''));

/** A number with a decimal comma (`2,00`) or with a decimal point and commas between thousands. */
const number = (text: string): number =>
  Number(/,\d\d$/.test(text) ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', ''));

/** Reads a table that ProM wrote; two rows of the same sequence are one variant, which must have one cost. */
export const readPublished = (file: string): Published => {
  const lines = gunzipSync(readFileSync(file)).toString('utf8').split(/\r?\n/);
  const first = lines.findIndex((line) => line.startsWith('Index,'));
  const variants = new Map<string, { activities: string[]; cases: number; cost: number }>();
  for (const line of lines.slice(first + 1)) {
    if (line === '') break;
    const row = fields(line);
    if (!/^\d+$/.test(row[0])) break;
    const moves = row.slice(15).join(',').replace(/,$/, '');
    const activities = moves
      .split(/\|(?=\[(?:L|L\/M|M-REAL|M-INVI)\])/)
      .flatMap((move) => (/^\[L(\/M)?\]/.test(move) ? [move.replace(/^\[L(\/M)?\]/, '')] : []));
    const key = JSON.stringify(activities);
    const known = variants.get(key);
    const cost = number(row[5]);
    if (known && known.cost !== cost) throw new Error(`Two costs for one variant: ${key}`);
    variants.set(key, { activities, cases: (known?.cases ?? 0) + Number(row[2].replaceAll(',', '')), cost });
  }
  const summary = lines.find((line) => line.startsWith('Trace Fitness,'));
  return {
    log: fromTraces([...variants.values()]),
    cost: [...variants.values()].map((variant) => variant.cost),
    meanTraceFitness: Number(summary?.split(',')[1]),
  };
};
