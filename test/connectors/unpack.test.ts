import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { stage } from '../../connectors/index.ts';
import { freshFolder, nothing, readByDuckDb, staged } from './staging.ts';

const csv = `case,activity,time\n${Array.from({ length: 9 }, (_, i) => `c${i},go,2024-01-0${i + 1}\n`).join('')}`;

it('unpacks by content, whatever the name', async () => {
  const it = await staged(gzipSync(csv), 'log.csv');
  expect(it).toMatchObject({ format: 'csv', name: 'log.csv', records: 9 });
  expect((await readByDuckDb(it))[8]).toEqual(['c8', 'go', '2024-01-09']);
});

it('says what is wrong with the packing', async () => {
  const packed = gzipSync(csv.repeat(500));
  await expect(staged(packed.subarray(0, packed.length - 40))).rejects.toMatchObject({
    code: 'bad-file',
    message: expect.stringMatching(/cut off/),
  });
  const damaged = Buffer.from(packed);
  damaged.fill(0x55, 60, 90);
  await expect(staged(damaged)).rejects.toMatchObject({ code: 'bad-file', message: expect.stringMatching(/damaged/) });
  await expect(staged(gzipSync(packed))).rejects.toMatchObject({ code: 'bad-file', message: expect.stringMatching(/twice/) });
  await expect(staged(gzipSync(''))).rejects.toMatchObject({ code: 'bad-file', message: expect.stringMatching(/empty/) });
});

it('stops at the limits', async () => {
  const path = join(freshFolder(), 'upload');
  writeFileSync(path, gzipSync(Buffer.alloc(120_000_000, 'a')));
  const file = { path, name: 'bomb.gz' };
  await expect(stage(file, freshFolder(), nothing, { bytes: 1e6, ratio: 1e6 })).rejects.toMatchObject({ code: 'too-large' });
  await expect(stage(file, freshFolder(), nothing)).rejects.toMatchObject({ code: 'too-large' });
});
