import { describe, expect, test } from 'vitest';
import { type Evidence, findings } from '../../../web/views/overview/findings.ts';
import { holds } from '../../../web/views/overview/holds.ts';

const months = (all: readonly (readonly [cases: number, exceptions: number])[]) =>
  all.map(([cases, exceptions], i) => ({ month: `2025-${String(i + 1).padStart(2, '0')}`, cases, exceptions }));

describe('whether the document still holds', () => {
  test('looks at the last three months, beside the first', () => {
    const found = holds(
      months([
        [100, 5],
        [100, 5],
        [100, 5],
        [100, 50],
        [100, 70],
        [100, 80],
        [100, 90],
      ]),
    );
    expect(found.verdict).toBe('no longer');
    // 30 + 20 + 10 of 300 lately; 95 % at first.
    expect(found.now).toMatchObject({ value: 0.2, n: 300 });
    expect(found.before).toMatchObject({ value: 0.95, n: 300 });
    expect(found.months).toBe(3);
  });
  test('takes more months where they hold few cases, and skips empty ones', () => {
    const found = holds(
      months([
        [400, 0],
        [0, 0],
        [30, 3],
        [30, 3],
        [30, 3],
        [30, 3],
      ]),
    );
    expect(found.months).toBe(4);
    expect(found.now.n).toBe(120);
    expect(found.verdict).toBe('yes');
  });
  test('does not speak of a change where first and last are the same cases, or too few to tell', () => {
    expect(
      holds(
        months([
          [50, 40],
          [50, 40],
        ]),
      ),
    ).toMatchObject({ verdict: 'no', before: null });
    const threeEachWay = months([
      [50, 10],
      [40, 10],
      [30, 5],
      [50, 40],
    ]);
    expect(holds(threeEachWay).before).toBeNull();
  });
});

const hours = (n: number): number => n * 3_600_000;
const nothing: Evidence = { comparison: null, handoffs: [], steps: [], between: 'teams', bottlenecks: [], approvals: [] };
const handoff = {
  from: 'Sales',
  to: 'Stock',
  count: 90,
  cases: 80,
  medianMs: hours(10),
  p90Ms: hours(30),
  totalMs: hours(1000),
  waitShare: 0.4,
};
const way = { kind: 'edge', from: 'Order', to: 'Pack', cases: 80, medianMs: hours(10), p90Ms: hours(30), totalMs: hours(1000), share: 0.3 };
const stamp = (it: object) => ({
  activity: 'Approve',
  count: 200,
  decisions: 200,
  caught: 0,
  yieldHigh: 0.01,
  rubberStamp: true,
  waitBeforeMs: hours(10),
  effortMs: hours(5),
  ...it,
});

describe('what is most worth acting on', () => {
  test('nothing where nothing was found', () => {
    expect(findings(nothing)).toEqual([]);
  });
  test('the most costly first, and a handoff is not told twice', () => {
    const found = findings({
      ...nothing,
      handoffs: [handoff],
      steps: [{ from: 'Order', to: 'Pack' }],
      bottlenecks: [way, { ...way, from: 'Pack', to: 'Ship', totalMs: hours(2000) }],
      approvals: [stamp({})],
    });
    expect(found.map(({ id, costMs }) => [id, costMs])).toEqual([
      ['bottleneck', hours(2000)],
      ['handoff', hours(1000)],
      ['approval', hours(15)],
    ]);
    expect(found[0]!.text).toContain('*Pack* and *Ship*');
    expect(found[1]!.text).toContain('mostly before *Pack*');
    expect(found[2]!.text).toContain('*Approve* never rejects anything');
  });
  test('an approval that catches something is not called a rubber stamp', () => {
    expect(findings({ ...nothing, approvals: [stamp({ rubberStamp: false })] })).toEqual([]);
    expect(findings({ ...nothing, approvals: [stamp({ caught: 1 })] })[0]!.text).toContain('catches 1 in');
  });
});
