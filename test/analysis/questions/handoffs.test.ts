import { expect, test } from 'vitest';
import { minutes, tables } from '../../tables.ts';
import { columns, office } from './office.ts';

const times = (mean: number, median: number, p90: number, total: number) => [mean, median, p90, total].map(minutes);

test('between teams, most waiting first', async () => {
  const log = await office();
  const rows = await log.ask('handoffs');
  expect(columns(rows, 'from', 'to', 'count', 'cases', 'meanMs', 'medianMs', 'p90Ms', 'totalMs')).toEqual([
    ['board', 'back', 2, 2, ...times(80, 80, 112, 160)],
    ['front', 'back', 4, 3, ...times(12.5, 10, 24, 50)],
    ['back', 'board', 3, 3, ...times(10, 10, 18, 30)],
    ['back', 'front', 1, 1, ...times(30, 30, 30, 30)],
  ]);
  expect(columns(rows, 'waitShare')).toEqual([[160 / 270], [50 / 270], [30 / 270], [30 / 270]]);
  log.close();
});

test('a handoff is returned when the opposite one comes later in the case', async () => {
  const log = await office();
  // front → back comes back in c3 once; back → board in c1 and c2; back → front in c3; board → back never.
  expect(columns(await log.ask('handoffs'), 'from', 'to', 'returns', 'returnShare')).toEqual([
    ['board', 'back', 0, 0],
    ['front', 'back', 1, 1 / 4],
    ['back', 'board', 2, 2 / 3],
    ['back', 'front', 1, 1],
  ]);
  log.close();
});

test('ping-pong: every handoff but the last of its direction is returned', async () => {
  const log = await tables([{ id: '1', events: ['W 0 a@x', 'W 1 b@y', 'W 2 a@x', 'W 3 b@y', 'W 4 a@x'] }]);
  expect(columns(await log.ask('handoffs'), 'from', 'to', 'count', 'cases', 'returns')).toEqual([
    ['x', 'y', 2, 1, 2],
    ['y', 'x', 2, 1, 1],
  ]);
  log.close();
});

test('between people, with those who keep the work, as other tools count: a missing side is no handoff', async () => {
  const log = await office();
  const rows = columns(await log.ask('handoffs', { by: 'resource', includeSelf: true }), 'from', 'to', 'count', 'returns');
  expect(rows.toSorted()).toEqual([
    ['ann', 'bob', 3, 1],
    ['ann', 'cat', 1, 0],
    ['bob', 'ann', 1, 0],
    ['bob', 'eve', 2, 2],
    ['cat', 'eve', 1, 0],
    ['eve', 'bob', 2, 0],
    ['eve', 'eve', 1, 0],
  ]);
  log.close();
});

test('under a filter', async () => {
  const log = await office();
  const rows = await log.ask('handoffs', {}, [{ kind: 'activity', keep: true, activities: ['Reject'], mode: 'any' }]);
  expect(columns(rows, 'from', 'to', 'count', 'totalMs', 'waitShare')).toEqual([
    ['back', 'front', 1, minutes(30), 30 / 50],
    ['front', 'back', 2, minutes(10), 10 / 50],
    ['back', 'board', 1, minutes(10), 10 / 50],
  ]);
  log.close();
});
