import { Fault, type Problem } from '../fault.ts';
import type { DocumentInfo, PetriNet, Soundness } from '../schema/index.ts';
import { bpmnToNet } from './bpmn-to-net/index.ts';
import { readBpmn } from './formats/bpmn.ts';
import { parsePnml } from './formats/pnml.ts';
import { parseXml } from './formats/xml.ts';
import { soundness } from './soundness.ts';

export type { Bpmn, BpmnFlow, BpmnKind, BpmnNode } from './bpmn.ts';
export { bpmnToNet } from './bpmn-to-net/index.ts';
export { explore, type StateSpace } from './explore.ts';
export { readBpmn } from './formats/bpmn.ts';
export { parsePnml, printPnml } from './formats/pnml.ts';
export { parsePtml, printPtml } from './formats/ptml.ts';
export { reduceTree } from './reduce-tree.ts';
export { soundness } from './soundness.ts';
export { treeToBpmn } from './tree-to-bpmn/index.ts';
export { treeToNet } from './tree-to-net.ts';

/** A document as the product uses it: its steps, its net, and everything there is to say about it. */
export interface ReadDocument {
  readonly kind: DocumentInfo['kind'];
  readonly steps: DocumentInfo['steps'];
  readonly net: PetriNet;
  readonly soundness: Soundness;
  readonly problems: readonly Problem[];
}

/** Reads a document, BPMN 2.0 or PNML, told apart by what is in it; `name` is the file's name, for messages. What is neither is a `Fault('bad-model')`. */
export const readDocument = async (text: string, name: string): Promise<ReadDocument> => {
  if (text.trim() === '') throw new Fault('bad-model', `“${name}” is empty.`);
  const root = parseXml(text, 'model');
  if (root.name === 'pnml') {
    const { net, problems } = parsePnml(text);
    const steps = net.transitions.flatMap(({ id, label, element }) =>
      label === null ? [] : [{ element: element ?? id, label, lane: null }],
    );
    return { kind: 'pnml', steps, net, soundness: soundness(net), problems };
  }
  if (root.name !== 'definitions')
    throw new Fault('bad-model', `“${name}” is neither BPMN nor PNML: its root element is <${root.name}>.`, {
      problems: [
        {
          message: `Unknown root <${root.name}>.`,
          severity: 'error',
          place: { line: root.line },
          hint: 'Export the model as BPMN 2.0 XML or as PNML.',
        },
      ],
    });
  const { bpmn, problems } = await readBpmn(text);
  const { net, problems: assumed } = bpmnToNet(bpmn);
  const steps = bpmn.nodes.flatMap(({ id, kind, label, lane }) => (kind === 'step' ? [{ element: id, label, lane }] : []));
  const names = new Map(
    bpmn.nodes.map(({ id, label, type }) => [id, label === id ? `${type.replace(/[A-Z]/g, ' $&').toLowerCase()} ${id}` : label]),
  );
  return { kind: 'bpmn', steps, net, soundness: soundness(net, undefined, names), problems: [...problems, ...assumed] };
};
