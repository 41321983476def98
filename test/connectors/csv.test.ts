import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../analysis/fault.ts';
import { stage } from '../../connectors/index.ts';
import { freshFolder, nothing, readByDuckDb, staged } from './staging.ts';

const rows = (count: number, row: (i: number) => string): string => Array.from({ length: count }, (_, i) => row(i)).join('');
const minute = (i: number) => `2024-01-01 10:${String(i % 60).padStart(2, '0')}:00`;
const plain = (delimiter: string, lineBreak = '\n', count = 12) =>
  ['case', 'activity', 'time'].join(delimiter) +
  lineBreak +
  rows(count, (i) => [`c${i >> 2}`, ['open', 'check', 'close', 'pay'][i & 3], minute(i)].join(delimiter) + lineBreak);
const wanted = Array.from({ length: 12 }, (_, i) => [`c${i >> 2}`, ['open', 'check', 'close', 'pay'][i & 3], minute(i)]);

const fault = async (content: string | Uint8Array, name?: string): Promise<Fault> => {
  const error = await staged(content, name).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Fault);
  return error as Fault;
};

describe('delimiters', () => {
  for (const delimiter of [',', ';', '\t', '|', '^', '~', '\u001f', '||', ' ; '])
    it(`finds ${JSON.stringify(delimiter)}`, async () => {
      const it = await staged(plain(delimiter));
      expect(it.columns).toEqual(['case', 'activity', 'time']);
      expect(await readByDuckDb(it)).toEqual(wanted);
      expect(it.records).toBe(12);
    });

  it('is not misled by decimal commas or by commas in text', async () => {
    const it = await staged(`id;step;at;cost\n${rows(20, (i) => `A${i >> 2};do, then wait;${minute(i)};1${i},5\n`)}`);
    expect(it.columns).toEqual(['id', 'step', 'at', 'cost']);
    expect((await readByDuckDb(it))[1]).toEqual(['A0', 'do, then wait', minute(1), '11,5']);
  });

  it('believes a sep= line', async () => {
    const it = await staged(`sep=;\r\ncase;activity;time\r\na;x,y;2024-01-01\r\na;x,z;2024-01-02\r\n`);
    expect(it.columns).toEqual(['case', 'activity', 'time']);
    expect(it.firstRow).toBe(3);
    expect(await readByDuckDb(it)).toEqual([
      ['a', 'x,y', '2024-01-01'],
      ['a', 'x,z', '2024-01-02'],
    ]);
  });

  it('takes padding away', async () => {
    const it = await staged('case , activity , time\na , go , 2024-01-01\na , "stay, put" , 2024-01-02\nb , go , 2024-01-03\n');
    expect(it.columns).toEqual(['case', 'activity', 'time']);
    expect(await readByDuckDb(it)).toEqual([
      ['a', 'go', '2024-01-01'],
      ['a', 'stay, put', '2024-01-02'],
      ['b', 'go', '2024-01-03'],
    ]);
  });
});

