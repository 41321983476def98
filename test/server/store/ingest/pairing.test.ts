import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Mapping } from '../../../../analysis/schema/index.ts';
import { messages, shortly, type Workshop, workshop } from './harness.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.close());

/** Rows `time transition [activity] [resource] [instance]`, `-` for none; all of case c unless the activity says `case/activity`. */
const paired = async (rows: readonly string[], given: Partial<Mapping> = {}) => {
  const lines = rows.map((row) => {
    const [time, transition, activity = 'A', resource = '', instance = ''] = row.split(' ').map((value) => (value === '-' ? '' : value));
    const [id, name] = activity.includes('/') ? activity.split('/') : ['c', activity];
    return `${id},${name},2024-01-01T${time}Z,${transition},${resource},${instance}`;
  });
  const log = await shop.importText(`case,activity,end,transition,resource,instance\n${lines.join('\n')}\n`, {
    transition: 'transition',
    resource: 'resource',
    instance: 'instance',
    lifecycle: 'pair',
    ...given,
  });
  return { ...log, instances: shortly(log.event, 'activity', 'started', 'ended', 'resource', 'row') };
};

test('a start and its complete are one instance, in any letter case', async () => {
  const { instances, info, trace } = await paired(['08:00 START', '09:00 Complete', '10:00 start B', '11:00 completed B']);
  expect(instances).toEqual(['A 08:00 09:00 - 3', 'B 10:00 11:00 - 5']);
  expect(info).toMatchObject({
    events: 4,
    instances: 2,
    hasStarts: true,
    quality: { sourceRows: 4, events: 4, leftOut: 0, instances: 2, unpaired: 0 },
  });
  expect(shortly(trace, 'started', 'ended', 'events', 'source_events')).toEqual(['08:00 11:00 2 4']);
});

test('first in, first out', async () => {
  expect((await paired(['08:00 start', '08:10 start', '09:00 complete', '09:30 complete'])).instances).toEqual([
    'A 08:00 09:00 - 4',
    'A 08:10 09:30 - 5',
  ]);
});

test('a complete before any start takes none away', async () => {
  const { instances, info } = await paired([
    '07:00 complete',
    '08:00 start',
    '09:00 complete',
    '10:00 complete',
    '11:00 start',
    '12:00 complete',
  ]);
  expect(instances).toEqual(['A - 07:00 - 2', 'A 08:00 09:00 - 4', 'A - 10:00 - 5', 'A 11:00 12:00 - 7']);
  expect(info.quality).toMatchObject({ instances: 4, unpaired: 2 });
  expect(info.quality.problems).toContainEqual(
    expect.objectContaining({ count: 2, rows: [2, 5], message: expect.stringContaining('complete without a start') }),
  );
});

test('a start without an end is an instance at its own time, of unknown duration', async () => {
  const { instances, info } = await paired(['08:00 start', '08:30 complete B', '09:00 start', '10:00 complete']);
  expect(instances).toEqual(['B - 08:30 - 3', 'A - 09:00 - 4', 'A 08:00 10:00 - 5']);
  expect(info.quality).toMatchObject({ unpaired: 2 });
});

test('cases, activities and instance ids keep starts apart', async () => {
  const { instances } = await paired([
    '08:00 start A - 1',
    '08:10 start A - 2',
    '08:20 start d/A',
    '09:00 complete A - 2',
    '09:10 complete A - 1',
    '09:20 complete d/A',
    '09:30 complete A - 3',
  ]);
  expect(instances).toEqual(['A 08:10 09:00 - 5', 'A 08:00 09:10 - 6', 'A - 09:30 - 8', 'A 08:20 09:20 - 7']);
});

test('the same resource goes first; what is left over is paired across resources and counted', async () => {
  const { instances, info } = await paired(['08:00 start A ann', '08:10 start A bob', '09:00 complete A bob', '09:10 complete A cyd']);
  expect(instances).toEqual(['A 08:10 09:00 bob 4', 'A 08:00 09:10 cyd 5']);
  expect(messages(info)).toContain('1 start paired with an end by another resource, which the instance then carries.');
});

test('without a column of instances or resources', async () => {
  expect((await paired(['08:00 start', '09:00 complete'], { instance: null, resource: null })).instances).toEqual(['A 08:00 09:00 - 3']);
});

test('what a start knows and its complete does not is kept', async () => {
  const { event } = await shop.importText(
    `case,activity,end,transition,resource,cost,note
c,A,2024-01-01T08:00Z,start,ann,5,begun
c,A,2024-01-01T09:00Z,complete,,,ended
`,
    {
      transition: 'transition',
      resource: 'resource',
      lifecycle: 'pair',
      attributes: [
        { column: 'cost', of: 'event' },
        { column: 'note', of: 'event' },
      ],
    },
  );
  expect(event).toMatchObject([{ resource: 'ann', cost: 5, note: 'ended' }]);
});

test('equal times: a start comes before an end, whichever way round the file is', async () => {
  const rows = ['08:00 start', '09:00 complete', '09:00 start', '10:00 complete', '10:00 start B', '10:00 complete B'];
  const forth = (await paired(rows)).event.map(({ activity, started, ended }) => ({ activity, started, ended }));
  const back = (await paired(rows.toReversed())).event.map(({ activity, started, ended }) => ({ activity, started, ended }));
  expect(back).toEqual(forth);
  expect(forth).toHaveLength(3);
});

test('aborts end work; without work, and like schedule and suspend, they make no instance', async () => {
  const { instances, info } = await paired([
    '07:00 schedule',
    '07:30 withdraw',
    '08:00 start',
    '08:30 suspend',
    '08:40 resume',
    '09:00 ate_abort',
    '09:30 complete B',
    '10:00 approved C',
  ]);
  expect(instances).toEqual(['A 08:00 09:00 - 7', 'B - 09:30 - 8', 'C - 10:00 - 9']);
  expect(info).toMatchObject({ events: 8, instances: 3 });
  expect(messages(info)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^3 rows with schedule, assign, suspend, resume/),
      expect.stringMatching(/^1 row: abort or withdraw without a start/),
    ]),
  );
});

test('a case without any work is left out, and its rows are counted', async () => {
  const { info, trace } = await paired(['07:00 schedule b/A', '08:00 start', '09:00 complete', '09:00 withdraw d/A', '10:00 complete e/A']);
  expect(shortly(trace, 'case_no', 'case_id')).toEqual(['0 c', '1 e']);
  expect(info.quality).toMatchObject({ sourceRows: 5, events: 3, leftOut: 2, cases: 2 });
  expect(messages(info)).toContain('2 rows left out: of cases in which no work was recorded.');
});

test('keep takes every row as an instance', async () => {
  const { instances, info } = await paired(['08:00 start', '09:00 complete', '10:00 schedule'], { lifecycle: 'keep' });
  expect(instances).toEqual(['A - 08:00 - 2', 'A - 09:00 - 3', 'A - 10:00 - 4']);
  expect(info).toMatchObject({ events: 3, instances: 3, hasStarts: false, quality: { unpaired: 0 } });
});
