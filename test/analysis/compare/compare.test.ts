import { describe, expect, it } from 'vitest';
import { compare } from '../../../analysis/compare/index.ts';
import { align } from '../../../analysis/conformance/index.ts';
import { comparison, type Made, type PetriNet } from '../../../analysis/schema/index.ts';
import { fromTraces, size, type VariantLog } from '../../../analysis/variants.ts';
import { netOf } from '../conformance/nets.ts';

const made: Made = { log: 'l', by: 'alignment', params: {}, filter: [], document: 'd', at: '2026-01-01T00:00:00.000Z' };
const HOUR = 3_600_000;

/** Each line: the activities, one letter each, and per case its month and its hours. */
const compared = (net: PetriNet, traces: readonly (readonly [string, readonly (readonly [string, number])[]])[], perVariant = false) => {
  const log: VariantLog = fromTraces(traces.map(([word, cases]) => ({ activities: [...word], cases: cases.length })));
  const alignments = align.run({ net, log }, align.params.parse({}), () => {});
  const flat = traces.flatMap(([, cases], v) => cases.map(([month, hours]) => ({ v, ended: Date.parse(`${month}-15T12:00:00Z`), hours })));
  return compare({
    made,
    net,
    log,
    numbers: Uint32Array.from({ length: size(log) }, (_, v) => 10 + v),
    alignments,
    cases: {
      variant: Uint32Array.from(flat, ({ v }) => 10 + v),
      startedMs: Float64Array.from(flat, ({ ended, hours }) => ended - hours * HOUR),
      endedMs: Float64Array.from(flat, ({ ended }) => ended),
      id: (i) => `case ${i}`,
    },
    perVariant,
  });
};

const times = (n: number, month: string, hours: number) => Array.from({ length: n }, () => [month, hours] as const);

/** a, then b, then c, drawn as three elements. */
const sequence: PetriNet = (() => {
  const net = netOf('a: start > p', 'b: p > q', 'c: q > end');
  return { ...net, transitions: net.transitions.map((each) => ({ ...each, element: `task_${each.label}` })) };
})();

