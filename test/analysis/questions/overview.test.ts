import { expect, test } from 'vitest';
import { at, minutes, tables } from '../../tables.ts';
import { office } from './office.ts';

test('the office', async () => {
  const log = await office();
  expect(await log.ask('overview')).toEqual([
    {
      cases: 4,
      events: 8 + 4 + 6 + 3,
      instances: 4 + 4 + 6 + 3,
      activities: 5,
      variants: 3,
      variantsFor80: 3,
      resources: 4,
      teams: 3,
      firstEvent: at(0),
      lastEvent: at(210),
      meanThroughputMs: minutes(117.5),
      medianThroughputMs: minutes(120),
      p90ThroughputMs: minutes(179),
      minThroughputMs: minutes(30),
      maxThroughputMs: minutes(200),
      hasStarts: true,
      instancesWithStarts: 14,
      casesWithStarts: 3,
      meanActiveMs: minutes(55),
      medianActiveMs: minutes(50),
      reworkCases: 2,
      reworkShare: 0.5,
    },
  ]);
  log.close();
});

test('one case of the office, chosen by a filter', async () => {
  const log = await office();
  const [row] = await log.ask('overview', {}, [{ kind: 'case', keep: true, cases: ['c4'] }]);
  expect(row).toMatchObject({ cases: 1, events: 3, instances: 3, activities: 2, variants: 1, resources: 2, teams: 2 });
  expect(row).toMatchObject({ hasStarts: false, instancesWithStarts: 0, casesWithStarts: 0, meanActiveMs: null, medianActiveMs: null });
  log.close();
});

test('nothing: counts are 0, times are unknown', async () => {
  const log = await tables([]);
  const [row] = await log.ask('overview');
  expect(row).toMatchObject({ cases: 0, events: 0, instances: 0, variants: 0, variantsFor80: 0, reworkCases: 0, hasStarts: false });
  expect(row).toMatchObject({ firstEvent: null, lastEvent: null, medianThroughputMs: null, medianActiveMs: null, reworkShare: null });
  log.close();
});

test('the most frequent variants that hold four fifths of the cases', async () => {
  const log = await tables(['A', 'A', 'A', 'A', 'B'].map((activity, i) => ({ id: `${i}`, events: [`${activity} 0`] })));
  expect((await log.ask('overview'))[0]).toMatchObject({ variants: 2, variantsFor80: 1 });
  log.close();
});
