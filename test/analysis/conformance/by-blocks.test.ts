import { describe, expect, it } from 'vitest';
import { blocksOf } from '../../../analysis/conformance/blocks.ts';
import { compile } from '../../../analysis/conformance/compile.ts';
import { align } from '../../../analysis/conformance/index.ts';
import { treeToNet } from '../../../analysis/models/index.ts';
import type { PetriNet, ProcessTree } from '../../../analysis/schema/index.ts';
import { fromTraces, size, type VariantLog, variantLog } from '../../../analysis/variants.ts';
import { disturb, playOut, randomTree } from '../../../fixtures/play-out.ts';
import { random } from '../../../fixtures/random.ts';
import { bruteForceCost } from './brute-force.ts';
import { mutate, N1, N2, N3, netOf } from './nets.ts';
import { replay } from './replay.ts';

const run = (net: PetriNet, log: VariantLog, params: object = {}) => align.run({ net, log }, align.params.parse(params), () => {});
/** As long as there is one marking too many for the automaton, nets are taken apart into blocks. */
const byBlocks = (net: PetriNet, log: VariantLog) => {
  const result = run(net, log, { maxMarkings: 1 });
  expect(result.engine).toBe('blocks');
  for (let v = 0; v < size(log); v++) expect(replay(result, net, log, v)).toBe(result.cost[v]);
  return result;
};
const kindOf = (net: PetriNet): string | null => blocksOf(compile(net))?.kind ?? null;

describe('the blocks of a net', () => {
  it('are found where a place is a loop by itself, at the start, in the middle and at the end', () => {
    const net = netOf('a: start > start', 'b: start > p', 'c: p > p', 'd: p > p', 'e: p > end', 'f: end > end');
    expect(kindOf(net)).toBe('sequence');
    expect([...byBlocks(net, variantLog({ aabcdceff: 1, be: 1, bae: 1, e: 1, fb: 1 })).cost]).toEqual([0, 0, 1, 1, 2]);
  });

  it('are found where a branch is empty, and where one goes back to the start or from the end', () => {
    const empty = netOf('a: start > p q', 'b: p > r', 'c: r q > end');
    expect([...byBlocks(empty, variantLog({ abc: 1, ac: 1, cba: 1 })).cost]).toEqual([0, 1, 4]);
    const back = netOf('a: start > p', 'b: p > end', 'c: p > start', 'd: end > start');
    expect([...byBlocks(back, variantLog({ acab: 1, abdab: 1, acb: 1, abda: 1 })).cost]).toEqual([0, 0, 1, 1]);
  });

  it('are not found where there are none', () => {
    expect([N1, N2, N3].map(kindOf)).toEqual([null, 'sequence', 'sequence']);
    // Three branches that wait for each other crosswise.
    expect(kindOf(netOf('a: start > p q', 'b: p > r s', 'c: q r > t', 'd: s t > end'))).toBe(null);
    expect(kindOf({ ...N2, initial: { start: 2 } })).toBe(null);
    expect(kindOf({ ...N2, final: {} })).toBe(null);
  });
});

describe('alignments by blocks', () => {
  it('cost what those by the automaton do, on random trees', () => {
    const chance = random(31);
    for (let round = 0; round < 150; round++) {
      const tree = randomTree(chance, chance.whole(1, 14));
      const alphabet = [...'abcdefghijklmnop', 'unknown'];
      const log = fromTraces(
        Array.from({ length: 12 }, () => ({ activities: disturb(playOut(tree, chance), alphabet, chance.whole(0, 6), chance), cases: 1 })),
      );
      const net = treeToNet(tree);
      const expected = run(net, log);
      const found = byBlocks(net, log);
      expect(expected.engine).toBe('alignment automaton');
      expect([...found.cost]).toEqual([...expected.cost]);
      expect(found.shortestRun).toBe(expected.shortestRun);
      expect(found.optimal.every((proven) => proven === 1)).toBe(true);
    }
  });

  it('cost what brute force says wherever a spoilt net still has blocks', () => {
    const chance = random(32);
    let compared = 0;
    for (let round = 0; round < 600; round++) {
      const tree = randomTree(chance, chance.whole(2, 6));
      let net = treeToNet(tree);
      for (let i = chance.whole(1, 3); i > 0; i--) net = mutate(net, chance);
      if (kindOf(net) === null) continue;
      const events = disturb(playOut(tree, chance), [...'abcdef'], chance.whole(0, 3), chance);
      const result = run(net, fromTraces([{ activities: events, cases: 1 }]), { maxMarkings: 1 });
      if (result.engine !== 'blocks') continue;
      const expected = bruteForceCost(net, events);
      if (expected === null) continue;
      compared++;
      expect(result.cost[0]).toBe(expected);
    }
    expect(compared).toBeGreaterThan(60);
  });

  it('are found and proven where there are more states than can be counted', () => {
    const chance = random(33);
    let step = 0;
    const steps = (many: number): ProcessTree => ({
      op: 'sequence',
      children: Array.from({ length: many }, () => ({ activity: `s${step++}` })),
    });
    const tree: ProcessTree = {
      op: 'sequence',
      children: Array.from({ length: 4 }, () => ({
        op: 'parallel',
        children: Array.from({ length: 6 }, (): ProcessTree => ({ op: 'loop', children: [steps(4), steps(1)] })),
      })),
    };
    const net = treeToNet(tree);
    const alphabet = net.transitions.flatMap(({ label }) => label ?? []);
    const played = Array.from({ length: 6 }, () => playOut(tree, chance));
    const spoilt = played.map((trace) => disturb(trace, alphabet, 30, chance));
    const result = run(net, fromTraces([...played, ...spoilt].map((activities) => ({ activities, cases: 1 }))));
    const log = fromTraces([...played, ...spoilt].map((activities) => ({ activities, cases: 1 })));
    expect(result).toMatchObject({ engine: 'blocks', shortestRun: 96, statistics: { unproven: 0 } });
    for (let v = 0; v < size(log); v++) {
      expect(replay(result, net, log, v)).toBe(result.cost[v]);
      if (v < played.length) expect(result.cost[v]).toBe(0);
      else expect(result.cost[v]).toBeLessThanOrEqual(60);
    }
  });

  it('forget what does not fit into memory, and are the same', () => {
    const tree = randomTree(random(5), 40);
    const chance = random(34);
    const net = treeToNet(tree);
    const alphabet = net.transitions.flatMap(({ label }) => label ?? []);
    const log = fromTraces(
      Array.from({ length: 60 }, () => ({ activities: disturb(playOut(tree, chance, 0.6), alphabet, 20, chance), cases: 1 })),
    );
    const roomy = run(net, log, { maxMarkings: 1 });
    expect(run(net, log, { maxMarkings: 1, maxMegabytes: 1 })).toEqual(roomy);
  });
});
