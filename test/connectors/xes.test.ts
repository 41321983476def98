import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../analysis/fault.ts';
import { type Staged, stage } from '../../connectors/index.ts';
import { shared } from '../shared.ts';
import { connection, freshFolder, nothing, readByDuckDb, staged } from './staging.ts';

const log = (body: string, head = '<?xml version="1.0" encoding="UTF-8"?>\n') => `${head}<log xes.version="1.0">\n${body}\n</log>\n`;
const trace = (name: string, ...events: string[]) => `<trace><string key="concept:name" value="${name}"/>${events.join('')}</trace>`;
const event = (name: string, extra = '') =>
  `<event><string key="concept:name" value="${name}"/><date key="time:timestamp" value="2024-01-01T10:00:00.000+01:00"/>${extra}</event>`;
const time = '2024-01-01T10:00:00.000+01:00';

const table = async (content: string | Uint8Array) => {
  const it = await staged(content, 'log.xes');
  return { it, columns: it.columns, rows: await readByDuckDb(it) };
};
const fault = async (content: string | Uint8Array): Promise<Fault> => {
  const error = await staged(content, 'log.xes').then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Fault);
  return error as Fault;
};

describe('what a file may hold', () => {
  it('one row an event, the trace’s attributes before its own', async () => {
    const { it, columns, rows } = await table(
      log(trace('a', event('x'), event('y', '<int key="cost" value="5"/>')) + trace('b', event('x'))),
    );
    expect(columns).toEqual(['case:concept:name', 'concept:name', 'time:timestamp', 'cost']);
    expect(rows).toEqual([
      ['a', 'x', time, null],
      ['a', 'y', time, '5'],
      ['b', 'x', time, null],
    ]);
    expect(it).toMatchObject({ records: 3, firstRow: 1, format: 'xes', problems: [] });
    expect(it.proposal.mapping).toMatchObject({
      case: 'case:concept:name',
      activity: 'concept:name',
      end: 'time:timestamp',
      lifecycle: 'keep',
    });
  });

  it('attributes in any order and quote, comments, instructions, CDATA, prefixes, blanks in tags', async () => {
    const { rows } = await table(
      `<?xml version='1.0'?><!-- a > b <log> --><?go on?><x:log xmlns:x="u"
        ><x:trace ><x:string   value = 'it "is" a'
        key= "concept:name" ></x:string><!-- <event> --><x:event><![CDATA[ <event> ]]><x:string key="concept:name" value="it's, so"/><?pi?></x:event ></x:trace></x:log><!-- end -->\n`,
    );
    expect(rows).toEqual([['it "is" a', "it's, so"]]);
  });

  it('trace attributes that follow the events', async () => {
    const { rows } = await table(log(`<trace>${event('x')}<string key="concept:name" value="late"/><int key="sum" value="7"/></trace>`));
    expect(rows).toEqual([['late', '7', 'x', time]]);
  });

  it('entities, line breaks and delimiters in values', async () => {
    const { rows } = await table(
      log(
        trace(
          '&lt;&amp;&gt;&quot;&apos;',
          event('a&#44;b&#x2C;&#128512;&#10;c'),
          event('two\nlines\r\nmore\ttab'),
          event('1,2 &quot;3&quot;'),
        ),
      ),
    );
    expect(rows.map((row) => row.slice(0, 2))).toEqual([
      ['<&>"\'', 'a,b,😀\nc'],
      ['<&>"\'', 'two lines more tab'],
      ['<&>"\'', '1,2 "3"'],
    ]);
  });

  it('nested attributes and lists', async () => {
    const { columns, rows } = await table(
      log(
        trace(
          'a',
          `<event><string key="p" value="1"><string key="q" value="2"><string key="r" value="3"/></string></string>
           <list key="l"><values><string key="m" value="4"/><string key="m" value="5"/><string key="n" value="6"/></values></list>
           <container key="c"><int key="d" value="7"/></container></event>`,
        ),
      ),
    );
    expect(columns).toEqual(['case:concept:name', 'p', 'p:q', 'p:q:r', 'l:m', 'l:n', 'c:d']);
    expect(rows).toEqual([['a', '1', '2', '3', '4; 5', '6', '7']]);
  });

  it('keeps traces of one name apart and names the nameless', async () => {
    const { it, rows } = await table(
      log(`${trace('a', event('x'))}${trace('a', event('y'))}<trace>${event('z')}</trace>${trace('', event('u'))}`),
    );
    expect(rows.map((row) => row[0])).toEqual(['a', 'a (2)', 'trace 3', 'trace 4']);
    expect(it.problems.map(({ severity, count }) => [severity, count])).toEqual([
      ['warning', 2],
      ['warning', 1],
    ]);
  });

  it('counts empty traces, loose events, repeated and missing keys', async () => {
    const { it, rows } = await table(
      log(
        `${trace('empty')}${event('loose')}${trace('a', event('x', '<string key="concept:name" value="last"/><string value="?"/>'))}<event/>`,
      ),
    );
    expect(rows).toEqual([['a', 'last', time]]);
    expect(it.problems.map(({ count, message }) => [count, message.split(/[ ;(]/, 2).join(' ')])).toEqual([
      [1, 'Traces without'],
      [2, 'Events outside'],
      [1, 'Attributes given'],
      [1, 'Attributes without'],
    ]);
  });

  it('counts events without an attribute that the file declares, and fills nothing in', async () => {
    const { it, rows } = await table(
      log(
        `<global scope="trace"><string key="concept:name" value="?"/></global><global scope="event"><string key="org:group" value="UNKNOWN"/></global>
         <classifier name="a" keys="concept:name"/>${trace('a', event('x', '<string key="org:group" value="G"/>'), event('y'))}`,
      ),
    );
    expect(rows.map((row) => row[3])).toEqual(['G', null]);
    expect(it.problems).toMatchObject([{ severity: 'info', count: 1, place: { column: 'org:group' } }]);
  });

  for (const [name, label, bytes] of [
    ['ISO-8859-1', 'ISO-8859-1', (text: string) => Buffer.from(text, 'latin1')],
    ['UTF-16', 'UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-8 with a mark', 'utf-8', (text: string) => Buffer.from(`\ufeff${text}`)],
  ] as const)
    it(`in ${name}`, async () => {
      const { rows } = await table(bytes(log(trace('ä', event('Prüfung')), `<?xml version="1.0" encoding="${label}"?>`)));
      expect(rows).toEqual([['ä', 'Prüfung', time]]);
    });

  it('pairs by default exactly when start and complete both occur', async () => {
    const step = (transition: string) => event('x', `<string key="lifecycle:transition" value="${transition}"/>`);
    const lifecycle = async (...transitions: string[]) =>
      (await staged(log(trace('a', ...transitions.map(step))), 'a.xes')).proposal.mapping.lifecycle;
    expect(await lifecycle('START', 'COMPLETE')).toBe('pair');
    expect(await lifecycle('complete', 'complete')).toBe('keep');
    expect(await lifecycle('start', 'start')).toBe('keep');
    expect(await lifecycle('In Progress', 'Completed')).toBe('keep');
    // Far behind what a sample would see.
    expect(await lifecycle(...Array.from({ length: 20_000 }, () => 'start'), 'complete')).toBe('pair');
  });

  it('values longer than what is read at once, and tags cut anywhere', async () => {
    const long = 'ö&amp;,'.repeat(1_500_000);
    const { rows } = await table(log(trace('a', event('x', `<string key="long" value="${long}"/>`), event('y'))));
    expect(rows[0][3]).toBe('ö&,'.repeat(1_500_000));
    expect(rows[1]).toEqual(['a', 'y', time, null]);
  });

  it('columns that turn up after the first rows were written', async () => {
    const filler = 'f'.repeat(1000);
    const many = Array.from({ length: 40_000 }, () => event('x', `<string key="filler" value="${filler}"/>`));
    const { columns, rows } = await table(
      log(
        trace('a', ...many) +
          `<trace><string key="concept:name" value="b"/><string key="new" value="1"/>${event('y', '<int key="late" value="2"/>')}</trace>`,
      ),
    );
    expect(columns).toEqual(['case:concept:name', 'case:new', 'concept:name', 'time:timestamp', 'filler', 'late']);
    expect(rows).toHaveLength(40_001);
    expect(rows[0]).toEqual(['a', null, 'x', time, filler, null]);
    expect(rows[40_000]).toEqual(['b', '1', 'y', time, null, '2']);
  });
});

describe('what is refused', () => {
  const good = log(`\n${trace('a', event('x'))}`);
  const cases: readonly (readonly [what: string, content: string | Uint8Array, says: RegExp, line?: number])[] = [
    ['a mismatched tag', good.replace('</event>', '</evnt>'), /<\/evnt> where <\/event>/, 4],
    ['an unclosed tag', good.replace('</trace>', ''), /<\/log> where <\/trace>/, 5],
    ['a truncated file', good.slice(0, good.indexOf('</log>')), /ends before <\/log>/, 4],
    ['a file cut in a tag', good.slice(0, good.indexOf('value="x"') + 8), /middle of a tag/, 4],
    ['an unknown entity', good.replace('"x"', '"&nbsp;"'), /no known entity/, 4],
    ['a bare ampersand', good.replace('"x"', '"a & b"'), /no known entity/, 4],
    ['a reference to no character', good.replace('"x"', '"&#0;"'), /no known entity/, 4],
    ['an attribute without quotes', good.replace('"x"', 'x'), /without quotes/, 4],
    ['an attribute without a value', good.replace('value="x"', 'value'), /without "="/, 4],
    ['the same attribute twice', good.replace('value="x"', 'value="x" value="y"'), /twice/, 4],
    ['attributes that touch', good.replace('" value="x"', '"value="x"'), /no space/, 4],
    ['a "<" in a value', good.replace('"x"', '"a<b"'), /"<" inside/, 4],
    ['a control character', good.replace('"x"', '"a\u0001"'), /control character/, 4],
    ['a zero byte', good.replace('"x"', '"a\0"'), /control character/, 4],
    ['text after the root', `${good}junk`, /text outside/, 6],
    ['an element after the root', `${good}<log/>`, /after the end/, 6],
    ['two hyphens in a comment', good.replace('<trace>', '<!-- a -- b --><trace>'), /inside a comment/, 4],
    ['a declaration that comes late', `\n${good}`, /very beginning/, 2],
    ['bytes that are not UTF-8', Buffer.from(good.replace('"x"', '"\u00e4"'), 'latin1'), /not UTF-8/, 4],
  ];
  for (const [what, content, says, line] of cases)
    it(what, async () => {
      const error = await fault(content);
      expect(error.code).toBe('bad-file');
      expect(error.message).toMatch(says);
      expect(error.problems[0].place?.line).toBe(line);
    });

  it('a DOCTYPE', async () => {
    const error = await fault(good.replace('<log', '<!DOCTYPE log [<!ENTITY a "b">]>\n<log'));
    expect(error).toMatchObject({ code: 'bad-file' });
    expect(error.message).toMatch(/DOCTYPE/);
  });

  for (const [what, content, says] of [
    ['a model', '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', /BPMN/],
    ['a net', '<?xml version="1.0"?><pnml><net/></pnml>', /PNML/],
    ['MXML', '<WorkflowLog><Process/></WorkflowLog>', /MXML/],
    ['other XML', '<rss version="2.0"/>', /<rss>/],
    ['a log without traces', log(''), /without a single trace/],
    ['traces without events', log(trace('a')), /none holds an event/],
    ['an object-centric log', log('<object-types/><events><event id="e1"/></events><objects/>'), /OCEL/],
    ['an unknown encoding', log(trace('a', event('x')), '<?xml version="1.0" encoding="x-klingon"?>'), /x-klingon/],
  ] as const)
    it(what, async () => {
      const error = await fault(content);
      expect(error.code).toBe('bad-file');
      expect(error.message).toMatch(says);
    });
});

interface Seen {
  readonly columns: string[];
  readonly rows: (string | null)[][];
}

/** The same rules over an XML reader of others: the reference for what our scanner gives. */
const bySaxes = (text: string): Seen => {
  const [traceNames, eventNames] = [['concept:name'], [] as string[]];
  const rows: { trace: Map<string, string>; event: Map<string, string> }[] = [];
  const path: { name: string; key: string }[] = [];
  let trace = new Map<string, string>();
  let event: Map<string, string> | null = null;
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const owner = path.findLastIndex((its) => its.name === 'trace' || its.name === 'event');
    const isAttribute = ['string', 'date', 'int', 'float', 'boolean', 'id', 'list', 'container'].includes(name);
    if (name === 'trace' && path.length === 1) trace = new Map();
    else if (name === 'event' && path.length === 2) {
      event = new Map();
      rows.push({ trace, event });
    } else if (isAttribute && owner > 0 && attributes.key !== undefined) {
      const key = [...path.slice(owner + 1).map((its) => its.key), attributes.key].filter((its) => its !== '').join(':');
      path.push({ name, key: attributes.key });
      if (attributes.value === undefined) return;
      const [into, names] = event ? [event, eventNames] : [trace, traceNames];
      if (!names.includes(key)) names.push(key);
      into.set(key, attributes.value);
      return;
    }
    path.push({ name, key: '' });
  });
  parser.on('closetag', ({ name }) => {
    path.pop();
    if (name === 'event') event = null;
  });
  parser.write(text).close();
  return {
    columns: [...traceNames.map((name) => `case:${name}`), ...eventNames],
    rows: rows.map((row) => [
      ...traceNames.map((name) => row.trace.get(name) || null),
      ...eventNames.map((name) => row.event.get(name) || null),
    ]),
  };
};

