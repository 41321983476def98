import { expect, test } from 'vitest';
import { minutes, tables } from '../../tables.ts';
import { columns, office } from './office.ts';

test('the office: one approval of three is followed by a rejection', async () => {
  const log = await office();
  expect(await log.ask('approvals')).toEqual([
    {
      ...{ activity: 'Approve', count: 3, sentBack: 1, rejectedInstead: 0, decisions: 3, caught: 1, yield: 1 / 3 },
      // The Wilson interval of 1 in 3, as tables of it give it.
      ...{ yieldLow: expect.closeTo(0.0615, 4), yieldHigh: expect.closeTo(0.7923, 4), rubberStamp: false },
      ...{ timed: 3, effortMs: minutes(40), waitBeforeMs: minutes(30) },
    },
  ]);
  log.close();
});

test('under a filter, and for what a person calls an approval', async () => {
  const log = await office();
  const rows = await log.ask('approvals', { classes: { Check: 'approve', Approve: 'core' } }, [
    { kind: 'case', keep: true, cases: ['c3'] },
  ]);
  // The first Check of c3 goes back to Register, the second on to Approve.
  expect(columns(rows, 'activity', 'count', 'sentBack', 'yield')).toEqual([['Check', 2, 1, 0.5]]);
  log.close();
});

test('a rejection that is an activity of its own beside the approval', async () => {
  const log = await tables(
    ['Approved', 'Approved', 'Approved', 'Rejected'].map((outcome, i) => ({
      id: `${i}`,
      events: ['Submit 0', `Declaration ${outcome} by manager 1`],
    })),
  );
  expect(columns(await log.ask('approvals'), 'activity', 'count', 'rejectedInstead', 'decisions', 'caught', 'yield')).toEqual([
    ['Declaration Approved by manager', 3, 1, 4, 1, 0.25],
  ]);
  log.close();
});

test('of two approvals side by side each gets the rejections that are named like it', async () => {
  const paths = [
    'Approved by clerk',
    'Approved by clerk',
    'Approved by board',
    'Rejected by clerk',
    'Rejected by board',
    'Rejected by board',
  ];
  const log = await tables(paths.map((activity, i) => ({ id: `${i}`, events: ['Submit 0', `${activity} 1`] })));
  expect(columns(await log.ask('approvals'), 'activity', 'count', 'rejectedInstead', 'decisions')).toEqual([
    ['Approved by clerk', 2, 1, 3],
    ['Approved by board', 1, 2, 3],
  ]);
  log.close();
});

test('an early end is a catch, the usual end is none', async () => {
  const straight = ['Ask 0', 'Approve 1', 'Order 2', 'Approve payment 3', 'Pay 4'];
  const log = await tables([
    ...[1, 2, 3].map((id) => ({ id: `${id}`, events: straight })),
    { id: '4', events: ['Ask 0', 'Approve 1', 'Close 2'] },
    // Still open: to stop at Order is not to end.
    { id: '5', events: ['Ask 0', 'Approve 1', 'Order 2'] },
  ]);
  expect(columns(await log.ask('approvals'), 'activity', 'count', 'sentBack', 'yield')).toEqual([
    ['Approve', 5, 1, 0.2],
    ['Approve payment', 3, 0, 0],
  ]);
  log.close();
});

test('two approvals in a row are no catch', async () => {
  const log = await tables([{ id: '1', events: ['Approve 0', 'Approve 1', 'Pay 2'] }]);
  expect(columns(await log.ask('approvals'), 'count', 'sentBack')).toEqual([[2, 0]]);
  log.close();
});

test.each([
  // With none caught the upper bound is z² / (n + z²): 0.0188 for 200, 0.0250 for 150.
  [200, 0, true],
  [150, 0, false],
  [200, 1, false],
])('%i approvals of which %i reject: rubber stamp %s', async (n, rejected, expected) => {
  const log = await tables(
    Array.from({ length: n }, (_, i) => ({ id: `${i}`, events: ['Approve 0', i < rejected ? 'Reject 1' : 'Pay 1'] })),
  );
  expect(columns(await log.ask('approvals'), 'decisions', 'caught', 'rubberStamp')).toEqual([[n, rejected, expected]]);
  log.close();
});
