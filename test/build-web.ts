import { readdir, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const repository = fileURLToPath(new URL('..', import.meta.url));
/** Everything that the built pages are made of. */
const sources = ['web', 'server/api.ts', 'analysis/schema', 'package-lock.json'];

const changed = async (path: string): Promise<number> => {
  const it = await stat(path);
  if (!it.isDirectory()) return it.mtimeMs;
  const inside = (await readdir(path)).filter((name) => name !== 'dist' && name !== 'node_modules' && !name.endsWith('.md'));
  return Math.max(0, ...(await Promise.all(inside.map((name) => changed(`${path}/${name}`)))));
};

/** Before all tests: builds the web pages where they are older than their sources. */
export const setup = async (): Promise<void> => {
  const newest = Math.max(...(await Promise.all(sources.map((source) => changed(repository + source)))));
  const built = await stat(`${repository}web/dist/index.html`).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  if (built < newest) await build({ root: `${repository}web`, configFile: `${repository}web/vite.config.ts`, logLevel: 'warn' });
};
