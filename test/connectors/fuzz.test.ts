import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Fault } from '../../analysis/fault.ts';
import { readByDuckDb, staged } from './staging.ts';

/** Either a fault that a user can read, or a file that DuckDB reads at its strictest, with as many records as were counted. */
const holds = async (bytes: Uint8Array, name: string): Promise<void> => {
  const it = await staged(bytes, name).catch((error: unknown) => {
    if (error instanceof Fault) return null;
    throw error;
  });
  if (it === null) return;
  const rows = await readByDuckDb(it);
  expect(rows).toHaveLength(it.records ?? -1);
  expect(rows.slice(0, it.sample.length)).toEqual(it.sample);
};

/** A good file with a few bytes put in, taken out or changed. */
const damaged = (good: string) =>
  fc
    .array(
      fc.tuple(
        fc.nat(good.length),
        fc.constantFrom(...[...'",;\'\n\r\t<>&/=\\ |\0'].map((sign) => sign.charCodeAt(0)), 0xe4, 0xff, 0xc3),
        fc.constantFrom('in', 'out', 'over'),
      ),
      {
        minLength: 1,
        maxLength: 6,
      },
    )
    .map((changes) => {
      const bytes = [...Buffer.from(good)];
      for (const [at, byte, how] of changes) bytes.splice(at, how === 'in' ? 0 : 1, ...(how === 'out' ? [] : [byte]));
      return Uint8Array.from(bytes);
    });

const csv = `case,activity,time,note\n${Array.from({ length: 9 }, (_, i) => `c${i >> 1},${i % 2 ? '"check, then wait"' : 'register'},2024-01-0${i + 1} 10:00,"say ""é"""\n`).join('')}`;
const xes = `<?xml version="1.0"?>\n<log><trace><string key="concept:name" value="a"/><event><string key="concept:name" value="x, &amp; y"/><date key='time:timestamp' value='2024-01-01'/></event><!-- note --></trace></log>\n`;

it('any bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), (bytes) => holds(bytes, 'log.csv')),
    { numRuns: 300, seed: 3 },
  );
});

it('any text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[ab1,;"'\n\r\t|\\ é-]{0,80}$/), (text) => holds(Buffer.from(text), 'log.csv')),
    { numRuns: 1000, seed: 4 },
  );
});

it('damaged tables', async () => {
  await fc.assert(
    fc.asyncProperty(damaged(csv), (bytes) => holds(bytes, 'log.csv')),
    { numRuns: 600, seed: 5 },
  );
});

it('damaged XES', async () => {
  await fc.assert(
    fc.asyncProperty(damaged(xes), (bytes) => holds(bytes, 'log.xes')),
    { numRuns: 600, seed: 6 },
  );
});
