import { expect, test } from 'vitest';
import { minutes, tables } from '../../tables.ts';
import { office } from './office.ts';

test('the office: Check is repeated at once in c4 and come back to in c3', async () => {
  const log = await office();
  expect(await log.ask('rework')).toEqual([
    {
      ...{ activity: 'Check', count: 6, cases: 4, reworkCases: 2, share: 0.5, ofCases: 4, surplus: 2, selfLoops: 1, comebacks: 1 },
      ...{ medianMs: minutes(80), otherMedianMs: minutes(155) },
    },
    {
      ...{ activity: 'Register', count: 5, cases: 4, reworkCases: 1, share: 0.25, ofCases: 4, surplus: 1, selfLoops: 0, comebacks: 1 },
      ...{ medianMs: minutes(130), otherMedianMs: minutes(110) },
    },
  ]);
  log.close();
});

test('under a filter: among the cases that are left', async () => {
  const log = await office();
  const [row] = await log.ask('rework', {}, [{ kind: 'case', keep: true, cases: ['c4'] }]);
  expect(row).toMatchObject({ activity: 'Check', reworkCases: 1, share: 1, ofCases: 1, medianMs: minutes(30), otherMedianMs: null });
  log.close();
});

test('several cases of one variant, three times in a row', async () => {
  const log = await tables(['1', '2'].map((id) => ({ id, events: ['A 0', 'A 1', 'A 2', 'B 3'] })));
  expect(await log.ask('rework')).toMatchObject([
    { activity: 'A', count: 6, cases: 2, reworkCases: 2, surplus: 4, selfLoops: 4, comebacks: 0 },
  ]);
  log.close();
});
