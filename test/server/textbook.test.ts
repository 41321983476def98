import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { printPnml } from '../../analysis/models/index.ts';
import { type Comparison, comparison } from '../../analysis/schema/index.ts';
import { N1, N2, N3, TEXTBOOK } from '../analysis/conformance/nets.ts';

// The figures of van der Aalst, “Process Mining”, chapter on conformance checking, asked as a user asks for them.

vi.setConfig({ testTimeout: 120_000 });

const program = fileURLToPath(new URL('../../server/desire-path.cjs', import.meta.url));
let home: string;

/** A log as CSV: each word one letter an event, as often as it says. */
const csv = (counts: Readonly<Record<string, number>>): string => {
  const rows = ['case,activity,time'];
  let number = 0;
  for (const [word, times] of Object.entries(counts))
    for (let k = 0; k < times; k++) {
      number++;
      [...word].forEach((activity, i) => {
        rows.push(`${number},${activity},2026-01-05T08:${String(i).padStart(2, '0')}:00Z`);
      });
    }
  return `${rows.join('\n')}\n`;
};

const STRAYS = { acefbefdbeg: 2, abcdeh: 1, bdefcdeh: 1, acdfbdeg: 1, acdefeh: 2, ag: 3, abcdefdcbefgh: 4 };

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'desire-path-textbook-'));
  for (const [name, net] of Object.entries({ N1, N2, N3 })) await writeFile(join(home, `${name}.pnml`), printPnml(net));
  await writeFile(join(home, 'L.csv'), csv(TEXTBOOK));
  await writeFile(join(home, 'strays.csv'), csv(Object.fromEntries(Object.keys(STRAYS).map((word) => [word, 1]))));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const compared = async (log: string, net: string, ...more: readonly string[]): Promise<Comparison> => {
  const args = [program, 'compare', '--log', log, '--model', `${net}.pnml`, '--json', ...more];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: home, maxBuffer: 2 ** 26 });
  return comparison.parse(JSON.parse(stdout));
};

test.each([
  ['N1', '1.0000', { missing: 0, remaining: 0 }],
  ['N2', '0.9504', { missing: 443, remaining: 443 }],
  ['N3', '0.8797', { missing: 1_183, remaining: 1_037 }],
] as const)('the log of 1,391 cases on %s: token replay %s', async (net, fitness, expected) => {
  const it = await compared('L.csv', net);
  expect(it).toMatchObject({ cases: 1_391, variants: 21, optimal: true, tokenReplay: { ...expected, approximate: false } });
  expect(it.tokenReplay?.fitness.toFixed(4)).toBe(fitness);
  expect(it.totalCost === 0).toBe(net === 'N1');
});

test('cases that leave N1, and by how much', async () => {
  const { perVariant } = await compared('strays.csv', 'N1', '--variants');
  expect(Object.fromEntries(perVariant?.map(({ activities, cost }) => [activities.join(''), cost]) ?? [])).toEqual(STRAYS);
});

test('for people, token replay is one line', async () => {
  const args = [program, 'compare', '--log', 'L.csv', '--model', 'N3.pnml'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: home });
  expect(stdout.replaceAll(/[\u2009\u202f\u00a0]/g, ' ')).toMatch(
    /^Token replay 0\.8797: 1.183 of 9.294 tokens missing, 1.037 of 9.148 remaining\.$/m,
  );
});
