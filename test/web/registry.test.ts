import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { views } from '../../web/views/index.ts';

const folder = new URL('../../web/views/', import.meta.url);

test('the list of views is their folder, and each file defines the element of its name', () => {
  const files = readdirSync(folder).flatMap((name) => (name.endsWith('.ts') && name !== 'index.ts' ? [name.slice(0, -'.ts'.length)] : []));
  const shown = files.filter((id) => readFileSync(new URL(`${id}.ts`, folder), 'utf8').includes(`@customElement('dp-${id}-view')`));
  expect(views.map(({ id }) => id).sort()).toEqual(shown.sort());
  expect(shown).toEqual(files.sort());
});

test('no two views share an id or a key', () => {
  for (const of of ['id', 'key'] as const) expect(new Set(views.map((view) => view[of])).size).toBe(views.length);
});
