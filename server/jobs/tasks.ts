// What worker threads can do: the pool calls these by name, elsewhere only their types are known.

import type { CompareInput } from '../../analysis/compare/index.ts';
import { compare as compareLog } from '../../analysis/compare/index.ts';
import { type Alignments, align as alignment } from '../../analysis/conformance/index.ts';
import { algorithms } from '../../analysis/discovery/index.ts';
import { printPnml, readDocument as read, soundness, treeToBpmn, treeToNet } from '../../analysis/models/index.ts';
import type { PetriNet } from '../../analysis/schema/index.ts';
import type { VariantLog } from '../../analysis/variants.ts';
import { stage as stageFile } from '../../connectors/index.ts';
import { xmlText } from '../xml-text.ts';
import { task } from './task.ts';

/** Reads a source file and leaves one in `folder` that DuckDB can scan. */
export const stage = task(({ path, name, folder }: { readonly path: string; readonly name: string; readonly folder: string }, tick) =>
  stageFile({ path, name }, folder, tick),
);

/** Reads a document: its text, its steps, its net, and everything there is to say about it. */
export const readDocument = task(async ({ source, name }: { readonly source: Uint8Array | string; readonly name: string }) => {
  const text = typeof source === 'string' ? source : xmlText(source, name);
  return { text, ...(await read(text, name)) };
});

/** Discovers a model, in every form that people take away. The algorithm exists and its parameters are checked. */
export const discover = task(
  (input: { readonly algorithm: string; readonly params: unknown; readonly log: VariantLog; readonly name: string }, tick) => {
    const algorithm = algorithms.find(({ id }) => id === input.algorithm)!;
    const { tree } = algorithm.run(input.log, input.params, tick);
    const net = treeToNet(tree);
    return { tree, bpmn: treeToBpmn(tree, input.name), pnml: printPnml(net), soundness: soundness(net) };
  },
);

/** Aligns some variants with a net, each within the search budget. */
export const align = task(
  ({ budget, ...input }: { readonly net: PetriNet; readonly log: VariantLog; readonly budget: number }, tick): Alignments =>
    alignment.run(input, alignment.params.parse({ budget }), tick),
);

type Plain = Omit<CompareInput, 'cases'> & { readonly cases: Omit<CompareInput['cases'], 'id'> };

/** What alignments mean. Cases bear their number for a name, since names stay where the log is. */
export const compare = task(({ cases, ...input }: Plain) => compareLog({ ...input, cases: { ...cases, id: String } }));
