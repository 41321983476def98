import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Kind } from '../../../server/store/store.ts';
import { type Ground, ground } from './hand.ts';

let its: Ground;
beforeEach(async () => {
  its = await ground();
});
afterEach(() => its.close());

it('keeps values by kind and id, in the order in which they came', async () => {
  const { catalog } = its;
  await catalog.put('workflow', 'b', { name: 'Bestellung “ä”', list: [1, null, true] });
  await catalog.put('workflow', 'a', { name: 'first' });
  await catalog.put('document', 'b', { other: 1 });
  await catalog.put('workflow', 'b', { name: 'again' });
  expect(await catalog.get('workflow', 'b')).toEqual({ name: 'again' });
  expect(await catalog.list('workflow')).toEqual([{ name: 'again' }, { name: 'first' }]);
  expect(await catalog.list('report')).toEqual([]);
});

it('keeps a text beside a value, also when only the value is put again', async () => {
  const { catalog } = its;
  await catalog.put('document', 'd', { v: 1 }, '<bpmn>\n“é”</bpmn>');
  await catalog.put('document', 'd', { v: 2 });
  expect(await catalog.text('document', 'd')).toBe('<bpmn>\n“é”</bpmn>');
  await catalog.put('document', 'd', { v: 3 }, '');
  expect(await catalog.text('document', 'd')).toBe('');
  await catalog.put('document', 'none', {});
  await expect(catalog.text('document', 'none')).rejects.toMatchObject({ code: 'not-found' });
});

it('says what there is not', async () => {
  const { catalog } = its;
  await expect(catalog.get('log', `x'; drop table item`)).rejects.toMatchObject({
    code: 'not-found',
    message: `There is no log "x'; drop table item".`,
  });
  await catalog.put('job', 'j', {});
  await catalog.remove('job', 'j');
  await catalog.remove('job', 'j');
  await expect(catalog.get('job', 'j')).rejects.toMatchObject({ code: 'not-found', message: 'There is no job "j".' });
});

it('behaves like a map, with everything at once', async () => {
  const { catalog } = its;
  const step = fc.record({
    kind: fc.constantFrom<Kind>('log', 'report'),
    id: fc.constantFrom('a', 'b', 'c'),
    value: fc.option(fc.jsonValue(), { freq: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const model = new Map<string, unknown>();
      for (const kind of ['log', 'report'] as const) for (const id of ['a', 'b', 'c']) await catalog.remove(kind, id);
      await Promise.all(
        steps.map(({ kind, id, value }) => {
          const key = JSON.stringify([kind, id]);
          if (value === null) model.delete(key);
          else model.set(key, JSON.parse(JSON.stringify(value)));
          return value === null ? catalog.remove(kind, id) : catalog.put(kind, id, value);
        }),
      );
      for (const kind of ['log', 'report'] as const)
        expect(await catalog.list(kind)).toEqual([...model].filter(([key]) => JSON.parse(key)[0] === kind).map(([, value]) => value));
    }),
    { numRuns: 15 },
  );
});
