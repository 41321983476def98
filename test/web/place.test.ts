import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Condition, condition } from '../../analysis/schema/index.ts';
import { words } from '../../web/frame/filter-words.ts';
import { hrefOf, placeOf } from '../../web/place.ts';

const name = fc.string({ minLength: 1, maxLength: 12 });
const anyCondition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    kind: fc.constant('activity' as const),
    keep: fc.boolean(),
    activities: fc.array(name, { minLength: 1 }),
    mode: fc.constantFrom('any' as const, 'all' as const),
  }),
  fc.record({ kind: fc.constant('follows' as const), keep: fc.boolean(), from: name, to: name, directly: fc.boolean() }),
  fc.record({
    kind: fc.constant('attribute' as const),
    keep: fc.boolean(),
    column: name,
    values: fc.array(fc.option(name), { minLength: 1 }),
  }),
  fc.record({ kind: fc.constant('variant' as const), keep: fc.boolean(), variants: fc.array(fc.nat(), { minLength: 1 }) }),
  fc.record({ kind: fc.constant('duration' as const), keep: fc.boolean(), minMs: fc.option(fc.nat()), maxMs: fc.option(fc.nat()) }),
);

test('an address that was written reads as the same place', () => {
  fc.assert(
    fc.property(
      name,
      fc.dictionary(fc.stringMatching(/^[a-eg-z]{1,6}$/), name),
      fc.array(anyCondition, { maxLength: 4 }),
      (workflow, params, filter) => {
        fc.pre(workflow !== '.' && workflow !== '..');
        const place = { workflow, view: 'map', params: { ...params }, filter };
        expect(placeOf(new URL(hrefOf(place), 'http://localhost'))).toEqual({ ...place, damaged: false });
      },
    ),
  );
});

test('places outside a workflow have plain addresses', () => {
  expect(hrefOf({ workflow: null, view: 'workflows', params: {}, filter: [] })).toBe('/');
  expect(hrefOf({ workflow: null, view: 'import', params: { workflow: 'w1' }, filter: [] })).toBe('/import?workflow=w1');
  expect(placeOf(new URL('http://localhost/w/w1'))).toMatchObject({ workflow: 'w1', view: 'overview' });
});

test('a filter that cannot be read is told, not guessed', () => {
  for (const f of ['nonsense', '{"kind":"activity"}', '[{"kind":"activity","activities":[]}]', '[{"kind":"unheard-of"}]'])
    expect(placeOf(new URL(`http://localhost/w/w1/map?f=${encodeURIComponent(f)}`))).toMatchObject({ filter: [], damaged: true });
});

test.each([
  [{ kind: 'activity', activities: ['Check', 'Pay'] }, 'with Check or Pay'],
  [{ kind: 'activity', keep: false, activities: ['A', 'B', 'C', 'D', 'E'], mode: 'all' }, 'without A, B and 3 more'],
  [{ kind: 'variant', variants: [0] }, 'follows variant 1'],
  [{ kind: 'duration', minMs: 86_400_000 }, 'takes 1 d or longer'],
  [{ kind: 'time', from: '2024-01-01T00:00:00Z', to: '2024-02-01T00:00:00Z' }, 'under way 1 Jan 2024 – 31 Jan 2024'],
  [{ kind: 'follows', keep: false, from: 'A', to: 'B', directly: false }, 'never A ⇢ B'],
  [{ kind: 'attribute', column: 'supplier', values: [null, 'X'] }, 'Supplier is missing or X'],
  [{ kind: 'rework' }, 'repeats any activity'],
])('%j says “%s”', (given, said) => {
  const { verb, what } = words(condition.parse(given), (column) => (column === 'supplier' ? 'Supplier' : column));
  expect(`${verb} ${what}`.replace(/[\u202f\u00a0]/g, ' ')).toBe(said);
});

test('an address that is no encoding is a place that will not be found, not a page that does not open', () => {
  expect(placeOf(new URL('http://localhost/w/%E0%A4%A/map'))).toMatchObject({ workflow: '%E0%A4%A', view: 'map' });
});
