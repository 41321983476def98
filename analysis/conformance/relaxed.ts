import type { Compiled } from './compile.ts';

/** Far, but countable: what lies further is all the same. */
const FAR = 5_000;

/**
 * A guess at how many visible steps still lead from a marking to the final one: the cost of every place in the net whose transitions give tokens but
 * take none, added up over what a transition needs (the additive heuristic of Bonet and Geffner, “Planning as heuristic search”, 2001). It may be
 * too high or too low, and guides a search that wants some way to the end. −1: the final marking cannot be reached from there at all.
 */
export const makeGuess = (net: Compiled, nameOf: Int32Array): ((tokens: Uint16Array) => number) => {
  const place = new Float64Array(net.places);
  return (tokens) => {
    for (let p = 0; p < net.places; p++) place[p] = tokens[p] > 0 ? 0 : Number.POSITIVE_INFINITY;
    for (let changed = true; changed; ) {
      changed = false;
      for (let t = 0; t < net.transitions; t++) {
        let cost = nameOf[t] === -1 ? 0 : 1;
        for (let k = net.takeAt[t]; k < net.takeAt[t + 1]; k++) cost += place[net.takePlace[k]];
        if (cost > FAR && cost < Number.POSITIVE_INFINITY) cost = FAR;
        for (let k = net.effectAt[t]; k < net.effectAt[t + 1]; k++)
          if (net.effect[k] > 0 && cost < place[net.effectPlace[k]]) {
            place[net.effectPlace[k]] = cost;
            changed = true;
          }
      }
    }
    let total = 0;
    for (let p = 0; p < net.places; p++) if (net.final[p] > 0) total += place[p];
    return total === Number.POSITIVE_INFINITY ? -1 : Math.min(FAR, total);
  };
};
