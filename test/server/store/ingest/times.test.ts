import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Fault } from '../../../../analysis/fault.ts';
import type { Mapping } from '../../../../analysis/schema/index.ts';
import { messages, type Workshop, workshop } from './harness.ts';

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.close());

/** The instants that texts are read as, in the order of the file; one that cannot be read comes as null. */
const instants = async (texts: readonly string[], given: Partial<Mapping> = {}) => {
  const { event, info } = await shop.importText(
    `case;activity;end\n${texts.map((text, i) => `c${i};a;"${text}"\n`).join('')}c;end;\n`.replace(
      'c;end;',
      given.timeFormat ? 'c;x;' : 'c;end;2000-01-01',
    ),
    given,
    { delimiter: ';' },
  );
  const found: (unknown | null)[] = texts.map(() => null);
  for (const { row, ended } of event) if ((row as number) - 2 < texts.length) found[(row as number) - 2] = ended;
  return { found, info };
};

test('ISO 8601 in every usual writing', async () => {
  const written: Record<string, string | null> = {
    '2024-03-05T10:00:00Z': '2024-03-05T10:00:00.000Z',
    '2024-03-05T10:00:00z': '2024-03-05T10:00:00.000Z',
    '2024-03-05 10:00:00': '2024-03-05T10:00:00.000Z',
    '2024-03-05t10:00': '2024-03-05T10:00:00.000Z',
    '2024-03-05T10:00:00+01:00': '2024-03-05T09:00:00.000Z',
    '2024-03-05T10:00:00.250+0100': '2024-03-05T09:00:00.250Z',
    '2024-03-05 10:00:00-05:30': '2024-03-05T15:30:00.000Z',
    '2024-03-05T10:00:00 +01:00': '2024-03-05T09:00:00.000Z',
    '2024-03-05T10:00:00+01': '2024-03-05T09:00:00.000Z',
    '2024-03-05T10:00:00,5': '2024-03-05T10:00:00.500Z',
    '2024-03-05 10:00:00 UTC': '2024-03-05T10:00:00.000Z',
    '2024-03-05': '2024-03-05T00:00:00.000Z',
    '  2024-03-05 10:00  ': '2024-03-05T10:00:00.000Z',
    '1969-12-31T23:59:59.999Z': '1969-12-31T23:59:59.999Z',
    '2024-02-30': null,
    '05.03.2024': null,
    infinity: null,
    epoch: null,
    '12024-03-05 10:00': null,
    yesterday: null,
  };
  const { found, info } = await instants(Object.keys(written));
  expect(found).toEqual(Object.values(written));
  expect(info.quality).toMatchObject({ sourceRows: 21, events: 15, leftOut: 6 });
  expect(info.quality.problems[0]).toMatchObject({
    message: '6 rows left out: the time cannot be read as ISO 8601, such as "2024-02-30".',
    count: 6,
    rows: [16, 17, 18, 19, 20, 21],
    place: { column: 'end' },
  });
});

test('microseconds are kept, and order events', async () => {
  const { event } = await shop.importText('case,activity,end\nc,b,2024-01-01T00:00:00.000002\nc,a,2024-01-01T00:00:00.000001999\n');
  expect(event.map(({ activity }) => activity)).toEqual(['a', 'b']);
});

test('times without an offset are of the zone of the mapping, those with one are not', async () => {
  const { found } = await instants(
    ['2024-07-01 12:00', '2024-01-01 12:00', '2024-07-01T12:00Z', '2024-07-01T12:00:00+00:00', '2024-07-01T12:00:00-07', '2024-07-01'],
    {
      zone: 'Europe/Berlin',
    },
  );
  expect(found).toEqual([
    '2024-07-01T10:00:00.000Z',
    '2024-01-01T11:00:00.000Z',
    '2024-07-01T12:00:00.000Z',
    '2024-07-01T12:00:00.000Z',
    '2024-07-01T19:00:00.000Z',
    '2024-06-30T22:00:00.000Z',
  ]);
});

