import { Fault } from '../fault.ts';
import type { Compiled } from './compile.ts';
import { makeMarkings } from './markings.ts';

/**
 * The markings from which the net can still complete, numbered 0 … size − 1 in breadth-first order, and the firings between them.
 * Edges come twice: by the marking they leave (`outAt`, only invisible and model moves are needed there) and by the marking they enter.
 */
export interface Graph {
  readonly size: number;
  readonly initial: number;
  readonly final: number;
  /** Moves of the model alone out of m: k in `outAt[m]` … `outAt[m + 1] - 1`, to `outTo[k]` at cost `outCost[k]` (0 invisible, 1 visible). */
  readonly outAt: Uint32Array;
  readonly outTo: Uint32Array;
  readonly outCost: Uint8Array;
  /** Firings that carry a name: k in `nameAt[name]` … `nameAt[name + 1] - 1`, from `nameFrom[k]` to `nameTo[k]`. */
  readonly nameAt: Uint32Array;
  readonly nameFrom: Uint32Array;
  readonly nameTo: Uint32Array;
  /** All firings into m: k in `inAt[m]` … `inAt[m + 1] - 1`, from `inFrom[k]` by transition `inBy[k]`. */
  readonly inAt: Uint32Array;
  readonly inFrom: Uint32Array;
  readonly inBy: Uint32Array;
}

const indexBy = (keys: Uint32Array, size: number): { at: Uint32Array; order: Uint32Array } => {
  const at = new Uint32Array(size + 1);
  for (let k = 0; k < keys.length; k++) at[keys[k] + 1]++;
  for (let i = 0; i < size; i++) at[i + 1] += at[i];
  const fill = at.slice(0, size);
  const order = new Uint32Array(keys.length);
  for (let k = 0; k < keys.length; k++) order[fill[keys[k]]++] = k;
  return { at, order };
};

/** What to tell a user whose document can never be completed. */
export const cannotComplete = (): Fault =>
  new Fault('bad-model', 'The document cannot be completed: no way through it ends in its final state.', {
    problems: [
      {
        severity: 'error',
        message: 'The final marking cannot be reached from the initial one.',
        hint: 'Look for a join that waits for a branch which was never started, or for a step after which nothing leads to the end; the soundness check of the document names the place.',
      },
    ],
  });

/**
 * Explores the net from its initial marking. null if it has more than `maxMarkings` markings or needs more than `maxBytes`.
 * `Fault('bad-model')` if all were explored and the final marking is not among them. `name` is `Match.ofTransition`.
 */
export const explore = (net: Compiled, name: Int32Array, names: number, maxMarkings: number, maxBytes: number): Graph | null => {
  const markings = makeMarkings(net);
  const start = markings.intern(net.initial);
  let room = 4096;
  let edges = 0;
  let from = new Uint32Array(room);
  let by = new Uint32Array(room);
  let to = new Uint32Array(room);
  const longer = (array: Uint32Array): Uint32Array<ArrayBuffer> => {
    const more = new Uint32Array(room);
    more.set(array);
    return more;
  };
  const successors: number[] = [];
  for (let m = 0; m < markings.size(); m++) {
    const found = markings.successors(m, successors);
    if (markings.overflown() || markings.size() > maxMarkings || markings.bytes() + 12 * room > maxBytes) return null;
    if (edges + found > room) {
      room = 2 * (edges + found);
      from = longer(from);
      by = longer(by);
      to = longer(to);
    }
    for (let k = 0; k < found; k++) {
      from[edges] = m;
      by[edges] = successors[2 * k];
      to[edges++] = successors[2 * k + 1];
    }
  }
  const all = markings.size();
  const end = markings.intern(net.final);
  if (end === all) throw cannotComplete();

  // Only markings that can still complete matter; they keep their order.
  const into = indexBy(to.subarray(0, edges), all);
  const kept = new Uint8Array(all);
  kept[end] = 1;
  const queue = [end];
  for (let at = 0; at < queue.length; at++)
    for (let k = into.at[queue[at]]; k < into.at[queue[at] + 1]; k++) {
      const before = from[into.order[k]];
      if (kept[before] === 0) {
        kept[before] = 1;
        queue.push(before);
      }
    }
  const numberOf = new Int32Array(all).fill(-1);
  let size = 0;
  for (let m = 0; m < all; m++) if (kept[m] === 1) numberOf[m] = size++;

  let live = 0;
  for (let k = 0; k < edges; k++)
    if (kept[from[k]] === 1 && kept[to[k]] === 1) {
      from[live] = numberOf[from[k]];
      by[live] = by[k];
      to[live++] = numberOf[to[k]];
    }
  from = from.slice(0, live);
  by = by.slice(0, live);
  to = to.slice(0, live);

  const out = indexBy(from, size);
  const inward = indexBy(to, size);
  const named = indexBy(
    Uint32Array.from(by, (t) => (name[t] < 0 ? names : name[t])),
    names + 1,
  );
  const pick = (values: Uint32Array, order: Uint32Array): Uint32Array => Uint32Array.from(order, (k) => values[k]);
  return {
    size,
    initial: numberOf[start],
    final: numberOf[end],
    outAt: out.at,
    outTo: pick(to, out.order),
    outCost: Uint8Array.from(out.order, (k) => (name[by[k]] === -1 ? 0 : 1)),
    nameAt: named.at,
    nameFrom: pick(from, named.order),
    nameTo: pick(to, named.order),
    inAt: inward.at,
    inFrom: pick(from, inward.order),
    inBy: pick(by, inward.order),
  };
};
