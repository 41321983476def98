import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { algorithms } from '../analysis/discovery/index.ts';
import { questions } from '../analysis/questions/index.ts';
import { fileConnectors } from '../connectors/index.ts';

// One idea, one file, one line of registration: a list and its folder hold the same, so that nothing written is forgotten.

interface Named {
  readonly id: string;
}

const kebab = (id: string): string => id.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Everything of a kind that the modules of a folder export, by the module's name. A folder stands for its index. */
const found = async (
  folder: string,
  isKind: (value: object) => boolean,
): Promise<readonly { readonly module: string; readonly it: Named }[]> => {
  const entries = readdirSync(new URL(`../${folder}/`, import.meta.url), { withFileTypes: true });
  const modules = entries.flatMap((entry) => {
    if (entry.isDirectory())
      return readdirSync(new URL(`../${folder}/${entry.name}/`, import.meta.url)).includes('index.ts') ? [`${entry.name}/index.ts`] : [];
    return entry.name.endsWith('.ts') && entry.name !== 'index.ts' ? [entry.name] : [];
  });
  const exported = await Promise.all(
    modules.map(async (module) =>
      Object.values(await import(new URL(`../${folder}/${module}`, import.meta.url).href))
        .filter((value): value is Named => typeof value === 'object' && value !== null && 'id' in value && isKind(value))
        .map((it) => ({ module: module.replace(/(\/index)?\.ts$/, ''), it })),
    ),
  );
  return exported.flat();
};

const registries: readonly (readonly [folder: string, list: readonly Named[], isKind: (value: object) => boolean])[] = [
  ['analysis/questions', questions, (value) => 'sql' in value && 'row' in value],
  ['analysis/discovery', algorithms, (value) => 'run' in value && 'params' in value],
  ['connectors/files', fileConnectors, (value) => 'stage' in value && 'detect' in value],
];

test.each(registries)('the list of %s is its folder', async (folder, list, isKind) => {
  const there = await found(folder, isKind);
  expect(there.length).toBeGreaterThan(0);
  expect(list.map(({ id }) => id).sort()).toEqual(there.map(({ it }) => it.id).sort());
  for (const { it } of there) expect(list).toContain(it);
});

test.each(registries)('in %s each lies in the file of its name, and none shares its id', async (folder, list, isKind) => {
  for (const { module, it } of await found(folder, isKind)) expect(module).toBe(kebab(it.id));
  expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
});
