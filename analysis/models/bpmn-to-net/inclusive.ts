import type { Edge, Vertex } from './vertices.ts';

/** A join whose incoming flows are, one to one, the ends of a split's branches. */
export interface Block {
  readonly split: Vertex;
  /** For each branch, in the order of the split's outgoing flows, the flow by which it enters the join. */
  readonly arrivals: readonly Edge[];
}

/** The vertices between a branch and the join; null if the branch has another way in or out, or may send several tokens. */
const region = (branch: Edge, join: Vertex, split: Vertex): ReadonlySet<Vertex> | null => {
  const inside = new Set<Vertex>();
  const visit = (vertex: Vertex): boolean => {
    if (vertex === join || inside.has(vertex)) return true;
    if (vertex === split || vertex.outs.length === 0) return false;
    inside.add(vertex);
    return (
      vertex.boundaries.every((boundary) => boundary.node?.interrupts !== false && visit(boundary)) &&
      vertex.outs.every((edge) => visit(edge.to))
    );
  };
  if (!visit(branch.to)) return null;
  const closed = [...inside].every((vertex) => vertex.ins.every((edge) => edge === branch || inside.has(edge.from)));
  return closed ? inside : null;
};

/**
 * The split that an inclusive join closes, if the two enclose a block: every branch leaves the split by one flow, keeps to itself,
 * and reaches the join by one flow of its own. Then waiting for "all that can still arrive" is waiting for the branches that were taken.
 */
export const enclosedBlock = (join: Vertex, vertices: readonly Vertex[]): Block | null => {
  for (const split of vertices) {
    if (split === join || split.outs.length < 2 || split.outs.length !== join.ins.length) continue;
    const taken = new Set<Vertex>();
    const arrivals: Edge[] = [];
    for (const branch of split.outs) {
      const inside = region(branch, join, split);
      if (!inside || [...inside].some((vertex) => taken.has(vertex))) break;
      for (const vertex of inside) taken.add(vertex);
      const entering = join.ins.filter((edge) => edge === branch || inside.has(edge.from));
      if (entering.length !== 1) break;
      arrivals.push(entering[0]);
    }
    if (arrivals.length === split.outs.length) return { split, arrivals };
  }
  return null;
};
