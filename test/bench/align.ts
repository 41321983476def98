import { readFileSync } from 'node:fs';
import { align } from '../../analysis/conformance/index.ts';
import { parsePnml } from '../../analysis/models/index.ts';
import { size } from '../../analysis/variants.ts';
import { readPublished } from '../analysis/conformance/published.ts';
import { shared } from '../shared.ts';
import { best, type Measure } from './table.ts';

const published = [
  'BPIC2013-OpenProblems',
  'BPIC2013-ClosedProblems',
  'BPIC2013-incidents',
  'BPIC2020-DomesticDeclarations',
  'BPIC2020-RequestForPayment',
  'M1',
  'M2',
  'M5',
  'M8',
  'prAm6',
];

/** The states that the baseline may meet for one variant before it gives up. */
const BUDGET = 20_000;

/** Optimal alignments with moves, one thread, cold, beside searching every variant for itself (A*, same code, without the shared automaton). */
export const measureAlignments = async (): Promise<Measure[]> => {
  if (shared === null) return [];
  const measures: Measure[] = [];
  for (const name of published) {
    const { log } = readPublished(`${shared}logs/alignments/${name}.csv.gz`);
    const { net } = parsePnml(readFileSync(`${shared}logs/models/${name}.pnml`, 'utf8'));
    const ms = await best(3, () => align.run({ net, log }, align.params.parse({}), () => {}));
    let searched = 0;
    const searchMs = await best(1, () => {
      const found = align.run({ net, log }, align.params.parse({ maxMarkings: 1, budget: BUDGET }), () => {});
      searched = found.optimal.reduce((sum, one) => sum + one, 0);
    });
    measures.push({
      what: 'align',
      on: `${name}, ${size(log)} variants`,
      ms,
      amount: { value: size(log), unit: 'variants' },
      baseline: { name: `search by variant, ${searched} of them solved`, ms: searchMs },
    });
  }
  return measures;
};
