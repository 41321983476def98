import { expect, test } from 'vitest';
import { minutes } from '../../tables.ts';
import { columns, office } from './office.ts';

test('activities and ways to them, by all their waiting', async () => {
  const log = await office();
  const rows = await log.ask('bottlenecks');
  expect(columns(rows, 'kind', 'from', 'to', 'count', 'cases', 'totalMs')).toEqual([
    ['activity', null, 'Pay', 2, 2, minutes(160)],
    ['edge', 'Approve', 'Pay', 2, 2, minutes(160)],
    ['activity', null, 'Check', 6, 4, minutes(80)],
    ['edge', 'Register', 'Check', 5, 4, minutes(60)],
    ['activity', null, 'Approve', 3, 3, minutes(30)],
    ['activity', null, 'Register', 1, 1, minutes(30)],
    ['edge', 'Check', 'Approve', 3, 3, minutes(30)],
    ['edge', 'Check', 'Register', 1, 1, minutes(30)],
    ['edge', 'Check', 'Check', 1, 1, minutes(20)],
    ['activity', null, 'Reject', 1, 1, minutes(5)],
    ['edge', 'Approve', 'Reject', 1, 1, minutes(5)],
  ]);
  expect(rows[0]).toMatchObject({ meanMs: minutes(80), medianMs: minutes(80), p90Ms: minutes(112), share: 160 / 305 });
  expect(rows[2]).toMatchObject({ meanMs: minutes(80) / 6, medianMs: minutes(10), p90Ms: minutes(25), share: 80 / 305 });
  log.close();
});

test('the shares of each kind add up to one', async () => {
  const log = await office();
  const rows = await log.ask('bottlenecks');
  for (const kind of ['activity', 'edge'])
    expect(rows.filter((row) => row.kind === kind).reduce((sum, row) => sum + Number(row.share), 0)).toBeCloseTo(1, 12);
  log.close();
});

test('the first few, under a filter', async () => {
  const log = await office();
  const rows = await log.ask('bottlenecks', { limit: 2 }, [{ kind: 'case', keep: true, cases: ['c4'] }]);
  expect(columns(rows, 'kind', 'from', 'to', 'count', 'cases', 'totalMs', 'share')).toEqual([
    ['activity', null, 'Check', 2, 1, minutes(30), 1],
    ['edge', 'Check', 'Check', 1, 1, minutes(20), 2 / 3],
  ]);
  log.close();
});