describe('a comparison, by hand', () => {
  const result = compared(
    sequence,
    [
      ['abc', [...times(4, '2025-01', 10), ...times(2, '2025-02', 20)]],
      ['ac', [...times(1, '2025-01', 2), ...times(2, '2025-03', 4)]],
      ['axbcx', [...times(1, '2025-03', 50)]],
    ],
    true,
  );

  it('is what its schema says', () => expect(comparison.parse(result)).toEqual(result));

  it('totals', () => {
    expect(result).toMatchObject({
      made,
      cases: 10,
      variants: 3,
      totalCost: 3 * 1 + 2,
      conformingCases: 6,
      exceptionRate: { value: 0.4, n: 10 },
      optimal: true,
      bounds: { lower: 5, upper: 5 },
      shortestRun: 3,
      // "ac" lacks what b would have given and leaves what it would have taken; x is passed over.
      tokenReplay: { produced: 7 * 4 + 3 * 3, consumed: 7 * 4 + 3 * 3, missing: 3, remaining: 3, approximate: false },
      onlyInLog: [{ activity: 'x', cases: 1 }],
      onlyInDocument: [],
      notes: [],
    });
    // Lengths 3, 2, 5 and a shortest run of 3.
    expect(result.fitness).toBeCloseTo(1 - 5 / (6 * 6 + 3 * 5 + 8), 12);
    expect(result.meanTraceFitness).toBeCloseTo((6 * 1 + 3 * (1 - 1 / 5) + (1 - 2 / 8)) / 10, 12);
    expect(result.months).toEqual([
      { month: '2025-01', cases: 5, exceptions: 1 },
      { month: '2025-02', cases: 2, exceptions: 0 },
      { month: '2025-03', cases: 3, exceptions: 3 },
    ]);
  });

  it('the skipped step', () => {
    const { share, ...skipped } = result.deviations[0];
    expect(share).toMatchObject({ value: 0.3, n: 10 });
    expect(share.low).toBeCloseTo(0.1078, 4);
    expect(skipped).toEqual({
      id: 'skipped-b',
      kind: 'skipped',
      activity: 'b',
      steps: [{ activity: 'b', element: 'task_b' }],
      after: 'a',
      before: 'c',
      element: 'task_b',
      text: '3 cases (30.0 %) skip *b* after *a*.',
      cases: 3,
      occurrences: 3,
      variants: [11],
      medianMs: 4 * HOUR,
      otherMedianMs: 10 * HOUR,
      differenceMs: -6 * HOUR,
      since: null,
      months: [
        { month: '2025-01', cases: 1, of: 5 },
        { month: '2025-02', cases: 0, of: 2 },
        { month: '2025-03', cases: 2, of: 3 },
      ],
      examples: ['case 7', 'case 8', 'case 6'],
    });
  });

  it('the unexpected step, in two places far apart', () => {
    const [, first, second] = result.deviations;
    expect(result.deviations).toHaveLength(3);
    expect(first).toMatchObject({
      id: 'unexpected-x',
      after: 'a',
      before: 'b',
      element: 'task_a',
      cases: 1,
      occurrences: 1,
      variants: [12],
    });
    expect(second).toMatchObject({ id: 'unexpected-x-2', after: 'c', before: null, element: 'task_c' });
    expect(first.text).toBe('1 case (10.0 %) does *x*, which the document does not know, after *a*.');
  });

  it('the variants, when asked', () => {
    expect(result.perVariant?.map(({ variant, cases, cost, fitness }) => [variant, cases, cost, fitness])).toEqual([
      [10, 6, 0, 1],
      [11, 3, 1, 0.8],
      [12, 1, 2, 0.75],
    ]);
    expect(result.perVariant?.[1].moves).toEqual([
      { kind: 'sync', activity: 'a', transition: 't0' },
      { kind: 'model', activity: 'b', transition: 't1' },
      { kind: 'sync', activity: 'c', transition: 't2' },
    ]);
  });
});

const long = netOf('a: start > p1', 'b: p1 > p2', 'c: p2 > p3', 'd: p3 > p4', 'e: p4 > p5', 'f: p5 > p6', 'g: p6 > end');
const january = (n: number) => times(n, '2025-01', 10);
const told = (net: PetriNet, traces: Readonly<Record<string, number>>) =>
  compared(
    net,
    Object.entries(traces).map(([word, n]) => [word, january(n)] as const),
  ).deviations.map(({ kind, steps, after, before, cases }) => ({
    kind,
    steps: steps.map(({ activity }) => activity).join(''),
    after,
    before,
    cases,
  }));

