import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { align } from '../../analysis/conformance/index.ts';
import { parsePnml } from '../../analysis/models/index.ts';
import { openStore } from '../../server/store/index.ts';
import { shared } from '../shared.ts';
import { bring } from './import.ts';
import { best, type Measure } from './table.ts';

/** Prints seconds as JSON: reading the log, its directly-follows graph, and aligning its variants with a net. */
const script = `
import json, sys, time, pm4py
log, net = sys.argv[1], sys.argv[2]
at = time.perf_counter(); df = pm4py.read_xes(log); pm4py.discover_dfg(df); read = time.perf_counter() - at
aligned = None
if net:
    model = pm4py.read_pnml(net); df = df.sort_values(['case:concept:name', 'time:timestamp'], kind='stable')
    at = time.perf_counter(); pm4py.conformance_diagnostics_alignments(df, *model); aligned = time.perf_counter() - at
print(json.dumps([read, aligned]))
`;

/** Beside PM4Py, run by PEER_PYTHON as a program of its own; nothing where that is not set. */
export const measurePeer = async (folder: string): Promise<Measure[]> => {
  const python = process.env.PEER_PYTHON;
  if (shared === null || !python) return [];
  const run = (log: string, net: string): readonly [number, number | null] => {
    const { stdout, stderr, status } = spawnSync(python, ['-c', script, log, net], { encoding: 'utf8', maxBuffer: 1 << 26 });
    if (status !== 0) throw new Error(`The peer failed: ${stderr}`);
    return JSON.parse(stdout.trim().split('\n').at(-1) as string);
  };
  mkdirSync(join(folder, 'peer'));
  const store = await openStore({ dataDir: join(folder, 'peer') });
  const measures: Measure[] = [];
  for (const [name, file, model] of [
    ['RTFMP', 'RTFMP', ''],
    ['BPIC13 open problems', 'bpi_challenge_2013_open_problems', 'BPIC2013-OpenProblems'],
    ['Domestic declarations', 'BPI_2020_DomesticDeclarations', 'BPIC2020-DomesticDeclarations'],
  ] as const) {
    const path = `${shared}logs/xes/${file}.xes.gz`;
    const pnml = model && `${shared}logs/models/${model}.pnml`;
    const [read, aligned] = run(path, pnml);
    let id = '';
    const ms = await best(2, async () => {
      id = (await bring(store, join(folder, 'peer'), path)).id;
      await store.ask(id, 'flow');
    });
    measures.push({ what: 'file to directly-follows graph', on: name, ms, baseline: { name: 'PM4Py', ms: read * 1000 } });
    if (aligned === null) continue;
    const { net } = parsePnml(readFileSync(pnml, 'utf8'));
    const { log } = await store.variants(id);
    const alignMs = await best(3, () => align.run({ net, log }, align.params.parse({}), () => {}));
    measures.push({ what: 'align, one thread', on: name, ms: alignMs, baseline: { name: 'PM4Py', ms: aligned * 1000 } });
  }
  await store.close();
  return measures;
};
