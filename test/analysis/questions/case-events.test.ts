import { expect, test } from 'vitest';
import { at, minutes } from '../../tables.ts';
import { columns, office } from './office.ts';

test('one case in order, with waits and durations', async () => {
  const log = await office();
  const rows = await log.ask('case-events', { case: 'c1' });
  expect(columns(rows, 'pos', 'activity', 'started', 'ended', 'resource', 'team', 'waitMs', 'durationMs', 'row')).toEqual([
    [0, 'Register', at(0), at(10), 'ann', 'front', null, minutes(10), 1],
    [1, 'Check', at(20), at(30), 'bob', 'back', minutes(10), minutes(10), 2],
    [2, 'Approve', at(50), at(60), 'eve', 'board', minutes(20), minutes(10), 3],
    [3, 'Pay', at(100), at(110), 'bob', 'back', minutes(40), minutes(10), 4],
  ]);
  expect(rows.map(({ attributes }) => JSON.parse(String(attributes)).note)).toEqual(['new', null, 'ok', 'ok']);
  log.close();
});

test('unknown starts: the wait runs to the end, the duration is unknown', async () => {
  const log = await office();
  expect(columns(await log.ask('case-events', { case: 'c4' }), 'started', 'resource', 'waitMs', 'durationMs')).toEqual([
    [null, 'ann', null, null],
    [null, null, minutes(10), null],
    [null, 'bob', minutes(20), null],
  ]);
  log.close();
});

test('a page, a case that is not there, and one that a filter hides', async () => {
  const log = await office();
  expect(columns(await log.ask('case-events', { case: 'c3', limit: 2, offset: 3 }), 'pos', 'waitMs')).toEqual([
    [3, minutes(10)],
    [4, minutes(10)],
  ]);
  expect(await log.ask('case-events', { case: 'c9' })).toEqual([]);
  expect(await log.ask('case-events', { case: 'c1' }, [{ kind: 'case', keep: false, cases: ['c1'] }])).toEqual([]);
  log.close();
});
