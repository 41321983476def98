import { expect, test } from 'vitest';
import { minutes, tables } from '../../tables.ts';
import { columns } from './office.ts';

const DAY = 24 * 60;
const days = (count: number) => minutes(count * DAY);
// 2024 is a leap year: day 40 is 10 February, 45 is 15 February, 100 is 10 April. 1 January is a Monday.
const log = () =>
  tables([
    { id: '1', events: ['A 0', `B ${DAY}`] },
    { id: '2', events: ['A 0', `B ${40 * DAY}`] },
    { id: '3', events: [`A ${45 * DAY}`, `B ${100 * DAY}`] },
  ]);
const all = ['period', 'started', 'completed', 'open', 'meanMs', 'medianMs', 'p90Ms'] as const;

test('by month, the quiet one included', async () => {
  const tables = await log();
  expect(columns(await tables.ask('throughput'), ...all)).toEqual([
    ['2024-01-01T00:00:00.000Z', 2, 1, 1, days(1), days(1), days(1)],
    ['2024-02-01T00:00:00.000Z', 1, 1, 1, days(40), days(40), days(40)],
    ['2024-03-01T00:00:00.000Z', 0, 0, 1, null, null, null],
    ['2024-04-01T00:00:00.000Z', 0, 1, 0, days(55), days(55), days(55)],
  ]);
  tables.close();
});

test('by week and by day', async () => {
  const tables = await log();
  const weeks = await tables.ask('throughput', { by: 'week' });
  // The first Monday is day 0, the week of day 100 is the 15th (98 / 7 = 14 after the first).
  expect(weeks).toHaveLength(15);
  expect(columns([weeks[0], weeks[5], weeks[6], weeks[14]], ...all.slice(0, 4))).toEqual([
    ['2024-01-01T00:00:00.000Z', 2, 1, 1],
    ['2024-02-05T00:00:00.000Z', 0, 1, 0],
    ['2024-02-12T00:00:00.000Z', 1, 0, 1],
    ['2024-04-08T00:00:00.000Z', 0, 1, 0],
  ]);
  expect(await tables.ask('throughput', { by: 'day' })).toHaveLength(101);
  tables.close();
});

test('under a filter the periods are those of the kept cases', async () => {
  const tables = await log();
  expect(columns(await tables.ask('throughput', {}, [{ kind: 'case', keep: true, cases: ['3'] }]), 'period', 'started', 'open')).toEqual([
    ['2024-02-01T00:00:00.000Z', 1, 1],
    ['2024-03-01T00:00:00.000Z', 0, 1],
    ['2024-04-01T00:00:00.000Z', 0, 0],
  ]);
  tables.close();
});
