import type { PetriNet } from '../schema/index.ts';

interface Node {
  inputs: Map<string, number>;
  outputs: Map<string, number>;
}

const only = (map: ReadonlyMap<string, number>): string | undefined => {
  if (map.size !== 1) return undefined;
  const [[key, weight]] = map;
  return weight === 1 ? key : undefined;
};

/**
 * The same net with fewer invisible transitions: language, boundedness and soundness stay (fusion of series places, Murata 1989, p. 553,
 * and its free-choice form, which only moves a choice from an invisible transition to the ones it leads to).
 * Visible transitions, the initial place's lack of incoming arcs and the final place's lack of outgoing ones are kept.
 */
export const reduceNet = (net: PetriNet): PetriNet => {
  const places = new Map<string, Node>(net.places.map(({ id }) => [id, { inputs: new Map(), outputs: new Map() }]));
  const transitions = new Map<string, Node>(net.transitions.map(({ id }) => [id, { inputs: new Map(), outputs: new Map() }]));
  for (const { from, to, weight } of net.arcs) {
    const [source, target] = [places.get(from) ?? transitions.get(from), places.get(to) ?? transitions.get(to)] as [Node, Node];
    source.outputs.set(to, (source.outputs.get(to) ?? 0) + weight);
    target.inputs.set(from, (target.inputs.get(from) ?? 0) + weight);
  }
  const marked = (marking: PetriNet['initial'], place: string): boolean => (marking[place] ?? 0) > 0;

  const removeTransition = (id: string): void => {
    const { inputs, outputs } = transitions.get(id) as Node;
    for (const place of inputs.keys()) places.get(place)?.outputs.delete(id);
    for (const place of outputs.keys()) places.get(place)?.inputs.delete(id);
    transitions.delete(id);
  };
  /** Everything that touched `gone` now touches `kept`. */
  const mergePlaces = (gone: string, kept: string): void => {
    const [source, target] = [places.get(gone), places.get(kept)] as [Node, Node];
    for (const side of ['inputs', 'outputs'] as const) {
      const other = side === 'inputs' ? 'outputs' : 'inputs';
      for (const [id, weight] of source[side]) {
        const transition = transitions.get(id) as Node;
        transition[other].delete(gone);
        transition[other].set(kept, (transition[other].get(kept) ?? 0) + weight);
        target[side].set(id, (target[side].get(id) ?? 0) + weight);
      }
    }
    places.delete(gone);
  };
  const fuse = (id: string): boolean => {
    const { inputs, outputs } = transitions.get(id) as Node;
    const [p, q] = [only(inputs), only(outputs)];
    if (p === undefined || q === undefined) return false;
    if (p === q) {
      removeTransition(id);
      return true;
    }
    const [before, after] = [places.get(p), places.get(q)] as [Node, Node];
    if (before.outputs.size === 1 && !marked(net.initial, p) && !marked(net.final, p)) {
      removeTransition(id);
      mergePlaces(p, q);
      return true;
    }
    const free = [...after.outputs.keys()].every((user) => only((transitions.get(user) as Node).inputs) === q);
    if (
      after.inputs.size === 1 &&
      after.outputs.size > 0 &&
      free &&
      !marked(net.initial, q) &&
      !marked(net.final, q) &&
      !marked(net.final, p)
    ) {
      removeTransition(id);
      mergePlaces(q, p);
      return true;
    }
    return false;
  };

  const silent = net.transitions.filter(({ label }) => label === null).map(({ id }) => id);
  let changed = true;
  while (changed) {
    changed = false;
    for (const id of silent) if (transitions.has(id) && fuse(id)) changed = true;
  }
  const seen: Node[] = [];
  const same = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean =>
    a.size === b.size && [...a].every(([key, weight]) => b.get(key) === weight);
  for (const id of silent) {
    const node = transitions.get(id);
    if (!node) continue;
    if (seen.some((other) => same(other.inputs, node.inputs) && same(other.outputs, node.outputs))) removeTransition(id);
    else seen.push(node);
  }

  return {
    places: net.places.filter(({ id }) => places.has(id)),
    transitions: net.transitions.filter(({ id }) => transitions.has(id)),
    arcs: [...transitions].flatMap(([id, { inputs, outputs }]) => [
      ...[...inputs].map(([from, weight]) => ({ from, to: id, weight })),
      ...[...outputs].map(([to, weight]) => ({ from: id, to, weight })),
    ]),
    initial: net.initial,
    final: net.final,
  };
};
