import { describe, expect, test } from 'vitest';
import { matrixLayout, namesOf } from '../../../web/charts/matrix.ts';
import { scarce } from '../../../web/charts/rate.ts';
import { nearest } from '../../../web/charts/stops.ts';
import { darkest, waitBounds, waitLevel } from '../../../web/charts/wait.ts';
import { wilson } from '../../../web/charts/wilson.ts';

describe('the interval of a share', () => {
  test('is the published one for 15 of 148, and symmetric at one half', () => {
    // Newcombe (1998), method 3, for 15 of 148: 0.0624 to 0.1605; and by hand for one half of 20.
    const [low, high] = wilson(15, 148);
    expect([low, high].map((it) => it.toFixed(4))).toEqual(['0.0624', '0.1605']);
    expect(wilson(10, 20).map((it) => it.toFixed(4))).toEqual(['0.2993', '0.7007']);
  });
  test('touches 0 for none and 1 for all, and knows nothing of nothing', () => {
    expect(wilson(0, 29)[0]).toBe(0);
    expect(wilson(29, 29)[1]).toBe(1);
    expect(wilson(0, 0)).toEqual([0, 1]);
  });
});

describe('the waiting scale', () => {
  test('grows by the root, and its bounds are where it steps', () => {
    expect([0, 4, 16, 36, 64, 100].map((wait) => waitLevel(wait, 100))).toEqual([0, 1, 2, 3, 4, 5]);
    for (const [level, bound] of waitBounds(100).entries()) {
      expect(waitLevel(bound - 0.01, 100)).toBe(level);
      expect(waitLevel(bound + 0.01, 100)).toBe(level + 1);
    }
  });
  test('is not stretched by one outlier among many, and is by one of a few', () => {
    expect(darkest([1, 2, 1000])).toBe(1000);
    expect(darkest([...Array.from({ length: 99 }, () => 10), 1000])).toBe(10);
  });
  test('an unknown wait has no colour', () => {
    expect(waitLevel(null, 100)).toBe(0);
    expect(waitLevel(5, 0)).toBe(0);
  });
});

describe('the matrix', () => {
  test('names those first that mostly give, those last that mostly take', () => {
    const cells = [
      { from: 'Desk', to: 'Boss', count: 10 },
      { from: 'Boss', to: 'Buyer', count: 9 },
      { from: 'Buyer', to: 'Boss', count: 1 },
    ];
    // Desk gives all (1), Boss gives 9 and takes 11 (−0.1), Buyer gives 1 and takes 9 (−0.8).
    expect(namesOf(cells)).toEqual(['Desk', 'Boss', 'Buyer']);
  });
  test('shows the 30 busiest of many', () => {
    const cells = Array.from({ length: 50 }, (_, i) => ({ from: `t${i}`, to: 'hub', count: i + 1 }));
    const names = namesOf(cells);
    expect(names).toHaveLength(30);
    expect(names).toContain('t49');
    expect(names).not.toContain('t5');
  });
  test('writes in cells while they are wide enough, and stays inside its width', () => {
    const few = matrixLayout(['A team', 'B team', 'C team'], 900);
    expect(few.written).toBe(true);
    const many = matrixLayout(
      Array.from({ length: 26 }, (_, i) => `Person ${i}`),
      900,
    );
    expect(many.written).toBe(false);
    expect(many.cellWidth).toBe(many.cellHeight);
    expect(many.left + 26 * many.cellWidth).toBeLessThanOrEqual(900);
  });
});

test('a month counts as scarce beside what is usual, not by itself', () => {
  const few = scarce([{ cases: 300 }, { cases: 310 }, { cases: 290 }, { cases: 1 }]);
  expect([few({ cases: 1 }), few({ cases: 80 })]).toEqual([true, false]);
  expect(scarce([{ cases: 2 }, { cases: 1 }])({ cases: 1 })).toBe(false);
});

test('arrows go to the nearest mark straight ahead', () => {
  const box = (x: number, y: number) => ({ left: x, right: x + 10, top: y, bottom: y + 10 });
  const boxes = [box(0, 0), box(100, 0), box(40, 40), box(0, 60)];
  expect(nearest(boxes, 0, 'right')).toBe(1);
  expect(nearest(boxes, 0, 'down')).toBe(3);
  expect(nearest(boxes, 1, 'left')).toBe(0);
  expect(nearest(boxes, 0, 'up')).toBe(-1);
});
