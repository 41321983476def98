import { expect, test } from 'vitest';
import { minutes } from '../../tables.ts';
import { columns, office } from './office.ts';

test('by what activities are for', async () => {
  const log = await office();
  const rows = await log.ask('overhead-summary');
  expect(columns(rows, 'class', 'activities', 'confirmed', 'touches', 'cases', 'timed', 'effortMs', 'waitBeforeMs')).toEqual([
    ['check', 1, 0, 6, 4, 4, minutes(50), minutes(80)],
    ['approve', 2, 0, 4, 3, 4, minutes(45), minutes(35)],
    ['track', 1, 0, 5, 4, 4, minutes(40), minutes(30)],
    ['core', 1, 0, 2, 2, 2, minutes(30), minutes(160)],
  ]);
  expect(rows[3]).toMatchObject({ effortShare: 30 / 165, waitShare: 160 / 305, touchShare: 2 / 17, ofCases: 4 });
  log.close();
});

test('corrected, under a filter', async () => {
  const log = await office();
  const filter = [{ kind: 'case' as const, keep: true, cases: ['c1', 'c4'] }];
  const rows = await log.ask('overhead-summary', { classes: { Register: 'core', Check: 'core' } }, filter);
  // c1 has every start, c4 none: 30 of c1's 40 minutes are core.
  expect(columns(rows, 'class', 'activities', 'confirmed', 'touches', 'cases', 'timed', 'effortShare', 'ofCases')).toEqual([
    ['core', 3, 2, 6, 2, 3, 30 / 40, 2],
    ['approve', 1, 0, 1, 1, 1, 10 / 40, 2],
  ]);
  log.close();
});