describe('quoting', () => {
  it('reads doubled quotes, delimiters and line breaks inside quotes', async () => {
    const it = await staged('case,activity,time\n"a","say ""hi"", then\nleave",2024-01-01\nb,"",2024-01-02\n');
    expect(await readByDuckDb(it)).toEqual([
      ['a', 'say "hi", then\nleave', '2024-01-01'],
      ['b', null, '2024-01-02'],
    ]);
    expect(it.scan.lineBreaks).toBe(true);
  });

  it('reads line breaks in cells of files with CR LF, as spreadsheets write them', async () => {
    const it = await staged('case,activity,time\r\na,"two\nlines",2024-01-01\r\na,"three\r\nmore\r\nlines",2024-01-02\r\n');
    expect((await readByDuckDb(it)).map((row) => row[1])).toEqual(['two\nlines', 'three\nmore\nlines']);
  });

  it('reads backslash escapes', async () => {
    const it = await staged('case,activity,time\n"a","say \\"hi\\", c:\\\\temp",2024-01-01\n"b","x\\y",2024-01-02\n');
    expect((await readByDuckDb(it)).map((row) => row[1])).toEqual(['say "hi", c:\\temp', 'x\\y']);
  });

  it('reads single quotes', async () => {
    const it = await staged(`case,activity,time\n${rows(6, (i) => `'a${i}','it''s, done','2024-01-0${i + 1}'\n`)}`);
    expect((await readByDuckDb(it))[2]).toEqual(['a2', "it's, done", '2024-01-03']);
  });

  it('keeps quotes that are only text', async () => {
    const it = await staged('case,activity,time\na,drill 5" hole,2024-01-01\nb,"fit" pipe,2024-01-02\nc,x,2024-01-03\n');
    expect((await readByDuckDb(it)).map((row) => row[1])).toEqual(['drill 5" hole', '"fit" pipe', 'x']);
  });

  it('takes a lone opening quote for text where nothing is quoted', async () => {
    const it = await staged('case,activity,time\na,"go,2024-01-01\nb,stay,2024-01-02\nc,go,2024-01-03\n');
    expect((await readByDuckDb(it)).map((row) => row[1])).toEqual(['"go', 'stay', 'go']);
  });

  it('refuses a quote that never closes, with its row', async () => {
    const error = await fault('case,activity,time\n"a","go",2024-01-01\n"b","stay,2024-01-02\nc,go,2024-01-03\n');
    expect(error.code).toBe('bad-file');
    expect(error.problems[0].place).toEqual({ row: 3 });
  });
});

describe('encodings', () => {
  const text = 'case,activity,time\nä,Prüfung über 5 €,2024-01-01\nb,Größe ändern,2024-01-02\n';
  const read = [
    ['ä', 'Prüfung über 5 €', '2024-01-01'],
    ['b', 'Größe ändern', '2024-01-02'],
  ];
  const be = (it: Buffer) => Buffer.from(it).swap16();
  const utf16 = Buffer.from(text, 'utf16le');
  const windows = Buffer.from(text.replace('€', '\u0080'), 'latin1');
  for (const [name, bytes] of [
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 LE with a mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 BE with a mark', be(Buffer.from(`\ufeff${text}`, 'utf16le'))],
    ['UTF-16 LE without', utf16],
    ['UTF-16 BE without', be(utf16)],
    ['Windows-1252', windows],
  ] as const)
    it(name, async () => {
      const it = await staged(bytes);
      expect(it.columns).toEqual(['case', 'activity', 'time']);
      expect(await readByDuckDb(it)).toEqual(read);
    });

  it('Shift_JIS by its letters', async () => {
    // 受付 (reception) and 完了 (done), as Shift_JIS.
    const [reception, done] = [Buffer.from([0x8e, 0xf3, 0x95, 0x74]), Buffer.from([0x8a, 0xae, 0x97, 0xb9])];
    const lines = Array.from({ length: 40 }, (_, i) =>
      Buffer.concat([Buffer.from(`c${i >> 1},`), i % 2 ? done : reception, Buffer.from(',2024-01-01\n')]),
    );
    const it = await staged(Buffer.concat([Buffer.from('case,activity,time\n'), ...lines]));
    expect((await readByDuckDb(it)).slice(0, 2).map((row) => row[1])).toEqual(['受付', '完了']);
  });

  it('reports mixed encodings with their rows, and reads both', async () => {
    const it = await staged(
      Buffer.concat([
        Buffer.from(`case,activity,time\n${rows(3, (i) => `a${i},Prüfung ä,2024-01-01\n`)}`),
        Buffer.from('b,Größe,2024-01-02\n', 'latin1'),
        Buffer.from('c,Größe,2024-01-03\n'),
      ]),
    );
    expect((await readByDuckDb(it)).map((row) => row[1])).toEqual(['Prüfung ä', 'Prüfung ä', 'Prüfung ä', 'Größe', 'Größe']);
    expect(it.problems.find((problem) => problem.message.includes('Mixed encodings'))).toMatchObject({
      count: 1,
      rows: [5],
      place: { row: 5 },
    });
  });
});

