import { describe, expect, it } from 'vitest';
import { align, budgetFor, decode, merge, split } from '../../../analysis/conformance/index.ts';
import { Fault } from '../../../analysis/fault.ts';
import { treeToNet } from '../../../analysis/models/index.ts';
import type { PetriNet } from '../../../analysis/schema/index.ts';
import { fromTraces, size, trace, type VariantLog, variantLog } from '../../../analysis/variants.ts';
import { disturb, playOut, randomTree } from '../../../fixtures/play-out.ts';
import { random } from '../../../fixtures/random.ts';
import { bruteForceCost } from './brute-force.ts';
import { mutate, N1, N2, N3, netOf, TEXTBOOK } from './nets.ts';
import { replay } from './replay.ts';

const run = (net: PetriNet, log: VariantLog, params: object = {}) => align.run({ net, log }, align.params.parse(params), () => {});
const words = (net: PetriNet, log: VariantLog, v = 0, params: object = {}): string =>
  decode(run(net, log, params), net, log, v)
    .map(({ kind, activity }) => ({ sync: '', log: '+', model: '-', invisible: '~' })[kind] + (activity ?? ''))
    .join(' ');
const fault = (act: () => unknown): Fault => {
  try {
    act();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('No fault.');
};
const everyReplays = (net: PetriNet, log: VariantLog, params: object = {}): void => {
  const alignments = run(net, log, params);
  for (let v = 0; v < size(log); v++) expect(replay(alignments, net, log, v)).toBe(alignments.cost[v]);
};

const sequence = netOf('a: start > p', 'b: p > q', 'c: q > end');

describe('moves, by hand', () => {
  it.each([
    ['abc', 'a b c'],
    ['ac', 'a -b c'],
    ['axbc', 'a +x b c'],
    ['abbc', 'a b +b c'],
    ['axc', 'a -b +x c'],
    ['x', '-a -b -c +x'],
  ])('%s on a sequence', (word, expected) => {
    expect(words(sequence, variantLog({ [word]: 1 }))).toBe(expected);
    expect(
      words(sequence, variantLog({ [word]: 1 }), 0, { maxMarkings: 1 })
        .split(' ')
        .sort(),
    ).toEqual(expected.split(' ').sort());
  });

  it('an empty trace runs the shortest way', () => {
    const log = fromTraces([{ activities: [], cases: 2 }]);
    const result = run(sequence, log);
    expect([result.cost[0], result.shortestRun, words(sequence, log)]).toEqual([3, 3, '-a -b -c']);
  });

  it('invisible moves cost nothing, circles of them do no harm', () => {
    const net = netOf('a: start > p', '~: p > q', '~: q > p', 'b: q > r', '~: r > p', '~: r > end');
    expect(words(net, variantLog({ ab: 1 }))).toBe('a ~ b ~');
    expect(words(net, variantLog({ abb: 1 }))).toBe('a ~ b ~ ~ b ~');
  });

  it('parallel steps agree in any order, weights and several tokens count', () => {
    const net: PetriNet = {
      ...netOf('a: start > p', 'b: p > q', 'c: q > end'),
      arcs: [
        { from: 'start', to: 't0', weight: 1 },
        { from: 't0', to: 'p', weight: 2 },
        { from: 'p', to: 't1', weight: 1 },
        { from: 't1', to: 'q', weight: 1 },
        { from: 'q', to: 't2', weight: 2 },
        { from: 't2', to: 'end', weight: 1 },
      ],
    };
    expect(Array.from(run(net, variantLog({ abbc: 1, abc: 1, abbbc: 1 })).cost)).toEqual([0, 1, 1]);
    expect(Array.from(run(N1, variantLog({ abdeg: 1, adbeg: 1 })).cost)).toEqual([0, 0]);
  });
});

describe('the textbook', () => {
  it.each([
    ['acefbefdbeg', 2],
    ['abcdeh', 1],
    ['bdefcdeh', 1],
    ['acdfbdeg', 1],
    ['acdefeh', 2],
    ['ag', 3],
    ['abcdefdcbefgh', 4],
  ])('%s costs %i on N1', (word, cost) => expect(Array.from(run(N1, variantLog({ [word]: 1 })).cost)).toEqual([cost]));

  it('every trace of the log fits N1; where a trace leaves N2 and N3 is what brute force says', () => {
    const log = variantLog(TEXTBOOK);
    expect(log.counts.reduce((sum, count) => sum + count, 0)).toBe(1_391);
    expect(run(N1, log).cost.every((cost) => cost === 0)).toBe(true);
    for (const net of [N2, N3]) {
      const { cost, shortestRun } = run(net, log);
      expect(Array.from(cost)).toEqual(Array.from(cost, (_, v) => bruteForceCost(net, trace(log, v))));
      expect(shortestRun).toBe(5);
      everyReplays(net, log);
    }
  });
});

describe('against brute force', () => {
  it('the least cost, and moves that play on net and trace, on random trees and on what mutation leaves of them', () => {
    const chance = random(20_250_101);
    let pairs = 0;
    let unsound = 0;
    for (let round = 0; pairs < 550; round++) {
      const tree = randomTree(chance, chance.whole(1, 7));
      let net = treeToNet(tree);
      const mutations = chance.whole(0, 3);
      for (let i = 0; i < mutations; i++) net = mutate(net, chance);
      const traces = Array.from({ length: 3 }, () =>
        disturb(playOut(tree, chance).slice(0, 9), ['a', 'b', 'c', 'x'], chance.whole(0, 4), chance),
      );
      const expected = traces.map((activities) => bruteForceCost(net, activities, 2_000));
      if (expected.includes(null)) continue;
      const log = fromTraces(traces.map((activities) => ({ activities, cases: 1 })));
      for (const params of [{}, { maxMarkings: 1 }]) {
        const result = run(net, log, { ...params, budget: 50_000 });
        expect(Array.from(result.cost), `round ${round} ${JSON.stringify(params)}`).toEqual(expected);
        expect(Array.from(result.lower)).toEqual(expected);
        traces.forEach((_, v) => {
          expect(replay(result, net, log, v)).toBe(expected[v]);
        });
      }
      pairs += traces.length;
      if (mutations > 0) unsound += traces.length;
    }
    expect(unsound).toBeGreaterThan(250);
  });
});

describe('relations', () => {
  const chance = random(7);
  const tree = randomTree(chance, 12);
  const net = treeToNet(tree);
  const log = fromTraces(
    Array.from({ length: 60 }, (_, i) => ({
      activities: i % 3 === 0 ? playOut(tree, chance) : disturb(playOut(tree, chance), ['a', 'b', 'x'], 3, chance),
      cases: i + 1,
    })),
  );
  const whole = run(net, log);

  it('cost 0 exactly when the net accepts the trace: no move but agreed and invisible ones', () => {
    for (let v = 0; v < size(log); v++) {
      const accepted = decode(whole, net, log, v).every(({ kind }) => kind === 'sync' || kind === 'invisible');
      expect(whole.cost[v] === 0).toBe(accepted);
      if (v % 3 === 0) expect(whole.cost[v]).toBe(0);
    }
    expect(whole.cost.some((cost) => cost > 0)).toBe(true);
  });

  it.each([1, 2, 3, 7, 60, 100])('cut into %i parts and merged, it is the same', (parts) => {
    const pieces = split(log, parts);
    expect(pieces.length).toBeLessThanOrEqual(Math.min(parts, 60));
    expect(pieces.length).toBeGreaterThan(Math.min(parts, 60) * 0.9);
    const merged = merge(pieces.map((piece) => run(net, piece)));
    expect({ ...merged, statistics: null }).toEqual({ ...whole, statistics: null });
  });

  it('names do not matter', () => {
    const rename = (name: string): string => `${name.toUpperCase()} step`;
    const renamedNet = {
      ...net,
      transitions: net.transitions.map((each) => ({ ...each, label: each.label === null ? null : rename(each.label) })),
    };
    const renamed = run(renamedNet, { ...log, activities: log.activities.map(rename) });
    expect(renamed.cost).toEqual(whole.cost);
    expect(renamed.moves).toEqual(whole.moves);
  });

  it('neither do counts nor the order of the variants', () => {
    expect(run(net, { ...log, counts: log.counts.map((count) => 2 * count) }).moves).toEqual(whole.moves);
    const order = Array.from({ length: size(log) }, (_, v) => size(log) - 1 - v);
    const turned = fromTraces(order.map((v) => ({ activities: trace(log, v), cases: log.counts[v] })));
    const result = run(net, turned);
    order.forEach((v, i) => {
      expect(decode(result, net, turned, i)).toEqual(decode(whole, net, log, v));
    });
  });

  it('little memory changes the work, not the answer', () => {
    // A label that occurs twice keeps it from being taken apart into blocks.
    const wide = treeToNet({ op: 'parallel', children: [...'abcdefghija'].map((activity) => ({ activity })) });
    const shuffled = fromTraces(
      Array.from({ length: 300 }, () => ({
        activities: [...'abcdefghij'].sort(() => chance.next() - 0.5).slice(chance.whole(0, 3)),
        cases: 1,
      })),
    );
    const roomy = run(wide, shuffled);
    const narrow = run(wide, shuffled, { maxMegabytes: 1 });
    expect(narrow.statistics.columns).toBeGreaterThan(roomy.statistics.columns);
    expect({ ...narrow, statistics: null }).toEqual({ ...roomy, statistics: null });
  });
});

describe('names', () => {
  it('are matched exactly first, then without regard to case and spaces, which is said', () => {
    const net = netOf('Check credit: start > p', 'Approve: p > end');
    const log = fromTraces([{ activities: ['check  Credit ', 'Approve', 'Call'], cases: 3 }]);
    const result = run(net, log);
    expect(result.cost[0]).toBe(1);
    expect(result.notes.map(({ message }) => message)).toEqual([
      '“check  Credit ” in the log is taken for “Check credit” in the document: they differ only in case or spaces.',
    ]);
    expect(result.onlyInLog).toEqual([2]);
    expect(result.onlyInDocument).toEqual([]);
    const both = netOf('A: start > p', 'a: p > end');
    expect(run(both, variantLog({ Aa: 1, aA: 1 }))).toMatchObject({ cost: new Uint32Array([0, 2]), notes: [] });
  });

  it('that only the document knows are reported', () => {
    expect(run(sequence, variantLog({ ac: 1 })).onlyInDocument).toEqual(['b']);
  });
});

describe('what cannot be done', () => {
  it('a document that cannot be completed is refused, with what to look for', () => {
    const stuck = netOf('a: start > p', 'b: p q > end');
    const refused = fault(() => run(stuck, variantLog({ ab: 1 })));
    expect(refused.code).toBe('bad-model');
    expect(refused.message).toContain('cannot be completed');
    expect(refused.problems[0].hint).toMatch(/join/);
    expect(fault(() => run(stuck, variantLog({ ab: 1 }), { maxMarkings: 1 })).code).toBe('bad-model');
  });

  it('a net that is no net is refused with everything wrong with it', () => {
    const broken: PetriNet = {
      places: [{ id: 'p' }, { id: 'p' }],
      transitions: [{ id: 't', label: 'a' }],
      arcs: [
        { from: 'p', to: 'q', weight: 1 },
        { from: 't', to: 't', weight: 1 },
      ],
      initial: { nowhere: 1 },
      final: { p: 100_000 },
    };
    const refused = fault(() => run(broken, variantLog({ a: 1 })));
    expect(refused.code).toBe('bad-model');
    expect(refused.problems).toHaveLength(5);
  });

  it('an unsound net that can complete is used: what leads nowhere is never chosen', () => {
    const net = netOf('a: start > p', 'b: p > end', 'b: p > trap', 'c: trap > trap');
    expect(words(net, variantLog({ abc: 1 }))).toBe('a b +c');
  });

  it('a net without bound is searched, exactly where the budget lasts', () => {
    const net = netOf('a: start > start p', 'b: p >', 'c: start > end');
    const log = variantLog({ aabbc: 1, aabc: 2, c: 1 });
    const result = run(net, log, { maxMarkings: 500 });
    expect(result.statistics).toMatchObject({ markings: 0, searched: 3, unproven: 0 });
    expect(Array.from(result.cost)).toEqual([0, 1, 0]);
    everyReplays(net, log, { maxMarkings: 500 });
  });

  it('beyond the budget the cost comes with bounds that hold, and an alignment that plays', () => {
    const wide = treeToNet({ op: 'parallel', children: [...'abcdefghija'].map((activity) => ({ activity })) });
    const log = variantLog({ jihgfedcba: 1, xxxx: 1, abcdexfg: 1 });
    const exact = run(wide, log);
    const bounded = run(wide, log, { maxMarkings: 10, budget: 150 });
    expect(bounded.statistics.unproven).toBeGreaterThan(0);
    for (let v = 0; v < size(log); v++) {
      expect(bounded.lower[v]).toBeLessThanOrEqual(exact.cost[v]);
      expect(bounded.cost[v]).toBeGreaterThanOrEqual(exact.cost[v]);
      expect(bounded.optimal[v]).toBe(bounded.lower[v] === bounded.cost[v] ? 1 : 0);
      expect(replay(bounded, wide, log, v)).toBe(bounded.cost[v]);
    }
  });

  it('a net that makes tokens without end and never completes ends in a fault, not in a loop', () => {
    const little = { maxMarkings: 1_000, budget: 2_000, maxMegabytes: 4 };
    const waits = netOf('~: start > start p', 'a: p > q', 'b: q r > end');
    expect(fault(() => run(waits, variantLog({ a: 1 }), little)).code).toBe('bad-model');
    const leaves = netOf('a: start > s p', '~: s > s p', 'c: s > end');
    expect(fault(() => run(leaves, variantLog({ ac: 1 }), little)).code).toBe('too-large');
  });

  it('a document with more states than can be counted is still aligned, and says that it is not proven', () => {
    const wide = treeToNet({
      op: 'sequence',
      children: [{ op: 'parallel', children: Array.from({ length: 40 }, (_, i) => ({ activity: `p${i % 39}` })) }, { activity: 'end' }],
    });
    const log = fromTraces([
      { activities: [...Array.from({ length: 40 }, (_, i) => `p${(39 - i) % 39}`), 'end'], cases: 1 },
      { activities: ['p3', 'p2', 'x'], cases: 1 },
    ]);
    const result = run(wide, log, { maxMarkings: 2_000, budget: 5_000 });
    expect(result).toMatchObject({ shortestRun: 41, shortestRunProven: false });
    expect([result.cost[0], result.optimal[0]]).toEqual([0, 1]);
    expect([result.cost[1], result.optimal[1]]).toEqual([40, 0]);
    expect(result.lower[1]).toBeLessThan(40);
    for (const v of [0, 1]) expect(replay(result, wide, log, v)).toBe(result.cost[v]);
  });
});

describe('the search budget', () => {
  it('grows smaller with the number of variants, so that all of them together stay within bounds', () => {
    expect([0, 1, 40, 4_000, 1_000_000].map(budgetFor)).toEqual([300_000, 300_000, 300_000, 3_000, 3_000]);
    expect(budgetFor(200) * 200).toBe(12_000_000);
  });
});
