import { expect, test } from 'vitest';
import { csv } from '../../server/routes/csv.ts';
import type { Column } from '../../server/store/store.ts';

const column = (name: string): Column => ({ name, title: name, unit: null, type: 'text' });
const one = (value: unknown): string => csv({ columns: [column('x')], rows: [{ x: value }] }).slice('x\r\n'.length, -'\r\n'.length);

test('fields are quoted as RFC 4180 says, and only where they must be', () => {
  const table = {
    columns: [column('a'), column('b,c')],
    rows: [
      { a: 'say "hi"', 'b,c': 'two\nlines' },
      { a: 'plain', 'b,c': null },
    ],
  };
  expect(csv(table)).toBe('a,"b,c"\r\n"say ""hi""","two\nlines"\r\nplain,\r\n');
});

test('a text that a spreadsheet would run is made harmless, a number is not touched', () => {
  expect(one('=1+1')).toBe("'=1+1");
  expect(one('@SUM(A1)')).toBe("'@SUM(A1)");
  expect(one('\t=1')).toBe("'\t=1");
  expect(one('-1+cmd')).toBe("'-1+cmd");
  expect(one(-1.5)).toBe('-1.5');
  expect(one('a=b')).toBe('a=b');
  expect(one('=HYPERLINK("http://x","y")')).toBe('"\'=HYPERLINK(""http://x"",""y"")"');
});

test('lists and missing values have one form', () => {
  expect(one(['a', 'b'])).toBe('"[""a"",""b""]"');
  expect(one(null)).toBe('');
  expect(one(true)).toBe('true');
});
