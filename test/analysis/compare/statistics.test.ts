import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mediansInAndOut, practiceSince, share } from '../../../analysis/compare/statistics.ts';
import { count, duration, enumerate, monthName, percent, whole } from '../../../analysis/compare/words.ts';

describe('share', () => {
  it('has the Wilson interval: 10 of 100 lies in 5.5 % to 17.4 %', () => {
    const { value, n, low, high } = share(10, 100);
    expect([value, n]).toEqual([0.1, 100]);
    expect(low).toBeCloseTo(0.0552, 4);
    expect(high).toBeCloseTo(0.1744, 4);
  });

  it('ends at 0 and 1, and knows nothing of nothing', () => {
    expect(share(0, 10)).toMatchObject({ value: 0, low: 0 });
    expect(share(10, 10)).toMatchObject({ value: 1, high: 1 });
    expect(share(0, 0)).toEqual({ value: 0, n: 0, low: 0, high: 1 });
  });

  it('solves its own equation: at either end the deviation is 1.96 standard errors', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (n, part) => {
        const k = Math.min(n - 1, Math.max(1, Math.round(part * n)));
        fc.pre(k > 0 && k < n);
        const { value, low, high } = share(k, n);
        for (const end of [low, high]) expect(Math.abs(value - end) / Math.sqrt((end * (1 - end)) / n)).toBeCloseTo(1.959964, 5);
      }),
    );
  });
});

describe('mediansInAndOut', () => {
  const sorted = Float64Array.from([1, 2, 3, 10, 20, 40]);
  const member = Uint32Array.from([0, 1, 0, 1, 1, 2]);

  it('odd and even groups', () => {
    expect(mediansInAndOut(sorted, member, Uint8Array.from([1, 0, 0]))).toEqual({ inside: 2, outside: 15 });
    expect(mediansInAndOut(sorted, member, Uint8Array.from([0, 1, 0]))).toEqual({ inside: 10, outside: 3 });
  });

  it('an empty group has none', () => {
    expect(mediansInAndOut(sorted, member, Uint8Array.from([1, 1, 1]))).toEqual({ inside: 6.5, outside: null });
  });
});

describe('practiceSince', () => {
  const months = (...parts: readonly number[]) => parts.map((part) => ({ part, of: 100 }));

  it.each([
    ['from the month of the change', months(0, 1, 0, 2, 30, 28, 31, 33), 4],
    ['also when something was there before', months(6, 7, 5, 6, 40, 45, 50), 4],
    ['a month half-way counts when it stands out', months(0, 0, 1, 0, 0, 14, 30, 31, 29, 30), 5],
    ['a month before 5 % does not', months(0, 0, 0, 0, 0, 2, 14, 30, 31, 29), 6],
    ['never: too rare', months(0, 0, 0, 3, 4, 3, 4, 3), -1],
    ['never: two months are no practice', months(0, 0, 0, 0, 0, 0, 30, 30), -1],
    ['always', months(30, 31, 29, 33, 30, 30), -1],
    ['less than twice as much is no new practice', months(30, 31, 29, 40, 44, 45), -1],
    ['never: chance', months(4, 6, 5, 7, 6, 8, 6), -1],
    ['nothing', months(), -1],
  ])('%s', (_, windows, expected) => expect(practiceSince(windows)).toBe(expected));
});

describe('words', () => {
  it('lengths of time', () => {
    expect([30_000, 90_000, 3_600_000, 5.5 * 3_600_000, 86_400_000, 6.24 * 86_400_000, 0].map(duration)).toEqual([
      '30 s',
      '2 min',
      '1.0 h',
      '5.5 h',
      '1.0 d',
      '6.2 d',
      '0 s',
    ]);
  });

  it('numbers, months and lists', () => {
    expect([0, 999, 1_035, 1_234_567].map(whole)).toEqual(['0', '999', '1,035', '1,234,567']);
    expect([0, 0.0001, 0.0914, 1].map(percent)).toEqual(['0.0 %', '<0.1 %', '9.1 %', '100.0 %']);
    expect([count(1, 'case'), count(2_000, 'case')]).toEqual(['1 case', '2,000 cases']);
    expect(monthName('2025-03')).toBe('March 2025');
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(enumerate)).toEqual(['', 'a', 'a and b', 'a, b and c']);
  });
});
