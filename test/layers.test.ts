import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

// DESIGN: imports run one way. Every import of every source is held against these rules, types and dynamic imports included.

const root = fileURLToPath(new URL('..', import.meta.url));
const TOP = ['analysis', 'connectors', 'server', 'web', 'fixtures', 'test'] as const;

const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : sources(path);
    return /\.(ts|cjs|js|mjs)$/.test(entry.name) ? [path] : [];
  });

/** What a source imports: `from '…'`, `import '…'`, `import('…')`, `require('…')`, `new URL('….ts', import.meta.url)`. */
const importsOf = (text: string): string[] => {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
  return [
    ...code.matchAll(/^\s*(?:import|export)\b[^;'"`]*?\bfrom\s*['"]([^'"\n]+)['"]/gm),
    ...code.matchAll(/^\s*import\s*['"]([^'"\n]+)['"]/gm),
    ...code.matchAll(/\bimport\(\s*['"]([^'"\n]+)['"]/g),
    ...code.matchAll(/\brequire\(\s*['"]([^'"\n]+)['"]/g),
    ...code.matchAll(/\bnew URL\(\s*['"](\.[^'"\n]+\.[cm]?[jt]s)['"]/g),
  ].map(([, path]) => path);
};

interface Import {
  readonly file: string;
  readonly raw: string;
  /** The file it reaches, from the root; null for a package. */
  readonly target: string | null;
}

const imports: readonly Import[] = TOP.flatMap(sources).flatMap((file) =>
  importsOf(readFileSync(join(root, file), 'utf8')).map((raw) => ({
    file,
    raw,
    target: raw.startsWith('.') ? relative(root, join(root, dirname(file), raw.split('?')[0])).replaceAll('\\', '/') : null,
  })),
);

const within = (path: string | null, folder: string): boolean => path === folder || (path?.startsWith(`${folder}/`) ?? false);
const isPackage = (raw: string, name: string): boolean => raw === name || raw.startsWith(`${name}/`);
const told = (wrong: readonly Import[]): string[] => wrong.map(({ file, raw }) => `${file} imports ${raw}`);

test('the rules have something to hold', () => {
  expect(imports.length).toBeGreaterThan(100);
  expect(
    importsOf("import { a } from './a.ts';\nimport './b.ts';\nawait import('./c.ts');\nrequire('d');\nexport * from \"./e.ts\";"),
  ).toEqual(['./a.ts', './e.ts', './b.ts', './c.ts', 'd']);
  expect(importsOf("// from './no.ts'\n/* import './no.ts' */")).toEqual([]);
});

test('server imports connectors imports analysis, and never back', () => {
  const allowed: Readonly<Record<string, readonly string[]>> = {
    analysis: ['analysis'],
    connectors: ['connectors', 'analysis'],
    server: ['server', 'connectors', 'analysis'],
    fixtures: ['fixtures', 'analysis'],
  };
  const wrong = imports.filter(({ file, target }) => {
    const may = allowed[file.split('/')[0]];
    return may !== undefined && target !== null && target !== 'package.json' && !may.some((folder) => within(target, folder));
  });
  expect(told(wrong)).toEqual([]);
});

test('the web sees the contract and the words of the domain, nothing else of ours', () => {
  const wrong = imports.filter(
    ({ file, target }) =>
      within(file, 'web') && target !== null && !within(target, 'web') && target !== 'server/api.ts' && !within(target, 'analysis/schema'),
  );
  expect(told(wrong)).toEqual([]);
});

test('nothing imports fixtures or tests', () => {
  const wrong = imports.filter(
    ({ file, target }) =>
      (within(target, 'test') && !within(file, 'test')) ||
      (within(target, 'fixtures') && !within(file, 'test') && !within(file, 'fixtures')),
  );
  expect(told(wrong)).toEqual([]);
});

test('analysis and the contract are pure: no Node, no packages but zod and what reads a model’s text', () => {
  const pure = imports.filter(({ file }) => within(file, 'analysis') || file === 'server/api.ts');
  expect(told(pure.filter(({ raw }) => raw.startsWith('node:')))).toEqual([]);
  const allowed = (it: Import): boolean =>
    it.target !== null ||
    isPackage(it.raw, 'zod') ||
    (within(it.file, 'analysis/models') && ['bpmn-moddle', 'saxes'].some((name) => isPackage(it.raw, name)));
  expect(told(pure.filter((it) => !allowed(it)))).toEqual([]);
});

test('each engine has one owner', () => {
  const owners: readonly (readonly [name: string, owner: string])[] = [
    ['@duckdb/node-api', 'server/store'],
    ['@duckdb/node-bindings', 'server/store'],
    ['piscina', 'server/jobs'],
    ['node:worker_threads', 'server/jobs'],
    ['d3', 'web'],
    ['lit', 'web'],
    ['@lit/task', 'web'],
    ['bpmn-js', 'web'],
    ['@dagrejs/dagre', 'web'],
    ['saxes', 'analysis/models'],
    ['bpmn-moddle', 'analysis/models'],
    ['fastify', 'server'],
  ];
  const wrong = imports.filter(({ file, raw }) =>
    owners.some(([name, owner]) => isPackage(raw, name) && !within(file, owner) && !within(file, 'test')),
  );
  expect(told(wrong)).toEqual([]);
});

test('a folder is reached through its index', () => {
  // Folders that are a module with a face. Contracts beside the index are reached as well: they hold types that everyone shares.
  const modules = [
    'analysis/questions',
    'analysis/discovery',
    'analysis/conformance',
    'analysis/compare',
    'analysis/models',
    'analysis/schema',
    'server/store',
    'server/jobs',
    'connectors',
  ];
  const contracts = ['analysis/questions/question.ts', 'connectors/connector.ts', 'server/store/store.ts'];
  const wrong = imports.filter(
    ({ file, target }) =>
      target !== null &&
      !within(file, 'test') &&
      !contracts.includes(target) &&
      modules.some((folder) => within(target, folder) && target !== `${folder}/index.ts` && !within(file, folder)),
  );
  expect(told(wrong)).toEqual([]);
});
