import { describe, expect, test } from 'vitest';
import type { AlignedVariant, Deviation, Move } from '../../../analysis/schema/index.ts';
import { lead, plain } from '../../../web/components/spoken.ts';
import { ranked } from '../../../web/views/bottlenecks/ranked.ts';
import { shownMoves } from '../../../web/views/compare/alignment.ts';
import { monthCondition } from '../../../web/views/compare/months.ts';
import { elementsOf, pinsOf, placesOf } from '../../../web/views/compare/places.ts';
import { concentrations, standingOut } from '../../../web/views/exceptions/concentration.ts';

const move = (kind: Move['kind'], activity: string | null, transition: string | null = activity): Move => ({ kind, activity, transition });
const variant = (number: number, cases: number, moves: readonly Move[]): AlignedVariant => ({
  variant: number,
  activities: [],
  cases,
  cost: 0,
  fitness: 1,
  optimal: true,
  moves: [...moves],
});
const deviation = (it: Partial<Deviation>): Deviation => ({
  id: 'd',
  kind: 'skipped',
  activity: 'b',
  steps: [{ activity: 'b', element: 'b' }],
  after: 'a',
  before: 'c',
  element: 'b',
  text: '',
  cases: 1,
  occurrences: 1,
  share: { value: 0.1, n: 10, low: 0, high: 1 },
  variants: [1],
  medianMs: null,
  otherMedianMs: null,
  differenceMs: null,
  since: null,
  months: [],
  examples: [],
  ...it,
});

describe('places in the document', () => {
  const variants = [
    variant(0, 7, [move('sync', 'a'), move('sync', 'b'), move('sync', 'b'), move('invisible', null, 'fork')]),
    variant(1, 3, [move('sync', 'a'), move('model', 'b'), move('log', 'x', null)]),
  ];
  test('count a case once, however often it comes by', () => {
    const { passes, skips } = placesOf(variants);
    expect(Object.fromEntries(passes)).toEqual({ a: 10, b: 7 });
    expect(Object.fromEntries(skips)).toEqual({ b: 3 });
  });
  test('are pinned: passing and skipping at the step, the unexpected after the step before it', () => {
    const steps = [
      { element: 'a', label: 'A' },
      { element: 'b', label: 'B' },
    ];
    const unexpected = deviation({
      id: 'x',
      kind: 'unexpected',
      activity: 'X',
      steps: [{ activity: 'X', element: null }],
      element: 'a',
      cases: 3,
    });
    const pins = pinsOf(steps, placesOf(variants), [deviation({}), unexpected], 10);
    expect(pins.map(({ element, kind, text }) => [element, kind, text])).toEqual([
      ['a', 'ink', '10'],
      ['b', 'ink', '7'],
      ['b', 'paved', '−3'],
      ['a', 'desire', '+ X 3'],
    ]);
    expect(pins.at(-1)!.key).toBe('x');
  });
  test('of a deviation are the steps it leaves out or moves, and where it happens', () => {
    expect(elementsOf(deviation({}))).toEqual(['b']);
    expect(elementsOf(deviation({ kind: 'moved', element: 'c' }))).toEqual(['b', 'c']);
    expect(elementsOf(deviation({ kind: 'unexpected', steps: [{ activity: 'x', element: null }], element: null }))).toEqual([]);
  });
});

describe('a variant move by move', () => {
  test('leaves out what only routes', () => {
    expect(shownMoves([move('sync', 'a'), move('invisible', null), move('log', 'x')]).map(({ kind }) => kind)).toEqual(['sync', 'log']);
  });
  test('folds the middle of agreed stretches when it is long, and loses no step', () => {
    const moves = [
      ...Array.from({ length: 12 }, (_, i) => move('sync', `a${i}`)),
      move('model', 'b'),
      ...Array.from({ length: 3 }, (_, i) => move('sync', `c${i}`)),
      move('log', 'd'),
      ...Array.from({ length: 9 }, (_, i) => move('sync', `e${i}`)),
    ];
    const shown = shownMoves(moves);
    expect(shown.map((it) => (it.kind === 'folded' ? it.activities.length : it.activity))).toEqual([
      'a0',
      10,
      'a11',
      'b',
      'c0',
      'c1',
      'c2',
      'd',
      'e0',
      7,
      'e8',
    ]);
    expect(shown.flatMap((it) => (it.kind === 'folded' ? it.activities : [it.activity]))).toEqual(moves.map(({ activity }) => activity));
  });
});

describe('a report in words', () => {
  const text = '1,087 cases (21.7 %) do *Call; now. Supplier* after *Send Order*; since August 2025; more. And more.';
  test('begins with what happens, and keeps names whole', () => {
    expect(lead(text)).toBe('1,087 cases (21.7 %) do *Call; now. Supplier* after *Send Order*');
    expect(lead('3 cases skip *A*.')).toBe('3 cases skip *A*');
  });
  test('writes numbers as the page does', () => {
    expect(plain(text)).toMatch(/^1\u202f087 cases \(21\.7\u202f%\) do Call; now\. Supplier after/);
  });
});

test('a month is from its first instant up to the next one’s', () => {
  expect(monthCondition('2025-12')).toMatchObject({ from: '2025-12-01T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z', mode: 'ended' });
});

test('places rank by kind, and add up to all of it', () => {
  const row = (kind: string, share: number) => ({ kind, share });
  const rows = ranked([row('edge', 0.6), row('activity', 1), row('edge', 0.3), row('edge', 0.1)], 'edge');
  expect(rows.map(({ cumulative }) => Number(cumulative).toFixed(2))).toEqual(['0.60', '0.90', '1.00']);
});

describe('where exceptions gather', () => {
  const column = { column: 'group', name: 'Group' };
  test('is measured as a share of each value’s cases against all', () => {
    const [first] = concentrations(column, [{ value: 'x', cases: 60 }], [{ value: 'x', cases: 80 }], { exceptions: 100, cases: 1000 });
    expect(first).toMatchObject({ cases: 60, ofCases: 80, share: 0.75 });
    expect(first!.lift).toBeCloseTo(7.5);
    // (0.75 − 40/920) / √(0.1 · 0.9 · (1/80 + 1/920))
    expect(first!.score).toBeCloseTo(20.2, 1);
  });
  test('leaves out what all cases have, what is too rare, and what chance explains', () => {
    const totals = { exceptions: 100, cases: 1000 };
    const all = [
      { value: 'everybody', cases: 1000 },
      { value: 'rare', cases: 4 },
      { value: 'chance', cases: 100 },
      { value: 'strong', cases: 100 },
    ];
    const among = [
      { value: 'everybody', cases: 100 },
      { value: 'rare', cases: 4 },
      { value: 'chance', cases: 13 },
      { value: 'strong', cases: 40 },
    ];
    expect(standingOut(concentrations(column, among, all, totals)).map(({ value }) => value)).toEqual(['strong']);
  });
});
