import { describe, expect, test } from 'vitest';
import {
  atMost,
  compact,
  count,
  duration,
  effort,
  exact,
  exactDuration,
  month,
  parseDuration,
  period,
  share,
  timeSpan,
  value,
} from '../../web/format.ts';

/** Spaces that do not break as plain ones. */
const plain = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');
const hour = 3_600_000;
const day = 24 * hour;

describe('durations', () => {
  test.each([
    [null, '–'],
    [0, '0 s'],
    [0.4, '< 1 ms'],
    [412, '412 ms'],
    [2_400, '2.4 s'],
    [45_000, '45 s'],
    [61_000, '1 min 1 s'],
    [12 * 60_000 + 29_000, '12 min'],
    [59 * 60_000 + 59_900, '1 h'],
    [3 * hour + 20 * 60_000, '3 h 20 min'],
    [3 * day + 4 * hour + 12 * 60_000, '3 d 4 h'],
    [3 * day + 23 * hour + 50 * 60_000, '4 d'],
    [1234 * day + 13 * hour, '1 235 d'],
    [-2 * hour, '−2 h'],
  ])('%s is %s', (ms, text) => {
    expect(plain(duration(ms))).toBe(text);
  });

  test.each([
    [null, '–'],
    [25 * 60_000, '25 min'],
    [4.5 * hour, '4.5 h'],
    [2072 * hour + 20 * 60_000, '2 072 h'],
  ])('as work, %s is %s', (ms, text) => {
    expect(plain(effort(ms))).toBe(text);
  });

  test('exact to the second', () => {
    expect(plain(exactDuration(3 * day + 4 * hour + 12 * 60_000 + 31_000))).toBe('3 d 4 h 12 min 31 s');
  });

  test.each([
    ['3 d 4 h', 3 * day + 4 * hour],
    ['90 min', 90 * 60_000],
    ['1.5', 1.5 * day],
    ['2 weeks', 14 * day],
    ['3 DAYS 1hr', 3 * day + hour],
    ['3 months', null],
    ['2 moons', null],
    ['', null],
    ['soon', null],
    ['3 d maybe', null],
  ])('%s reads as %s ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test('what is written can be read again', () => {
    for (const ms of [1_000, 45_000, 3 * hour, 3 * day + 4 * hour, 250 * day, 1_200 * day]) expect(parseDuration(duration(ms))).toBe(ms);
  });
});

describe('numbers', () => {
  test('shares never round to none or all', () => {
    expect([0, 0.0004, 0.124, 0.99996, 1].map((it) => plain(share(it)))).toEqual(['0 %', '< 0.1 %', '12.4 %', '> 99.9 %', '100 %']);
  });
  test('counts stand in groups of three', () => {
    expect([5, 5012, 1_234_567, 12.345, 0.5].map((it) => plain(count(it)))).toEqual(['5', '5 012', '1 234 567', '12.3', '0.50']);
    expect([812, 34_210, 1_240_000].map((it) => plain(compact(it)))).toEqual(['812', '34 k', '1.2 M']);
  });
  test('a value shows by its unit', () => {
    expect(plain(value(90_000, 'ms', 'number'))).toBe('1 min 30 s');
    expect(value(null, 'ms', 'number')).toBe('–');
    expect(value(['A', 'B'], null, 'list')).toBe('A → B');
  });
});

describe('times are in UTC', () => {
  test('every digit of a share, and none that is not there', () => {
    expect([0.57, 0.07, 1 / 3].map((it) => exact(it, 'share', 'number'))).toEqual(['57 %', '7 %', '33.3333333333333 %']);
  });
  test('days, months and spans', () => {
    expect(plain(period('2023-01-01T00:00:00Z', '2024-06-30T23:59:59Z'))).toBe('1 Jan 2023 – 30 Jun 2024');
    expect(period('2024-06-30T08:00:00Z', '2024-06-30T23:59:59Z')).toBe('30 Jun 2024');
    expect(month('2024-03')).toBe('Mar 2024');
    expect(timeSpan('2024-03-03T14:05:00Z', '2024-03-03T14:20:00Z')).toBe('3 Mar 2024, 14:05 – 14:20');
    expect(timeSpan('2024-03-03T14:05:00Z', '2024-03-04T08:00:00Z')).toBe('3 Mar 2024, 14:05 – 4 Mar 2024, 08:00');
    expect(timeSpan(null, '2024-03-04T08:00:00Z')).toBe('4 Mar 2024, 08:00');
  });
});

test.each([
  [0, 'at most 0 %'],
  [0.0008, 'less than 0.1 %'],
  [0.001, 'at most 0.1 %'],
  [0.00114, 'at most 0.2 %'],
  [0.074, 'at most 7.4 %'],
  [1, 'at most 100 %'],
])('as an upper bound %s is %s', (bound, text) => {
  expect(plain(atMost(bound))).toBe(text);
});
