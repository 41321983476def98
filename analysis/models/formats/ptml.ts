import { Fault, type Problem } from '../../fault.ts';
import type { ProcessTree } from '../../schema/index.ts';
import { escapeXml, parseXml, type XmlElement } from './xml.ts';

const OPERATORS = {
  sequence: 'sequence',
  xor: 'choice',
  def: 'choice',
  and: 'parallel',
  xorLoop: 'loop',
  defLoop: 'loop',
  or: 'or',
} as const;
const NAMES = { sequence: 'sequence', choice: 'xor', parallel: 'and', loop: 'xorLoop', or: 'or' } as const;

const isOperator = (name: string): name is keyof typeof OPERATORS => Object.hasOwn(OPERATORS, name);

/**
 * Reads a process tree from PTML, as ProM and PM4Py write it: leaves are manual or automatic tasks, automatic ones are invisible.
 * A loop's third child is what follows its end; it becomes a step of a sequence after the loop. All errors come in one `Fault('bad-model')`.
 */
export const parsePtml = (text: string): ProcessTree => {
  const root = parseXml(text, 'PTML');
  const tree = root.name === 'ptml' ? root.children.find((each) => each.name === 'processTree') : undefined;
  if (!tree) throw new Fault('bad-model', `This file holds no process tree: its root is <${root.name}>.`);
  const errors: Problem[] = [];
  const nodes = new Map<string, XmlElement>();
  const children = new Map<string, string[]>();
  for (const each of tree.children)
    if (each.name === 'parentsNode')
      children.set(each.attributes.sourceId, [...(children.get(each.attributes.sourceId) ?? []), each.attributes.targetId]);
    else nodes.set(each.attributes.id, each);

  const open = new Set<string>();
  const build = (id: string): ProcessTree => {
    const node = nodes.get(id);
    const refuse = (message: string): ProcessTree => {
      errors.push({ message, severity: 'error', place: { line: node?.line ?? tree.line, element: id } });
      return { tau: true };
    };
    if (!node) return refuse(`The tree refers to “${id}”, which is not in the file.`);
    if (open.has(id)) return refuse(`The node “${id}” is its own ancestor.`);
    if (node.name === 'automaticTask') return { tau: true };
    if (node.name === 'manualTask') return { activity: node.attributes.name ?? id };
    if (!isOperator(node.name)) return refuse(`The operator “${node.name}” of node “${id}” is not known.`);
    const op = OPERATORS[node.name];
    const below = children.get(id) ?? [];
    if (below.length === 0) return refuse(`The node “${id}” is a “${node.name}” without children.`);
    if (op === 'loop' && (below.length < 2 || below.length > 3))
      return refuse(`The loop “${id}” has ${below.length} children instead of two or three.`);
    open.add(id);
    const built = below.map(build);
    open.delete(id);
    if (op !== 'loop' || built.length === 2 || 'tau' in built[2]) return { op, children: op === 'loop' ? built.slice(0, 2) : built };
    return { op: 'sequence', children: [{ op, children: built.slice(0, 2) }, built[2]] };
  };
  const built = build(tree.attributes.root);
  if (errors.length > 0)
    throw new Fault('bad-model', `This PTML file has ${errors.length} error(s): ${errors[0].message}`, { problems: errors });
  return built;
};

/** The tree as PTML that ProM and PM4Py read. Several ways back of a loop become a choice between them. */
export const printPtml = (tree: ProcessTree): string => {
  const nodes: string[] = [];
  const links: string[] = [];
  let count = 0;
  const write = (part: ProcessTree): string => {
    const id = `n${++count}`;
    if ('activity' in part) nodes.push(`<manualTask id="${id}" name="${escapeXml(part.activity)}"/>`);
    else if ('tau' in part) nodes.push(`<automaticTask id="${id}" name="tau"/>`);
    else {
      nodes.push(`<${NAMES[part.op]} id="${id}" name=""/>`);
      const [body, ...redo] = part.children;
      const parts: readonly ProcessTree[] =
        part.op === 'loop' ? [body, redo.length === 1 ? redo[0] : { op: 'choice', children: redo }, { tau: true }] : part.children;
      for (const child of parts) {
        const childId = write(child);
        links.push(`<parentsNode id="${id}.${childId}" sourceId="${id}" targetId="${childId}"/>`);
      }
    }
    return id;
  };
  const root = write(tree);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<ptml>\n<processTree id="tree" name="tree" root="${root}">\n${[...nodes, ...links].join('\n')}\n</processTree>\n</ptml>\n`;
};
