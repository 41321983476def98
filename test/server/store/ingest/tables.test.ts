import { afterAll, beforeAll, expect, test } from 'vitest';
import { messages, shortly, type Workshop, workshop } from './harness.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.close());

test('a small log becomes its tables', async () => {
  const { info, event, trace, variant } = await shop.importText(
    `case,activity,start,end,who,group,cost,customer
c2,register,2024-01-01T08:00:00Z,2024-01-01T08:10:00Z,ann,desk,5,acme
c1,register,2024-01-01T08:05:00Z,2024-01-01T08:15:00Z,bob,desk,6,beta
c2,check,2024-01-01T09:00:00Z,2024-01-01T09:30:00Z,bob,,7.5,acme
c1,check,,2024-01-01T09:20:00Z,ann,back,8,beta
c3,register,2024-01-01T10:00:00Z,2024-01-01T10:05:00Z,,,9,acme
`,
    {
      start: 'start',
      resource: 'who',
      team: 'group',
      attributes: [
        { column: 'cost', of: 'event' },
        { column: 'customer', of: 'case' },
      ],
    },
  );
  expect(shortly(event, 'case_no', 'pos', 'activity', 'started', 'ended', 'resource', 'team', 'row', 'cost')).toEqual([
    '0 0 register 08:00 08:10 ann desk 2 5',
    '0 1 check 09:00 09:30 bob - 4 7.5',
    '1 0 register 08:05 08:15 bob desk 3 6',
    '1 1 check - 09:20 ann back 5 8',
    '2 0 register 10:00 10:05 - - 6 9',
  ]);
  expect(shortly(event, 'next_activity', 'next_started', 'next_resource', 'next_team')).toEqual([
    'check 09:00 bob -',
    '- - - -',
    'check 09:20 ann back',
    '- - - -',
    '- - - -',
  ]);
  expect(shortly(trace, 'case_no', 'case_id', 'variant', 'started', 'ended', 'events', 'source_events', 'customer')).toEqual([
    '0 c2 0 08:00 09:30 2 2 acme',
    '1 c1 0 08:05 09:20 2 2 beta',
    '2 c3 1 10:00 10:05 1 1 acme',
  ]);
  expect(variant).toEqual([
    { variant: 0, activities: ['register', 'check'], cases: 2 },
    { variant: 1, activities: ['register'], cases: 1 },
  ]);
  expect(info).toMatchObject({
    events: 5,
    instances: 5,
    cases: 3,
    variants: 2,
    activities: 2,
    resources: 2,
    teams: 2,
    firstEvent: '2024-01-01T08:00:00.000Z',
    lastEvent: '2024-01-01T10:05:00.000Z',
    hasStarts: true,
    attributes: [
      { column: 'cost', name: 'cost', of: 'event', type: 'number' },
      { column: 'customer', name: 'customer', of: 'case', type: 'text' },
    ],
    quality: { sourceRows: 5, events: 5, leftOut: 0, instances: 5, unpaired: 0, casesWithTies: 0, cases: 3 },
  });
  expect(messages(info)).toEqual(['1 case with a single event: nothing can be said about what follows what in them.']);
});
