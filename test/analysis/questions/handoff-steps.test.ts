import { expect, test } from 'vitest';
import { minutes } from '../../tables.ts';
import { columns, office } from './office.ts';

test('between which activities work changes hands', async () => {
  const log = await office();
  expect(
    columns(await log.ask('handoff-steps'), 'fromTeam', 'toTeam', 'from', 'to', 'count', 'cases', 'medianMs', 'p90Ms', 'totalMs'),
  ).toEqual([
    ['board', 'back', 'Approve', 'Pay', 2, 2, minutes(80), minutes(112), minutes(160)],
    ['front', 'back', 'Register', 'Check', 4, 3, minutes(10), minutes(24), minutes(50)],
    ['back', 'board', 'Check', 'Approve', 3, 3, minutes(10), minutes(18), minutes(30)],
    ['back', 'front', 'Check', 'Register', 1, 1, minutes(30), minutes(30), minutes(30)],
  ]);
  log.close();
});

test('of one pair, under a filter', async () => {
  const log = await office();
  const filter = [{ kind: 'case' as const, keep: true, cases: ['c1'] }];
  const rows = await log.ask('handoff-steps', { by: 'resource', from: 'bob', to: 'eve' }, filter);
  expect(columns(rows, 'fromTeam', 'toTeam', 'from', 'to', 'count', 'totalMs')).toEqual([
    ['bob', 'eve', 'Check', 'Approve', 1, minutes(20)],
  ]);
  log.close();
});
