import { expect, test } from 'vitest';
import { cell, duration, percent } from '../../server/format.ts';

test('durations show their two largest units', () => {
  expect([0, 850, 1_000, 61_000, 3_600_000, 5_400_000, 3 * 86_400_000 + 4 * 3_600_000].map(duration)).toEqual([
    '0 ms',
    '850 ms',
    '1 s',
    '1 min 1 s',
    '1 h',
    '1 h 30 min',
    '3 d 4 h',
  ]);
});

test('rounding carries over', () => {
  expect(duration(3_599_999)).toBe('1 h');
  expect(duration(86_399_999)).toBe('1 d');
  expect(duration(999.7)).toBe('1 s');
  expect(duration(-90_000)).toBe('−1 min 30 s');
});

test('cells follow their unit', () => {
  expect(cell(0.392, { unit: 'share', type: 'number' })).toBe('39.2 %');
  expect([0, 0.0004, 0.0005, 0.9996, 1].map(percent)).toEqual(['0.0 %', '< 0.1 %', '0.1 %', '> 99.9 %', '100.0 %']);
  expect(cell('2026-01-02T03:04:05.678Z', { unit: 'time', type: 'time' })).toBe('2026-01-02 03:04:05');
  expect(cell(['a', 'b'], { unit: null, type: 'list' })).toBe('a → b');
  expect(cell(null, { unit: 'ms', type: 'number' })).toBe('–');
});
