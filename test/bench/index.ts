/**
 * `npm run bench [import] [ask] [align] [-- --large]`: what takes how long on this machine, each beside a baseline measured in the same run.
 * `--large` adds the log of ten million events. PEER_PYTHON, a Python with PM4Py, adds that as a peer.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { measureAlignments } from './align.ts';
import { measureQuestions } from './ask.ts';
import { measureCsv, measureXes } from './import.ts';
import { measurePeer } from './peer.ts';
import { type Measure, table } from './table.ts';

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const wants = (part: string) => wanted.length === 0 || wanted.includes(part);
const sizes = process.argv.includes('--large') ? [100_000, 1_000_000] : [100_000];

const folder = mkdtempSync(join(tmpdir(), 'desire-path-bench-'));
const measures: Measure[] = [];
try {
  if (wants('import')) measures.push(...(await measureXes(folder)));
  if (wants('import') || wants('ask'))
    for (const cases of sizes) {
      const { measures: imported, store, log, path } = await measureCsv(folder, cases);
      measures.push(...imported);
      if (wants('ask')) measures.push(...(await measureQuestions(store, log, path)));
      await store.close();
    }
  if (wants('align')) measures.push(...(await measureAlignments()));
  if (wants('peer')) measures.push(...(await measurePeer(folder)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const duckdb = await DuckDBInstance.create(':memory:');
const version = (await (await duckdb.connect()).runAndReadAll('select version()')).getRows()[0][0];
console.log(`${cpus().length} × ${cpus()[0].model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, DuckDB ${version}`);
console.log('Ratio: the baseline’s time over ours, above 1 is faster.\n');
console.log(table(measures));
