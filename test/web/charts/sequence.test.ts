import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { needed } from '../../../web/charts/coverage.ts';
import { differences } from '../../../web/charts/sequence.ts';
import { durationTicks } from '../../../web/charts/throughput.ts';

const numbers = (text: string): readonly number[] => [...text].map((letter) => letter.charCodeAt(0));
const marks = { same: '', added: '+', missing: '-' } as const;
const told = (reference: string, sequence: string): string =>
  differences(numbers(reference), numbers(sequence))
    .map(({ activity, kind }) => marks[kind] + String.fromCharCode(activity))
    .join(' ');

describe('how a sequence differs from the usual one', () => {
  test('names what is added, left out, and moved', () => {
    expect(told('abcd', 'abcd')).toBe('a b c d');
    expect(told('abcd', 'abxcd')).toBe('a b +x c d');
    expect(told('abcd', 'ad')).toBe('a -b -c d');
    expect(told('abc', 'acb')).toBe('a -b c +b');
    expect(told('', 'ab')).toBe('+a +b');
  });
  test('without the added steps it is the reference, without the missing ones the sequence, and as much as possible is common', () => {
    const sequence = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 7 });
    const common = (a: readonly number[], b: readonly number[]): number =>
      a.length === 0 || b.length === 0
        ? 0
        : a[0] === b[0]
          ? 1 + common(a.slice(1), b.slice(1))
          : Math.max(common(a.slice(1), b), common(a, b.slice(1)));
    fc.assert(
      fc.property(sequence, sequence, (a, b) => {
        const steps = differences(a, b);
        expect(steps.filter(({ kind }) => kind !== 'added').map(({ activity }) => activity)).toEqual(a);
        expect(steps.filter(({ kind }) => kind !== 'missing').map(({ activity }) => activity)).toEqual(b);
        expect(steps.filter(({ kind }) => kind === 'same')).toHaveLength(common(a, b));
      }),
    );
  });
});

describe('coverage', () => {
  const shares = [0.5, 0.2, 0.1, 0.1, 0.1];
  const all = shares.map((share, variant) => ({
    variant,
    cases: 10 * share,
    share,
    cumulativeShare: shares.slice(0, variant + 1).reduce((sum, it) => sum + it, 0),
  }));
  test('counts the variants that reach the target', () => {
    expect(needed(all, 0.5)).toBe(1);
    // 0.5 + 0.2 + 0.1 is not quite 0.8 in binary.
    expect(needed(all, 0.8)).toBe(3);
    expect(needed(all, 1)).toBe(5);
  });
});

test('the ticks of a time axis stand at round durations, at most five of them', () => {
  const day = 86_400_000;
  expect(durationTicks(9 * day).map((it) => it / day)).toEqual([0, 5]);
  expect(durationTicks(4 * 3_600_000).map((it) => it / 3_600_000)).toEqual([0, 1, 2, 3, 4]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e12 }), (most) => durationTicks(most).length <= 5 && durationTicks(most).at(-1)! <= most),
  );
});
