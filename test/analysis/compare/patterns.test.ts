import { describe, expect, it } from 'vitest';
import { patternsOf } from '../../../analysis/compare/patterns.ts';
import { align } from '../../../analysis/conformance/index.ts';
import { treeToNet } from '../../../analysis/models/index.ts';
import { fromTraces, size } from '../../../analysis/variants.ts';
import { disturb, playOut, randomTree } from '../../../fixtures/play-out.ts';
import { random } from '../../../fixtures/random.ts';

describe('patternsOf', () => {
  it('tells every unit of cost exactly once, and names only variants that cost', () => {
    const chance = random(42);
    for (let round = 0; round < 60; round++) {
      const tree = randomTree(chance, chance.whole(2, 12));
      const log = fromTraces(
        Array.from({ length: 40 }, () => ({
          activities: disturb(playOut(tree, chance), ['a', 'b', 'x', 'y'], chance.whole(0, 5), chance),
          cases: chance.whole(1, 9),
        })),
      );
      const net = treeToNet(tree);
      const alignments = align.run({ net, log }, align.params.parse({}), () => {});
      const patterns = patternsOf(alignments, net, log);
      const total = log.counts.reduce((sum, count, v) => sum + count * alignments.cost[v], 0);
      expect(patterns.reduce((sum, { cost }) => sum + cost, 0)).toBe(total);
      const told = new Set(patterns.flatMap(({ variants }) => variants));
      for (let v = 0; v < size(log); v++) expect(told.has(v)).toBe(alignments.cost[v] > 0);
      for (const { cases, variants, occurrences } of patterns) {
        expect(cases).toBe(variants.reduce((sum, v) => sum + log.counts[v], 0));
        expect(occurrences).toBeGreaterThanOrEqual(cases);
      }
    }
  });
});
