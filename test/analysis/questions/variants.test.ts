import { expect, test } from 'vitest';
import { minutes } from '../../tables.ts';
import { columns, office } from './office.ts';

const straight = ['Register', 'Check', 'Approve', 'Pay'];

test('the most frequent first, with shares and times', async () => {
  const log = await office();
  expect(await log.ask('variants')).toEqual([
    {
      ...{ variant: 0, activities: expect.anything(), length: 4, cases: 2, share: 0.5, cumulativeShare: 0.5, ofCases: 4, ofVariants: 3 },
      ...{ meanMs: minutes(155), medianMs: minutes(155), p90Ms: minutes(191) },
    },
    {
      ...{ variant: 1, activities: expect.anything(), length: 6, cases: 1, share: 0.25, cumulativeShare: 0.75, ofCases: 4, ofVariants: 3 },
      ...{ meanMs: minutes(130), medianMs: minutes(130), p90Ms: minutes(130) },
    },
    {
      ...{ variant: 2, activities: expect.anything(), length: 3, cases: 1, share: 0.25, cumulativeShare: 1, ofCases: 4, ofVariants: 3 },
      ...{ meanMs: minutes(30), medianMs: minutes(30), p90Ms: minutes(30) },
    },
  ]);
  expect(columns(await log.ask('variants'), 'activities')).toEqual([
    [straight],
    [['Register', 'Check', 'Register', 'Check', 'Approve', 'Reject']],
    [['Register', 'Check', 'Check']],
  ]);
  log.close();
});

test('a page of them still counts from the first', async () => {
  const log = await office();
  expect(columns(await log.ask('variants', { limit: 1, offset: 1 }), 'variant', 'cumulativeShare', 'ofVariants')).toEqual([[1, 0.75, 3]]);
  log.close();
});

test('under a filter they keep their numbers', async () => {
  const log = await office();
  const rows = await log.ask('variants', {}, [{ kind: 'case', keep: true, cases: ['c2', 'c4'] }]);
  expect(columns(rows, 'variant', 'cases', 'share', 'medianMs')).toEqual([
    [0, 1, 0.5, minutes(200)],
    [2, 1, 0.5, minutes(30)],
  ]);
  log.close();
});
