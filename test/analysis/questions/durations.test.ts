import { expect, test } from 'vitest';
import { minutes, tables } from '../../tables.ts';
import { columns } from './office.ts';

const lasting = (...durations: readonly number[]) =>
  tables(durations.map((duration, i) => ({ id: `${i}`, events: ['A 0', `B ${duration}`] })));
const all = ['fromMs', 'toMs', 'cases', 'share', 'ofCases'] as const;

test('bins of half an hour: the smallest round width of which four hold 99 % (97.2 minutes)', async () => {
  const log = await lasting(0, 10, 20, 30, 100);
  expect(columns(await log.ask('durations', { bins: 4 }), ...all)).toEqual([
    [0, minutes(30), 3, 0.6, 5],
    [minutes(30), minutes(60), 1, 0.2, 5],
    [minutes(60), minutes(90), 0, 0, 5],
    [minutes(90), minutes(120), 1, 0.2, 5],
  ]);
  log.close();
});

test('one case far out goes to a last bin without an end', async () => {
  const log = await lasting(...Array<number>(199).fill(5), 1000);
  expect(columns(await log.ask('durations', { bins: 4 }), 'fromMs', 'toMs', 'cases')).toEqual([
    [0, minutes(2), 0],
    [minutes(2), minutes(4), 0],
    [minutes(4), minutes(6), 199],
    [minutes(6), minutes(8), 0],
    [minutes(8), null, 1],
  ]);
  log.close();
});

test('cases that take no time at all', async () => {
  const log = await lasting(0, 0);
  expect(columns(await log.ask('durations'), 'fromMs', 'cases', 'share')).toEqual([[0, 2, 1]]);
  log.close();
});

test('under a filter', async () => {
  const log = await lasting(0, 10, 20, 30, 100);
  const rows = await log.ask('durations', { bins: 2 }, [{ kind: 'duration', keep: true, minMs: minutes(10), maxMs: minutes(20) }]);
  // 99 % of 10 and 20 minutes is 19.9: two bins of 10 minutes would hold it, and 20 itself lies beyond.
  expect(columns(rows, 'fromMs', 'toMs', 'cases', 'ofCases')).toEqual([
    [0, minutes(10), 0, 2],
    [minutes(10), minutes(20), 1, 2],
    [minutes(20), null, 1, 2],
  ]);
  log.close();
});
