import type { Compiled } from './compile.ts';

/** All markings met so far, each once, numbered in the order met. */
export interface Markings {
  /** The number of markings. */
  readonly size: () => number;
  /** The number of the marking with these tokens, met now if it was not before. */
  readonly intern: (tokens: Uint16Array) => number;
  /** The transitions that marking m enables, as pairs (transition, marking after it), written into `into`; the number of pairs. */
  readonly successors: (m: number, into: number[]) => number;
  /** The tokens of marking m, valid until the next one is met. */
  readonly tokens: (m: number) => Uint16Array;
  /** Bytes held. */
  readonly bytes: () => number;
}

/** An empty store of markings. `successors` leaves out firings after which a place would hold more than 65,535 tokens, and says so in `overflown`. */
export const makeMarkings = (net: Compiled): Markings & { readonly overflown: () => boolean } => {
  const width = net.places;
  let capacity = 1024;
  let tokens = new Uint16Array(capacity * width);
  let hashes = new Int32Array(capacity);
  let table = new Int32Array(4 * capacity).fill(-1);
  let count = 0;
  let overflow = false;
  const work = new Uint16Array(width);

  // Transitions are looked up by their first input place, so that a marking looks only at those near its tokens.
  const { at: guardAt, item: guarded } = groupByGuard(net);

  const grow = (): void => {
    capacity *= 2;
    const more = new Uint16Array(capacity * width);
    more.set(tokens);
    tokens = more;
    const moreHashes = new Int32Array(capacity);
    moreHashes.set(hashes);
    hashes = moreHashes;
    table = new Int32Array(4 * capacity).fill(-1);
    const mask = table.length - 1;
    for (let m = 0; m < count; m++) {
      let slot = hashes[m] & mask;
      while (table[slot] >= 0) slot = (slot + 1) & mask;
      table[slot] = m;
    }
  };

  const intern = (marking: Uint16Array): number => {
    let hash = 0x811c9dc5 | 0;
    for (let p = 0; p < width; p++) if (marking[p] !== 0) hash = Math.imul(hash ^ (p * 0x9e3779b1) ^ marking[p], 0x01000193);
    hash ^= hash >>> 15;
    const mask = table.length - 1;
    let slot = hash & mask;
    for (let m = table[slot]; m >= 0; m = table[slot]) {
      if (hashes[m] === hash) {
        let p = 0;
        for (let at = m * width; p < width && tokens[at] === marking[p]; p++) at++;
        if (p === width) return m;
      }
      slot = (slot + 1) & mask;
    }
    if (count === capacity) {
      grow();
      slot = hash & (table.length - 1);
      while (table[slot] >= 0) slot = (slot + 1) & (table.length - 1);
    }
    table[slot] = count;
    hashes[count] = hash;
    tokens.set(marking, count * width);
    return count++;
  };

  const fire = (m: number, t: number): number => {
    const at = m * width;
    for (let k = net.takeAt[t]; k < net.takeAt[t + 1]; k++) if (tokens[at + net.takePlace[k]] < net.takeWeight[k]) return -1;
    work.set(tokens.subarray(at, at + width));
    for (let k = net.effectAt[t]; k < net.effectAt[t + 1]; k++) {
      const after = work[net.effectPlace[k]] + net.effect[k];
      if (after > 65_535) {
        overflow = true;
        return -1;
      }
      work[net.effectPlace[k]] = after;
    }
    return intern(work);
  };

  const successors = (m: number, into: number[]): number => {
    let found = 0;
    for (let g = 0; g <= width; g++) {
      // The last group needs no token at all.
      if (g < width && tokens[m * width + g] === 0) continue;
      for (let k = guardAt[g]; k < guardAt[g + 1]; k++) {
        const after = fire(m, guarded[k]);
        if (after < 0) continue;
        into[2 * found] = guarded[k];
        into[2 * found + 1] = after;
        found++;
      }
    }
    return found;
  };

  return {
    size: () => count,
    intern,
    successors,
    tokens: (m) => tokens.subarray(m * width, (m + 1) * width),
    bytes: () => tokens.byteLength + hashes.byteLength + table.byteLength,
    overflown: () => overflow,
  };
};

const groupByGuard = (net: Compiled): { at: Uint32Array; item: Uint32Array } => {
  const guard = (t: number): number => (net.takeAt[t] === net.takeAt[t + 1] ? net.places : net.takePlace[net.takeAt[t]]);
  const at = new Uint32Array(net.places + 2);
  for (let t = 0; t < net.transitions; t++) at[guard(t) + 1]++;
  for (let g = 0; g <= net.places; g++) at[g + 1] += at[g];
  const fill = at.slice();
  const item = new Uint32Array(net.transitions);
  for (let t = 0; t < net.transitions; t++) item[fill[guard(t)]++] = t;
  return { at, item };
};
