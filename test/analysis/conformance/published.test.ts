import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { align } from '../../../analysis/conformance/index.ts';
import { parsePnml } from '../../../analysis/models/formats/pnml.ts';
import { cases, size } from '../../../analysis/variants.ts';
import { shared } from '../../shared.ts';
import { readPublished } from './published.ts';
import { replay } from './replay.ts';

/** Name; variants of distinct sequence; cases; total cost; cases at cost 0; highest cost. Published with the logs. */
const rows: readonly (readonly [string, number, number, number, number, number])[] = [
  ['BPIC2013-ClosedProblems', 183, 1_487, 2_173, 574, 23],
  ['BPIC2013-OpenProblems', 108, 819, 966, 370, 20],
  ['BPIC2013-incidents', 1_511, 7_554, 6_336, 1_964, 9],
  ['BPIC2020-DomesticDeclarations', 99, 10_500, 4_591, 8_483, 17],
  ['BPIC2020-RequestForPayment', 89, 6_886, 4_251, 5_356, 13],
  ['M1', 453, 500, 2_886, 28, 18],
  ['M2', 500, 500, 5_156, 0, 27],
  ['M5', 500, 500, 7_362, 0, 37],
  ['M8', 432, 500, 3_658, 63, 48],
  ['prAm6', 1_049, 1_200, 4_950, 925, 18],
];

describe.skipIf(shared === null)('published alignments', () => {
  it.each(rows)('%s', (name, variants, expectedCases, totalCost, atZero, highest) => {
    const { net } = parsePnml(readFileSync(`${shared}logs/models/${name}.pnml`, 'utf8'));
    const { log, cost, meanTraceFitness } = readPublished(`${shared}logs/alignments/${name}.csv.gz`);
    const alignments = align.run({ net, log }, align.params.parse({}), () => {});

    expect(size(log)).toBe(variants);
    expect(cases(log)).toBe(expectedCases);
    expect(Array.from(alignments.cost)).toEqual(cost);
    expect(alignments.optimal.every((optimal) => optimal === 1)).toBe(true);
    for (let v = 0; v < size(log); v++) expect(replay(alignments, net, log, v)).toBe(alignments.cost[v]);

    const weighted = (of: (v: number) => number): number => log.counts.reduce((sum, count, v) => sum + count * of(v), 0);
    const fitness = (v: number): number => 1 - alignments.cost[v] / (log.offsets[v + 1] - log.offsets[v] + alignments.shortestRun);
    expect(weighted((v) => alignments.cost[v])).toBe(totalCost);
    expect(weighted(fitness) / cases(log)).toBeCloseTo(meanTraceFitness, 12);
    expect(weighted((v) => (alignments.cost[v] === 0 ? 1 : 0))).toBe(atZero);
    expect(Math.max(...alignments.cost)).toBe(highest);
  });
});
