import { expect, test } from 'vitest';
import { pack, unpack } from '../../server/packed.ts';
import { bars, h, page } from '../../server/report-page.ts';
import { xmlText } from '../../server/xml-text.ts';

test('typed arrays survive packing, whatever their width and wherever they lie', () => {
  const odd = new Uint8Array(9).map((_, i) => i).subarray(1);
  const value = {
    cost: new Uint32Array([1, 2 ** 32 - 1]),
    moves: new Int32Array([-1, 7]),
    flags: odd,
    none: new Uint16Array(0),
    times: new Float64Array([0.1, Number.NaN]),
    plain: [1, 'two', null, { array: 'Uint8Array' }],
  };
  expect(unpack(pack(value))).toEqual(value);
});

test('a document is read by its mark, else by what it declares, else as UTF-8', () => {
  const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
  const utf16 = Uint8Array.from(Buffer.from('\ufeff<a>é</a>', 'utf16le'));
  expect(xmlText(utf16, 'x')).toBe('<a>é</a>');
  expect(xmlText(new Uint8Array(Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>', 'latin1')), 'x')).toContain('é');
  expect(xmlText(new TextEncoder().encode('<a>é</a>'), 'x')).toBe('<a>é</a>');
  expect(() => xmlText(bytes(0x3c, 0xff, 0x3e), 'x.bpmn')).toThrow('x.bpmn');
  expect(() => xmlText(new TextEncoder().encode('<?xml version="1.0" encoding="klingon"?><a/>'), 'x.bpmn')).toThrow('klingon');
});

test('whatever is put into a page is escaped, unless it is markup of ours', () => {
  const evil = `<img src=x onerror="alert('1')">&`;
  expect(h`<p title="${evil}">${evil}</p>`.text).toBe(
    '<p title="&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;">&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;</p>',
  );
  expect(h`<ul>${['<', h`<li>`]}</ul>`.text).toBe('<ul>&lt;<li></ul>');
  expect(page('<title>', h`x`)).toContain('<title>&lt;title&gt; – Desire Path</title>');
  expect(bars([{ label: '<', value: 0, text: '0' }]).text).not.toContain('><<');
});
