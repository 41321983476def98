import type { PetriNet, ProcessTree } from '../schema/index.ts';
import { reduceNet } from './reduce.ts';

/**
 * The workflow net of a process tree: its visible transitions are the tree's activities, from left to right.
 * A loop's first child is done, then any number of times one of the others and the first again. Sound by construction.
 */
export const treeToNet = (tree: ProcessTree): PetriNet => {
  const places: { id: string }[] = [];
  const transitions: { id: string; label: string | null }[] = [];
  const arcs: { from: string; to: string; weight: number }[] = [];
  const place = (id = `p${places.length}`): string => {
    places.push({ id });
    return id;
  };
  const transition = (label: string | null, from: readonly string[], to: readonly string[]): void => {
    const id = `t${transitions.length}`;
    transitions.push({ id, label });
    for (const source of from) arcs.push({ from: source, to: id, weight: 1 });
    for (const target of to) arcs.push({ from: id, to: target, weight: 1 });
  };

  const build = (node: ProcessTree, from: string, to: string): void => {
    if (!('op' in node)) {
      transition('activity' in node ? node.activity : null, [from], [to]);
      return;
    }
    const { op, children } = node;
    switch (op) {
      case 'sequence': {
        let at = from;
        children.forEach((child, i) => {
          const next = i === children.length - 1 ? to : place();
          build(child, at, next);
          at = next;
        });
        return;
      }
      case 'choice':
        for (const child of children) build(child, from, to);
        return;
      case 'loop': {
        const [before, after] = [place(), place()];
        transition(null, [from], [before]);
        build(children[0], before, after);
        for (const redo of children.slice(1)) build(redo, after, before);
        transition(null, [after], [to]);
        return;
      }
      case 'parallel': {
        const ends = children.map(() => [place(), place()] as const);
        transition(
          null,
          [from],
          ends.map(([start]) => start),
        );
        children.forEach((child, i) => {
          build(child, ends[i][0], ends[i][1]);
        });
        transition(
          null,
          ends.map(([, end]) => end),
          [to],
        );
        return;
      }
      case 'or': {
        // Child by child: take it or leave it, but not leave them all.
        const ends = children.map(() => [place(), place()] as const);
        let [none, some]: [string, string | null] = [from, null];
        children.forEach((child, i) => {
          const [start, end] = ends[i];
          const last = i === children.length - 1;
          const nextSome = last ? null : place();
          const onward = nextSome === null ? [] : [nextSome];
          transition(null, [none], [start, ...onward]);
          if (some !== null) {
            transition(null, [some], [start, ...onward]);
            transition(null, [some], [end, ...onward]);
          }
          if (!last) {
            const nextNone = place();
            transition(null, [none], [end, nextNone]);
            none = nextNone;
          }
          some = nextSome;
          build(child, start, end);
        });
        transition(
          null,
          ends.map(([, end]) => end),
          [to],
        );
        return;
      }
    }
  };

  const [source, sink] = [place('source'), place('sink')];
  build(tree, source, sink);
  return reduceNet({ places, transitions, arcs, initial: { source: 1 }, final: { sink: 1 } });
};