describe('lines', () => {
  for (const [name, lineBreak] of [
    ['LF', '\n'],
    ['CR LF', '\r\n'],
    ['CR', '\r'],
  ])
    it(name, async () => {
      expect(await readByDuckDb(await staged(plain(',', lineBreak)))).toEqual(wanted);
    });

  it('mixed line breaks, and none at the end', async () => {
    const it = await staged('case,activity,time\r\na,go,2024-01-01\na,stay,2024-01-02\r\nb,go,2024-01-03');
    expect((await readByDuckDb(it)).map((row) => row[1])).toEqual(['go', 'stay', 'go']);
  });

  it('skips titles above the header and says so', async () => {
    const it = await staged(`Report of all tickets\n\nCreated 2024-02-01\n${plain(',')}`);
    expect(it.columns).toEqual(['case', 'activity', 'time']);
    expect(it.firstRow).toBe(5);
    expect(await readByDuckDb(it)).toEqual(wanted);
    expect(it.problems.some((problem) => problem.message.startsWith('The first 3 lines'))).toBe(true);
  });

  it('counts blank lines between rows, not those at the end', async () => {
    const it = await staged('case,activity,time\na,go,2024-01-01\n\n  \nb,go,2024-01-02\n\n\n');
    expect((await readByDuckDb(it)).map((row) => row[0])).toEqual(['a', 'b']);
    expect(it.problems).toMatchObject([{ count: 2, rows: [3, 4] }]);
    expect((await staged(`${plain(',')}\n\n`)).problems).toEqual([]);
  });

  it('fills short rows, cuts long ones, and lists both', async () => {
    const it = await staged(`${plain(',')}d,go\ne,go,2024-01-01,more\nf,go,2024-01-02,,\n"g\nh",go,2024-01-03\n`);
    expect((await readByDuckDb(it)).slice(12)).toEqual([
      ['d', 'go', null],
      ['e', 'go', '2024-01-01'],
      ['f', 'go', '2024-01-02'],
      ['g\nh', 'go', '2024-01-03'],
    ]);
    expect(it.problems.map(({ severity, rows }) => [severity, rows])).toEqual([
      ['info', [14]],
      ['warning', [15]],
    ]);
  });

  it('reads a field of a million characters', async () => {
    const long = 'x"y,'.repeat(250_000);
    const it = await staged(`${plain(',')}z,"${long.replaceAll('"', '""')}",2024-01-01\n`);
    expect((await readByDuckDb(it))[12][1]).toBe(long);
    expect(it.scan.maxRecordBytes).toBeGreaterThan(1_250_000);
  });

  it('reads a field of five million characters in the very first row', async () => {
    const long = 'x'.repeat(5_000_000);
    const it = await staged(`case,activity,time\nz,${long},2024-01-01\n${plain(',').slice(19)}`);
    expect((await readByDuckDb(it))[0][1]).toBe(long);
    expect(it.records).toBe(13);
  });

  it('leaves zero bytes out and lists the rows', async () => {
    const it = await staged('case,activity,time\na,g\0o,2024-01-01\nb,stay,2024-01-02\n');
    expect((await readByDuckDb(it)).map((row) => row[1])).toEqual(['go', 'stay']);
    expect(it.problems).toMatchObject([{ severity: 'warning', rows: [2] }]);
  });
});

