import { expect, test } from 'vitest';
import { at, minutes } from '../../tables.ts';
import { columns, office } from './office.ts';

const times = (mean: number, median: number, p90: number, total: number) => [mean, median, p90, total].map(minutes);
const close = (rows: readonly (readonly unknown[])[]) =>
  rows.map((row) => row.map((value) => (typeof value === 'number' ? expect.closeTo(value, 6) : value)));

test('how often, in how many cases, where it starts and ends', async () => {
  const log = await office();
  expect(columns(await log.ask('activities'), 'activity', 'count', 'cases', 'share', 'ofCases', 'resources', 'starts', 'ends')).toEqual([
    ['Check', 6, 4, 1, 4, 2, 0, 1],
    ['Register', 5, 4, 1, 4, 1, 4, 0],
    ['Approve', 3, 3, 0.75, 4, 1, 0, 0],
    ['Pay', 2, 2, 0.5, 4, 1, 0, 2],
    ['Reject', 1, 1, 0.25, 4, 1, 0, 1],
  ]);
  log.close();
});

test('durations of the instances whose start is known', async () => {
  const log = await office();
  expect(columns(await log.ask('activities'), 'activity', 'timed', 'meanMs', 'medianMs', 'p90Ms', 'totalMs')).toEqual(
    close([
      ['Check', 4, ...times(12.5, 10, 17, 50)],
      ['Register', 4, ...times(10, 10, 10, 40)],
      ['Approve', 3, ...times(40 / 3, 10, 18, 40)],
      ['Pay', 2, ...times(15, 15, 19, 30)],
      ['Reject', 1, ...times(5, 5, 5, 5)],
    ]),
  );
  log.close();
});

test('waits before, whatever came before', async () => {
  const log = await office();
  expect(columns(await log.ask('activities'), 'activity', 'meanWaitMs', 'medianWaitMs', 'p90WaitMs', 'totalWaitMs')).toEqual(
    close([
      ['Check', ...times(80 / 6, 10, 25, 80)],
      ['Register', ...times(30, 30, 30, 30)],
      ['Approve', ...times(10, 10, 18, 30)],
      ['Pay', ...times(80, 80, 112, 160)],
      ['Reject', ...times(5, 5, 5, 5)],
    ]),
  );
  log.close();
});

test('first and last seen', async () => {
  const log = await office();
  expect(columns(await log.ask('activities'), 'activity', 'firstSeen', 'lastSeen')).toEqual([
    ['Check', at(20), at(110)],
    ['Register', at(0), at(90)],
    ['Approve', at(50), at(140)],
    ['Pay', at(100), at(210)],
    ['Reject', at(145), at(150)],
  ]);
  log.close();
});

test('without starts a duration is unknown, not 0, and what nothing precedes has no wait', async () => {
  const log = await office();
  const rows = await log.ask('activities', {}, [{ kind: 'case', keep: true, cases: ['c4'] }]);
  expect(columns(rows, 'activity', 'count', 'share', 'timed', 'meanMs', 'totalMs', 'totalWaitMs', 'resources')).toEqual([
    ['Check', 2, 1, 0, null, null, minutes(30), 1],
    ['Register', 1, 1, 0, null, null, null, 1],
  ]);
  log.close();
});
