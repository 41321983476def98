import type { ProcessTree } from '../schema/index.ts';

const isTau = (tree: ProcessTree): boolean => 'tau' in tree;

/** Whether the tree can do nothing at all. */
const canBeEmpty = (tree: ProcessTree): boolean => {
  if ('activity' in tree) return false;
  if ('tau' in tree) return true;
  switch (tree.op) {
    case 'sequence':
    case 'parallel':
      return tree.children.every(canBeEmpty);
    case 'loop':
      return canBeEmpty(tree.children[0]);
    case 'choice':
    case 'or':
      return tree.children.some(canBeEmpty);
  }
};

const TAU: ProcessTree = { tau: true };

/**
 * The same language with fewer nodes: nested nodes of one operator become one, a single child stands for its parent, τ goes where it
 * changes nothing, and a loop in a loop's body becomes one loop with more ways back (Leemans' thesis, section 5.1).
 */
export const reduceTree = (tree: ProcessTree): ProcessTree => {
  if (!('op' in tree)) return tree;
  const { op } = tree;
  const children = tree.children.map(reduceTree);
  if (op === 'loop') {
    const [body, ...redo] = children;
    const ways = redo.flatMap((child) => ('op' in child && child.op === 'choice' ? child.children : [child]));
    if ('op' in body && body.op === 'loop') return reduceTree({ op, children: [...body.children, ...ways] });
    const distinct = ways.filter((way, i) => !isTau(way) || ways.findIndex(isTau) === i);
    return isTau(body) && distinct.every(isTau) ? TAU : { op, children: [body, ...distinct] };
  }
  const flat = op === 'or' ? children : children.flatMap((child) => ('op' in child && child.op === op ? child.children : [child]));
  const kept =
    op === 'sequence' || op === 'parallel'
      ? flat.filter((child) => !isTau(child))
      : op === 'choice'
        ? flat.filter(
            (child, i) => !isTau(child) || (flat.findIndex(isTau) === i && !flat.some((other) => !isTau(other) && canBeEmpty(other))),
          )
        : flat;
  if (kept.length === 0) return TAU;
  return kept.length === 1 ? kept[0] : { op, children: kept };
};
