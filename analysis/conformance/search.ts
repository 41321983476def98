import type { Compiled } from './compile.ts';
import { cannotComplete } from './graph.ts';
import { makeMarkings } from './markings.ts';
import { INVISIBLE, LOG, MODEL, SYNC } from './moves.ts';
import { makeGuess } from './relaxed.ts';

/** What a search found. `cost` −1: no alignment within the budget. `lower`: no alignment costs less. Moves are packed, last first. */
export interface Found {
  readonly cost: number;
  readonly lower: number;
  readonly moves: readonly number[];
}

/**
 * Searches the product of a trace and a net state by state, for nets that have too many markings (or endlessly many) to hold them all.
 * A* with a bucket queue; the estimate of what is still to pay is the number of remaining events that the document does not know, which is
 * consistent: the first alignment found is optimal. Stops when it has met `budget` states; what it then knows is a lower bound.
 *
 * With `hasty` every remaining event is feared to cost 1, and a guess leads to the end of the net: finds some alignment quickly, not the best.
 */
export type Search = (names: Int32Array, length: number, budget: number, hasty: boolean) => Found;

/** `nameOf` is `Match.ofTransition`. Markings met are kept for the next trace until they fill `maxBytes`. */
export const makeSearch = (net: Compiled, nameOf: Int32Array, maxBytes: number): Search => {
  let markings = makeMarkings(net);
  let firings: Int32Array[] = [];
  let held = 0;
  const pairs: number[] = [];
  const guess = makeGuess(net, nameOf);
  let guesses: number[] = [];
  const guessOf = (m: number): number => {
    guesses[m] ??= guess(markings.tokens(m));
    return guesses[m];
  };
  const firingsOf = (m: number): Int32Array => {
    const known = firings[m];
    if (known !== undefined) return known;
    const found = Int32Array.from(pairs.slice(0, 2 * markings.successors(m, pairs)));
    held += found.byteLength + 120;
    firings[m] = found;
    return found;
  };

  return (names, length, budget, hasty) => {
    if (markings.bytes() + held > maxBytes) {
      markings = makeMarkings(net);
      firings = [];
      guesses = [];
      held = 0;
    }
    const start = markings.intern(net.initial);
    const final = markings.intern(net.final);
    const rest = new Uint32Array(length + 1);
    for (let i = length - 1; i >= 0; i--) rest[i] = rest[i + 1] + (hasty || names[i] < 0 ? 1 : 0);

    const states = makeStates();
    const buckets: number[][] = [];
    let bucket = 0;
    const reach = (position: number, marking: number, cost: number, parent: number, move: number): void => {
      const ahead = hasty ? guessOf(marking) : 0;
      if (ahead < 0) return;
      const state = states.improve(position, marking, cost, parent, move);
      if (state < 0) return;
      const total = cost + rest[position] + ahead;
      while (buckets.length <= total) buckets.push([]);
      // A state and the cost it was queued with, so that an overtaken entry is known.
      buckets[total].push(state, cost);
      // Only haste can come to a better outlook than the present one.
      if (total < bucket) bucket = total;
    };
    reach(0, start, 0, -1, 0);

    while (bucket < buckets.length) {
      const stack = buckets[bucket];
      if (stack.length === 0) bucket++;
      else {
        const cost = stack.pop() as number;
        const state = stack.pop() as number;
        if (states.cost(state) !== cost || states.close(state)) continue;
        const position = states.position(state);
        const marking = states.marking(state);
        if (position === length && marking === final)
          return { cost, lower: markings.overflown() || hasty ? 0 : cost, moves: states.back(state) };
        if (states.size() > budget) return { cost: -1, lower: markings.overflown() || hasty ? 0 : bucket, moves: [] };
        // Last in, first out: log moves are tried last, synchronous moves first.
        if (position < length) reach(position + 1, marking, cost + 1, state, LOG);
        const next = firingsOf(marking);
        for (let k = 0; k < next.length; k += 2) {
          const name = nameOf[next[k]];
          reach(position, next[k + 1], name === -1 ? cost : cost + 1, state, next[k] * 4 + (name === -1 ? INVISIBLE : MODEL));
        }
        if (position < length && names[position] >= 0)
          for (let k = 0; k < next.length; k += 2)
            if (nameOf[next[k]] === names[position]) reach(position + 1, next[k + 1], cost, state, next[k] * 4 + SYNC);
      }
    }
    throw cannotComplete();
  };
};

/** States of a search: a position in the trace and a marking, each once, with the cheapest way there. */
const makeStates = () => {
  let capacity = 1024;
  let fields = new Int32Array(5 * capacity);
  let closed = new Uint8Array(capacity);
  let table = new Int32Array(2 * capacity).fill(-1);
  let count = 0;

  const slotOf = (position: number, marking: number): number => {
    const mask = table.length - 1;
    let hash = Math.imul(marking, 0x9e3779b1) ^ Math.imul(position, 0x85ebca6b);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    for (let s = table[slot]; s >= 0; s = table[slot]) {
      if (fields[5 * s] === position && fields[5 * s + 1] === marking) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  };
  const grow = (): void => {
    capacity *= 2;
    const moreFields = new Int32Array(5 * capacity);
    moreFields.set(fields);
    fields = moreFields;
    const moreClosed = new Uint8Array(capacity);
    moreClosed.set(closed);
    closed = moreClosed;
    table = new Int32Array(2 * capacity).fill(-1);
    for (let s = 0; s < count; s++) table[slotOf(fields[5 * s], fields[5 * s + 1])] = s;
  };

  return {
    size: (): number => count,
    /** The state, if this way to it is new or cheaper; else −1. A closed one keeps its way: others go on from it. */
    improve: (position: number, marking: number, cost: number, parent: number, move: number): number => {
      let slot = slotOf(position, marking);
      let s = table[slot];
      if (s < 0) {
        if (count === capacity) {
          grow();
          slot = slotOf(position, marking);
        }
        s = count++;
        table[slot] = s;
        fields[5 * s] = position;
        fields[5 * s + 1] = marking;
      } else if (closed[s] === 1 || fields[5 * s + 2] <= cost) return -1;
      fields[5 * s + 2] = cost;
      fields[5 * s + 3] = parent;
      fields[5 * s + 4] = move;
      return s;
    },
    position: (s: number): number => fields[5 * s],
    marking: (s: number): number => fields[5 * s + 1],
    cost: (s: number): number => fields[5 * s + 2],
    /** Whether it was closed already; it is now. */
    close: (s: number): boolean => {
      const before = closed[s] === 1;
      closed[s] = 1;
      return before;
    },
    /** The moves that led here, last first. */
    back: (s: number): number[] => {
      const moves: number[] = [];
      for (let at = s; fields[5 * at + 3] >= 0; at = fields[5 * at + 3]) moves.push(fields[5 * at + 4]);
      return moves;
    },
  };
};
