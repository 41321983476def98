import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Tick } from '../analysis/algorithm.ts';
import { Fault } from '../analysis/fault.ts';
import type { FileConnector, Staged } from './connector.ts';
import { csv } from './files/csv.ts';
import { whatItIs } from './files/foreign.ts';
import { readHead } from './files/head.ts';
import { xes } from './files/xes.ts';
import { isGzip, type UnpackLimits, unpack, usualLimits } from './unpack.ts';

export type { FileConnector, Proposal, Scan, Staged } from './connector.ts';
export { propose } from './mapping.ts';
export { type Preview, type PreviewEvent, preview } from './preview.ts';
export { type UnpackLimits, usualLimits } from './unpack.ts';

/** Every kind of file that is read. The first wins where two are equally sure. */
export const fileConnectors: readonly FileConnector[] = [xes, csv];

/**
 * Makes any file that is understood scannable: unpacks .gz, recognises the kind by its content, then by its name, and reads it.
 * Everything it leaves lies in `folder`, which must exist and be its own. Throws a `Fault` that says what is wrong with the file.
 * Runs for seconds on large files: call it in a worker thread.
 */
export const stage = async (
  file: { readonly path: string; readonly name: string },
  folder: string,
  tick: Tick,
  limits: UnpackLimits = usualLimits,
): Promise<Staged> => {
  const packed = isGzip(file.path);
  const path = packed ? join(folder, 'unpacked') : file.path;
  const name = packed ? file.name.replace(/\.gz$/i, '') : file.name;
  if (packed) await unpack(file.path, path, file.name, limits, tick);
  const { head } = readHead(path);
  const sure = fileConnectors.map((connector) => connector.detect(head, name));
  const surest = Math.max(...sure);
  if (surest === 0) throw new Fault('bad-file', `${file.name} is not an event log but ${whatItIs(head) ?? 'of a kind that is not known'}.`);
  const connector = fileConnectors[sure.indexOf(surest)];
  const staged = await connector.stage({ path, name }, folder, tick);
  if (packed) unlinkSync(path);
  return { ...staged, name: file.name };
};