describe('headers', () => {
  it('makes names unique, plain and bounded', async () => {
    const names = [
      '',
      'category',
      'category',
      'category (2)',
      '__proto__',
      'select',
      'say "hi"',
      'a\u0000b',
      'x'.repeat(65_536),
      ' padded ',
    ];
    const header = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
    const it = await staged(`${header}\n${rows(5, (i) => `${names.map((_, k) => `${k * 10 + i}`).join(',')}\n`)}`);
    expect(it.columns).toEqual([
      'column 1',
      'category',
      'category (3)',
      'category (2)',
      '__proto__',
      'select',
      'say "hi"',
      'a b',
      `${'x'.repeat(199)}…`,
      'padded',
    ]);
    expect((await readByDuckDb(it))[0]).toEqual(['0', '10', '20', '30', '40', '50', '60', '70', '80', '90']);
  });

  it('numbers the columns where there is no header', async () => {
    const it = await staged(rows(8, (i) => `c${i >> 1},${i & 1 ? 'close' : 'open'},${minute(i)}\n`));
    expect(it.columns).toEqual(['column 1', 'column 2', 'column 3']);
    expect(it.firstRow).toBe(1);
    expect(it.records).toBe(8);
    expect(it.proposal.mapping).toMatchObject({ case: 'column 1', activity: 'column 2', end: 'column 3' });
  });

  it('reads a header with a line break in a name', async () => {
    const it = await staged('case,"what\nwas done",time\na,go,2024-01-01\nb,"stay\nhere",2024-01-02\n');
    expect(it.columns).toEqual(['case', 'what was done', 'time']);
    expect(await readByDuckDb(it)).toEqual([
      ['a', 'go', '2024-01-01'],
      ['b', 'stay\nhere', '2024-01-02'],
    ]);
  });

  it('copes with a trailing delimiter in every row, or in the header alone', async () => {
    const every = await staged('case,activity,time,\na,go,2024-01-01,\nb,go,2024-01-02,\n');
    expect(every.columns).toEqual(['case', 'activity', 'time', 'column 4']);
    expect(every.proposal.mapping.attributes).toEqual([]);
    const alone = await staged('case,activity,time,\na,go,2024-01-01\nb,go,2024-01-02\n');
    expect(alone.columns).toEqual(['case', 'activity', 'time']);
  });
});

describe('no value', () => {
  it('believes markers only where they are plain, and names them', async () => {
    const it = await staged(
      `case,activity,time,cost,grade\n${rows(10, (i) => `c${i >> 1},${i === 3 ? '-' : 'go'},${minute(i)},${i % 3 ? i : 'NULL'},${i % 2 ? '?' : 'A'}\n`)}`,
    );
    expect(it.scan.nulls).toEqual(['?', 'NULL']);
    expect((await readByDuckDb(it))[3]).toEqual(['c1', '-', minute(3), null, null]);
    expect(it.sample[3]).toEqual(['c1', '-', minute(3), null, null]);
    expect(it.problems).toMatchObject([{ severity: 'info', message: 'Taken as "no value": "?", "NULL".' }]);
  });
});

describe('what is no table', () => {
  const cases: readonly (readonly [what: string, content: string | Uint8Array, says: RegExp])[] = [
    ['an empty file', '', /empty/],
    ['blank lines', '\n \n\n', /blank lines/],
    ['a header alone', 'case,activity,time\n', /header but no rows/],
    ['one column', 'hello\nworld\nagain\n', /only one column/],
    ['a zip', Buffer.from('PK\x03\x04\x14\x00\x06\x00\x08\x00 data.csv', 'latin1'), /zip archive/],
    ['a workbook', Buffer.from('PK\x03\x04\x14\x00\x06\x00\x08\x00 [Content_Types].xml xl/workbook.xml', 'latin1'), /Excel/],
    ['an old workbook', Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'latin1'), /old Excel/],
    ['a web page', '<!DOCTYPE html><html><body>Sign in</body></html>', /web page/],
    ['JSON', '[{"id": 1, "status": "open"}]', /JSON/],
    ['JSON lines', '{"id": 1, "status": "open"}\n{"id": 2}\n', /JSON/],
    ['a PDF', '%PDF-1.7\n%âãÏÓ\n', /PDF/],
    ['Parquet', 'PAR1\x15\x04', /Parquet/],
    ['a binary file', Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919) & 255)), /binary|kind/],
    ['a model', '<?xml version="1.0"?><bpmn:definitions xmlns:bpmn="x"/>', /BPMN/],
  ];
  for (const [what, content, says] of cases)
    it(what, async () => {
      const error = await fault(content);
      expect(error.code).toBe('bad-file');
      expect(error.message).toMatch(says);
    });
});

it('links a regular file instead of copying it', async () => {
  const [from, folder] = [freshFolder(), freshFolder()];
  const path = join(from, 'upload');
  writeFileSync(path, plain(';', '\r\n'));
  const it = await stage({ path, name: 'a.csv' }, folder, nothing);
  expect(it.scan).toMatchObject({ delimiter: ';', skip: 1, lineBreaks: false });
  expect(it.scan.path.startsWith(folder)).toBe(true);
  expect(statSync(it.scan.path).ino).toBe(statSync(path).ino);
});