const checksum = (rows: readonly (readonly (string | null)[])[]): string => {
  const hash = createHash('sha256');
  for (const row of rows) hash.update(`${JSON.stringify(row)}\n`);
  return hash.digest('hex');
};

describe('against another XML reader', () => {
  it('reads any log alike', async () => {
    const text = fc.stringMatching(/^[a-zé,"'<>&\n\t 😀]{0,8}$/u);
    const escaped = (raw: string) =>
      raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#x9;');
    const attribute = fc.tuple(fc.constantFrom('string', 'int', 'date'), fc.constantFrom('a', 'b', 'c:d', 'é'), text);
    const written = (its: readonly [string, string, string], children = '') =>
      children === ''
        ? `<${its[0]} key="${its[1]}" value="${escaped(its[2])}"/>`
        : `<${its[0]} value='${escaped(its[2]).replaceAll("'", '&apos;')}' key='${its[1]}'>${children}</${its[0]}>`;
    const attributes = fc.uniqueArray(fc.tuple(attribute, fc.option(attribute)), { maxLength: 4, selector: ([its]) => its[1] });
    const written2 = (its: readonly (readonly [[string, string, string], [string, string, string] | null])[]) =>
      its.map(([a, b]) => written(a, b ? written(b) : '')).join('\n');
    const traces = fc.array(fc.tuple(attributes, fc.array(attributes, { minLength: 1, maxLength: 3 })), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(traces, async (drawn) => {
        const body = drawn.map(
          ([own, events], i) =>
            `<trace><string key="concept:name" value="t${i}"/>${written2(own)}${events.map((its) => `<event>${written2(its)}</event>`).join('')}</trace>`,
        );
        const { columns, rows } = await table(log(body.join('\n')));
        const reference = bySaxes(log(body.join('\n')));
        expect(columns).toEqual(reference.columns);
        expect(rows).toEqual(reference.rows);
      }),
      { numRuns: 150, seed: 7 },
    );
  });

  it('refuses as ill-formed what another reader refuses, and nothing else', async () => {
    const good = `<?xml version="1.0"?>\n${log(trace('a', event('x, &amp; y'), '<!-- note -->'), '')}`;
    const change = fc.tuple(
      fc.integer({ min: good.indexOf('<log'), max: good.length }),
      fc.constantFrom(...'"\'\n<>&/= !-?;xé\u0001]'),
      fc.constantFrom('in', 'out', 'over'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const signs = [...good];
        for (const [at, sign, how] of changes) signs.splice(at, how === 'in' ? 0 : 1, ...(how === 'out' ? [] : [sign]));
        const text = signs.join('');
        let theirs = false;
        const parser = new SaxesParser();
        parser.on('error', () => {
          theirs = true;
        });
        parser.write(text).close();
        const ours = await staged(text, 'log.xes').then(
          () => '',
          (error: Fault) => error.message,
        );
        // A file that is no XES at all is refused for that, well-formed or not.
        if (ours === '' || ours.startsWith('The XML is ill-formed')) expect([ours !== '', text]).toEqual([theirs, text]);
      }),
      { numRuns: 600, seed: 11 },
    );
  });

  const logs = [
    'running-example.xes',
    'reviewing.xes',
    'interval_event_log.xes',
    'receipt.xes.gz',
    'SEPSIS.xes.gz',
    'repairExample.xes.gz',
    'Production.xes.gz',
    'bpi_challenge_2013_open_problems.xes.gz',
    'BPI_2020_RequestForPayment.xes.gz',
  ];
  it.skipIf(shared === null).each(logs)('%s', async (name) => {
    const packed = readFileSync(join(shared ?? '', 'logs/xes', name));
    const reference = bySaxes((name.endsWith('.gz') ? gunzipSync(packed) : packed).toString('utf8'));
    const { it, columns, rows } = await table(packed);
    expect(columns).toEqual(reference.columns);
    expect(it.records).toBe(reference.rows.length);
    expect(checksum(rows)).toBe(checksum(reference.rows));
  });
});

describe.skipIf(shared === null)('logs of the field', () => {
  const counts = async ({ scan, columns, proposal }: Staged): Promise<number[]> => {
    const { mapping } = proposal;
    const at = (column: string) => `c${columns.indexOf(column)}`;
    const reader = await connection.runAndReadAll(
      `with log as (select ${at(mapping.case)} as case_id, ${at(mapping.activity)} as activity, try_cast(${at(mapping.end)} as timestamptz) as done, row_number() over () as row
         from read_csv('${scan.path}', auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', nullstr = '',
           columns = {${columns.map((_, i) => `'c${i}': 'VARCHAR'`).join(', ')}}, max_line_size = ${Math.max(scan.maxRecordBytes, 2 ** 21)}))
       select count(distinct case_id)::int, count(*)::int, count(distinct activity)::int,
         (select count(distinct v)::int from (select list(activity order by row) as v from log group by case_id)) from log where done is not null`,
    );
    return reader.getRows()[0] as number[];
  };
  it.each([
    ['running-example.xes', [6, 42, 8, 6]],
    ['roadtraffic100traces.xes', [100, 390, 10, 10]],
    ['receipt.xes.gz', [1434, 8577, 27, 116]],
    ['SEPSIS.xes.gz', [1050, 15214, 16, 846]],
    ['bpi_challenge_2013_closed_problems.xes.gz', [1487, 6660, 4, 183]],
    ['Production.xes.gz', [225, 9906, 26, 217]],
    ['PurchasingExample.xes.gz', [608, 18238, 21, 70]],
    ['repairExample.xes.gz', [1104, 11855, 8, 77]],
    ['reviewing.xes', [100, 3730, 14, 96]],
    ['interval_event_log.xes', [1266, 8109, 8, 9]],
    ['M1.xes.gz', [500, 6555, expect.any(Number), 453]],
    ['M8.xes.gz', [500, 8246, expect.any(Number), 432]],
  ] as const)('%s has the cases, events, activities and variants that are known of it', async (name, wanted) => {
    const it = await stage({ path: join(shared ?? '', 'logs/xes', name), name }, freshFolder(), nothing);
    expect(await counts(it)).toEqual(wanted);
  });
});

it('removes what it unpacked', async () => {
  const folder = freshFolder();
  const path = join(freshFolder(), 'upload');
  writeFileSync(path, log(trace('a', event('x'))));
  const { scan } = await stage({ path, name: 'a.xes' }, folder, nothing);
  const { readdirSync } = await import('node:fs');
  expect(readdirSync(folder).map((name) => join(folder, name))).toEqual([scan.path]);
});