test('hours that a clock skips or shows twice are read by a stated rule, and counted', async () => {
  const { found, info } = await instants(['2021-03-28 02:30', '2021-10-31 02:30', '2021-10-31 03:00', '2021-10-31T02:30:00+02:00'], {
    zone: 'Europe/Berlin',
  });
  expect(found).toEqual(['2021-03-28T01:30:00.000Z', '2021-10-31T01:30:00.000Z', '2021-10-31T02:00:00.000Z', '2021-10-31T00:30:00.000Z']);
  expect(messages(info)).toContain(
    '1 time that clocks in Europe/Berlin skip when summer time begins: read as if they had not been put forward.',
  );
  expect(messages(info)).toContain('1 time that clocks in Europe/Berlin show twice when summer time ends: read as the second of the two.');
});

test('patterns, with and without a zone of their own', async () => {
  expect((await instants(['05/03/2024 10:00', '5/3/24 10:00', '31/12/2023 23:59'], { timeFormat: '%d/%m/%Y %H:%M' })).found).toEqual([
    '2024-03-05T10:00:00.000Z',
    null,
    '2023-12-31T23:59:00.000Z',
  ]);
  expect((await instants(['05/03/2024 10:00 PM'], { timeFormat: '%m/%d/%Y %I:%M %p', zone: 'America/New_York' })).found).toEqual([
    '2024-05-04T02:00:00.000Z',
  ]);
  expect((await instants(['05.03.2024 10:00 +0200'], { timeFormat: '%d.%m.%Y %H:%M %z', zone: 'Asia/Tokyo' })).found).toEqual([
    '2024-03-05T08:00:00.000Z',
  ]);
});

test('counts since 1970, and no zone touches them', async () => {
  const zone = 'Asia/Tokyo';
  expect((await instants(['1704067200', '1704067200.5', '-1', 'x', '99999999999999'], { timeFormat: 'epoch-s', zone })).found).toEqual([
    '2024-01-01T00:00:00.000Z',
    '2024-01-01T00:00:00.500Z',
    '1969-12-31T23:59:59.000Z',
    null,
    null,
  ]);
  expect((await instants(['1704067200000'], { timeFormat: 'epoch-ms', zone })).found).toEqual(['2024-01-01T00:00:00.000Z']);
  expect((await instants(['1704067200000000'], { timeFormat: 'epoch-us', zone })).found).toEqual(['2024-01-01T00:00:00.000Z']);
});

describe('what cannot be read at all is said before the file is read', () => {
  const fault = (given: Partial<Mapping>) =>
    shop.importText('case,activity,end\nc,a,2024-01-01\n', given).then(
      () => null,
      (error) => error as Fault,
    );
  test('a format and a zone, both at once, and nothing else', async () => {
    const messagesOf = async (given: Partial<Mapping>) => {
      const error = await fault(given);
      expect(error).toBeInstanceOf(Fault);
      expect(error?.code).toBe('bad-mapping');
      return error?.problems.map(({ message }) => message.split(':')[0]);
    };
    const [zone, format] = ['The time zone "Mars/Olympus" is not known.', 'The time format "%Q" cannot be read'];
    expect(await messagesOf({ timeFormat: '%Q', zone: 'Mars/Olympus' })).toEqual([zone, format]);
    expect(await messagesOf({ timeFormat: '%Q' })).toEqual([format]);
    expect(await messagesOf({ zone: 'Mars/Olympus' })).toEqual([zone]);
  });
  test('a log without one readable time', async () => {
    const error = await fault({ timeFormat: '%d/%m/%Y' });
    expect(error?.code).toBe('bad-mapping');
    expect(error?.message).toBe('None of the rows can be read as an event.');
    expect(error?.problems[0]).toMatchObject({ count: 1, rows: [2], place: { column: 'end' } });
  });
});

test('dates without times are noticed', async () => {
  const { info } = await instants(['2024-01-01', '2024-01-02T00:00:00.000+02:00', '2024-01-02 00:00', '2024-01-03 10:00']);
  expect(messages(info)).toContain(
    '80 % of the times are midnight: probably dates without a time, so the order within a day and short durations mean little.',
  );
});

test('times in the future and at the beginning of Unix time are noticed, with their rows', async () => {
  const { info } = await instants(['2999-01-01', '1970-01-01T00:00:00Z', '2024-01-01']);
  expect(info.quality.problems.filter(({ severity }) => severity === 'warning')).toMatchObject([
    { message: '1 event in the future.', rows: [2] },
    { message: expect.stringContaining('before 2 January 1970'), rows: [3] },
  ]);
});