describe('one cause is one sentence', () => {
  it('steps left out together are one deviation; one of them left out alone is another, with its own number', () => {
    expect(told(long, { abcdefg: 90, afg: 8, abdefg: 3 })).toEqual([
      { kind: 'skipped', steps: 'bcde', after: 'a', before: 'f', cases: 8 },
      { kind: 'skipped', steps: 'c', after: 'b', before: 'd', cases: 3 },
    ]);
  });

  it('steps that only meet by chance are told apart', () => {
    expect(told(long, { abcdefg: 90, acdefg: 20, abdefg: 30, adefg: 2 })).toEqual([
      { kind: 'skipped', steps: 'c', after: 'b', before: 'd', cases: 32 },
      { kind: 'skipped', steps: 'b', after: 'a', before: 'c', cases: 22 },
    ]);
  });

  it('a skipped step is one deviation whatever else happens around it', () => {
    expect(told(long, { abdefg: 5, axbydefg: 4 }).filter(({ kind }) => kind === 'skipped')).toEqual([
      { kind: 'skipped', steps: 'c', after: 'b', before: 'd', cases: 9 },
    ]);
  });

  it('an added step that spreads over neighbouring places is one deviation; in places far apart it is two', () => {
    expect(told(long, { axbcdefg: 6, abxcdefg: 5 })).toEqual([{ kind: 'unexpected', steps: 'x', after: 'a', before: 'b', cases: 11 }]);
    expect(told(long, { axbcdefg: 6, abcdexfg: 5 })).toEqual([
      { kind: 'unexpected', steps: 'x', after: 'a', before: 'b', cases: 6 },
      { kind: 'unexpected', steps: 'x', after: 'e', before: 'f', cases: 5 },
    ]);
    expect(told(long, { axbcdefg: 60, abcdexfg: 5 })).toEqual([{ kind: 'unexpected', steps: 'x', after: 'a', before: 'b', cases: 65 }]);
  });

  it('a step done elsewhere is moved, neither skipped nor unexpected', () => {
    expect(told(long, { acdefbg: 5 })).toEqual([{ kind: 'moved', steps: 'b', after: 'f', before: 'g', cases: 5 }]);
  });

  it('a detour of several steps is one deviation', () => {
    expect(told(long, { abxyzcdefg: 5 })).toEqual([{ kind: 'unexpected', steps: 'xyz', after: 'b', before: 'c', cases: 5 }]);
  });

  it('two steps of one label are two steps', () => {
    const twice = netOf('a: start > p', 'k: p > q', 'b: q > r', 'k: r > end');
    expect(told(twice, { akbk: 5, abk: 3, akb: 2 })).toEqual([
      { kind: 'skipped', steps: 'k', after: 'a', before: 'b', cases: 3 },
      { kind: 'skipped', steps: 'k', after: 'b', before: null, cases: 2 },
    ]);
  });
});

describe('in words', () => {
  const text = (word: string, net = long, n = 5) =>
    compared(net, [
      ['abcdefg', january(95)],
      [word, january(n)],
    ]).deviations[0].text;

  it.each([
    ['bcdefg', '5 cases (5.0 %) skip *a* at the start'],
    ['abcdefgx', '5 cases (5.0 %) do *x*, which the document does not know, after *g*'],
    ['abcdecfg', '5 cases (5.0 %) repeat *c* after *e*'],
    ['abcdefgbb', '5 cases (5.0 %), 10 times in all, repeat *b* after *g*'],
    ['bacdefg', '5 cases (5.0 %) do *a* out of order, after *b* instead of at the start'],
    ['agbcdefg', '5 cases (5.0 %) do *g* where the document does not expect it, after *a*'],
    ['afg', '5 cases (5.0 %) skip *b*, *c*, *d* and *e* after *a*'],
    ['ag', '5 cases (5.0 %) skip *b*, *c*, *d* and 2 more steps after *a*'],
    ['acdefbg', '5 cases (5.0 %) do *b* out of order, after *f* instead of after *a*'],
  ])('%s', (word, expected) => expect(text(word)).toBe(`${expected}.`));

  it('says how often when it is more than once a case, and since when', () => {
    const months = ['2025-01', '2025-02', '2025-03', '2025-04', '2025-05', '2025-06', '2025-07'];
    const [first] = compared(sequence, [
      ['abc', months.flatMap((month, i) => times(i < 4 ? 50 : 30, month, 24 * 9.8))],
      ['ac', months.slice(4).flatMap((month) => times(20, month, 24 * 6.2))],
    ]).deviations;
    expect(first.since).toBe('2025-05');
    expect(first.text).toBe(
      '60 cases (17.1 %) skip *b* after *a*; since May 2025; their median throughput time is 6.2 d instead of 9.8 d.',
    );
    expect(compared(sequence, [['axbxc', january(2)]]).deviations[0].text).toBe(
      '2 cases (100.0 %), 4 times in all, do *x*, which the document does not know, mostly after *a*.',
    );
  });
});
