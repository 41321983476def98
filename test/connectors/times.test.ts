import { describe, expect, it } from 'vitest';
import { readsAsTime, timeFormatOf, timeReader } from '../../connectors/times.ts';
import { connection } from './staging.ts';

const instant = Date.UTC(2016, 1, 9, 14, 5, 7);
const utc = (text: string) => Date.parse(`${text}Z`);

describe('formats', () => {
  const known: readonly (readonly [values: readonly string[], format: string | null, first: number])[] = [
    [['2016-02-09T14:05:07Z', '2016-02-09 15:05:07.123+01:00'], null, instant],
    [['2016-02-09 14:05:07'], null, instant],
    [['2016-02-09'], null, utc('2016-02-09T00:00:00')],
    [['2016-02-09T14:05:07,250'], null, instant + 250],
    [['2016/02/09 14:05:07'], '%Y/%m/%d %H:%M:%S', instant],
    [['29/2/2016 01:16', '1/3/2016 12:00'], '%d/%m/%Y %H:%M', utc('2016-02-29T01:16:00')],
    [['2/29/2016 1:16 PM', '3/1/2016 12:00 AM'], '%m/%d/%Y %I:%M %p', utc('2016-02-29T13:16:00')],
    [['3/1/2016 12:30 AM', '2/29/2016 1:16 PM'], '%m/%d/%Y %I:%M %p', utc('2016-03-01T00:30:00')],
    [['09.02.2016 14:05:07', '28.02.2016 14:05:07'], '%d.%m.%Y %H:%M:%S', instant],
    [['09.02.16', '28.02.16'], '%d.%m.%y', utc('2016-02-09T00:00:00')],
    [['05.02.69', '28.02.69'], '%d.%m.%y', utc('1969-02-05T00:00:00')],
    [['9-Feb-2016 14:05:07'], '%d-%b-%Y %H:%M:%S', instant],
    [['09 February 2016'], '%d %B %Y', utc('2016-02-09T00:00:00')],
    [['Feb 9, 2016 14:05'], '%b %d, %Y %H:%M', utc('2016-02-09T14:05:00')],
    [['Tue, 09 Feb 2016 14:05:07'], '%a, %d %b %Y %H:%M:%S', instant],
    [['20160209'], '%Y%m%d', utc('2016-02-09T00:00:00')],
    [['20160209140507'], '%Y%m%d%H%M%S', instant],
    [['20160209T140507'], '%Y%m%dT%H%M%S', instant],
    [['28/02/2016 14:05:07.5', '09/02/2016 14:05:07.25'], '%d/%m/%Y %H:%M:%S.%f', utc('2016-02-28T14:05:07.500')],
    [['2016-02-09-14.05.07.250000'], '%Y-%m-%d-%H.%M.%S.%f', instant + 250],
    [['28/02/2016 15:05:07 +0100'], '%d/%m/%Y %H:%M:%S %z', utc('2016-02-28T14:05:07')],
    [['28/02/2016 14:05:07Z'], '%d/%m/%Y %H:%M:%SZ', utc('2016-02-28T14:05:07')],
    [['1455026707', '1455026708'], 'epoch-s', instant],
    [['1455026707000'], 'epoch-ms', instant],
    [['1455026707000000'], 'epoch-us', instant],
  ];
  for (const [values, format, first] of known)
    it(`${values[0]} is ${format ?? 'ISO 8601'}`, async () => {
      const found = timeFormatOf(values);
      expect(found).toMatchObject({ format, share: 1, question: null });
      expect(timeReader(format, 'UTC')(values[0])).toBe(first);
      if (format === null || format.startsWith('epoch')) return;
      // DuckDB, which does the importing, reads the same.
      const reader = await connection.runAndReadAll(`select epoch_ms(cast(try_strptime('${values[0]}', '${format}') as timestamp))`);
      expect(Number(reader.getRows()[0][0])).toBe(first);
    });

  it('asks where no value decides between day and month', () => {
    expect(timeFormatOf(['01/02/2016', '03/04/2016'])).toMatchObject({
      format: '%d/%m/%Y',
      question: expect.stringContaining('day first or month first'),
    });
    expect(timeFormatOf(['1/2/2016 1:00 PM'])).toMatchObject({
      format: '%m/%d/%Y %I:%M %p',
      question: expect.stringContaining('month first is assumed'),
    });
    expect(timeFormatOf(['13/02/2016', '02/13/2016', '14/02/2016'])).toMatchObject({
      format: '%d/%m/%Y',
      question: expect.stringContaining('others only month first'),
    });
  });

  it('takes no number, word or impossible date for a time', () => {
    for (const text of ['12', '3.14', '2016', 'March', 'A-17', '99/99/2016', '2016-13-01', '1.2.3', '10:30', '2016-02-09 25:00', ''])
      expect(readsAsTime(text)).toBe(false);
    expect(timeFormatOf(['open', '2016-02-09', 'closed'])).toBe(null);
    expect(timeFormatOf(['12', '17'])).toBe(null);
  });
});

describe('zones', () => {
  it('a time without a zone is read in the mapping’s, one with a zone in its own', () => {
    const berlin = timeReader(null, 'Europe/Berlin');
    expect(berlin('2024-01-15 12:00:00')).toBe(utc('2024-01-15T11:00:00'));
    expect(berlin('2024-07-15 12:00:00')).toBe(utc('2024-07-15T10:00:00'));
    expect(berlin('2024-07-15T12:00:00-05:00')).toBe(utc('2024-07-15T17:00:00'));
    // The hour after the change to summer time.
    expect(berlin('2024-03-31 03:30:00')).toBe(utc('2024-03-31T01:30:00'));
    expect(timeReader('%d/%m/%Y %H:%M', 'America/New_York')('04/07/2024 09:00')).toBe(utc('2024-07-04T13:00:00'));
  });

  it('what cannot be read is null', () => {
    expect(timeReader(null, 'UTC')('2024-02-30')).toBe(null);
    expect(timeReader('%d/%m/%Y', 'UTC')('2024-02-03')).toBe(null);
    expect(timeReader('%Q', 'UTC')('1')).toBe(null);
  });
});
