import type { Marking, PetriNet } from '../schema/index.ts';

/**
 * The reachable markings of a net, breadth first, up to a limit.
 * Marking s holds `tokens[s * places + p]` tokens in place p; state 0 is the initial marking.
 * Edge e fires transition `via[e]` from state `from[e]` to `to[e]`; `reachedBy[s]` is the edge that first led to s (-1 for state 0).
 */
export interface StateSpace {
  readonly places: number;
  readonly states: number;
  readonly tokens: Uint16Array;
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly via: readonly number[];
  readonly reachedBy: readonly number[];
  /** `limit`: more markings than allowed; `unbounded`: tokens can pile up without end, and `state` covers one that came before it. */
  readonly stopped: null | { readonly why: 'limit' } | { readonly why: 'unbounded'; readonly state: number; readonly place: number };
}

interface Arcs {
  readonly place: number;
  readonly weight: number;
}

const HIGHEST = 60_000;

/** A flat store of markings with a hash table over it: no marking is ever turned into text. */
const markingStore = (places: number) => {
  let tokens = new Uint16Array(Math.max(1, places) * 256);
  let table = new Int32Array(1024).fill(-1);
  let count = 0;
  const hash = (marking: Uint16Array, at: number): number => {
    let h = 0x811c9dc5;
    for (let p = 0; p < places; p++) h = Math.imul(h ^ marking[at + p], 0x01000193);
    return (h ^ (h >>> 15)) >>> 0;
  };
  const grow = (): void => {
    table = new Int32Array(table.length * 2).fill(-1);
    for (let s = 0; s < count; s++) {
      let slot = hash(tokens, s * places) & (table.length - 1);
      while (table[slot] >= 0) slot = (slot + 1) & (table.length - 1);
      table[slot] = s;
    }
  };
  return {
    tokens: (): Uint16Array => tokens,
    count: (): number => count,
    /** The state of a marking, added if new: then it equals the count before. */
    add: (marking: Uint16Array): number => {
      if (count * 2 >= table.length) grow();
      let slot = hash(marking, 0) & (table.length - 1);
      probe: while (table[slot] >= 0) {
        const at = table[slot] * places;
        for (let p = 0; p < places; p++)
          if (tokens[at + p] !== marking[p]) {
            slot = (slot + 1) & (table.length - 1);
            continue probe;
          }
        return table[slot];
      }
      table[slot] = count;
      if ((count + 1) * places > tokens.length) {
        const larger = new Uint16Array(tokens.length * 2);
        larger.set(tokens);
        tokens = larger;
      }
      tokens.set(marking, count * places);
      return count++;
    },
  };
};

/** A marking as one number a place, in the net's order. */
export const markingVector = (net: PetriNet, marking: Marking): Uint16Array => Uint16Array.from(net.places, ({ id }) => marking[id] ?? 0);

/** A bound for time and memory, which grow with markings × (places + transitions). */
const MOST_WORK = 50_000_000;

/** Explores at most `limit` markings, fewer where the net is very large. */
export const explore = (net: PetriNet, limit: number): StateSpace => {
  const places = net.places.length;
  const most = Math.min(limit, Math.max(100, Math.floor(MOST_WORK / (places + net.transitions.length + 1))));
  const placeIndex = new Map(net.places.map(({ id }, i) => [id, i]));
  const transitionIndex = new Map(net.transitions.map(({ id }, i) => [id, i]));
  const inputs: Arcs[][] = net.transitions.map(() => []);
  const outputs: Arcs[][] = net.transitions.map(() => []);
  for (const { from, to, weight } of net.arcs) {
    const source = placeIndex.get(from);
    if (source !== undefined) inputs[transitionIndex.get(to) as number].push({ place: source, weight });
    else outputs[transitionIndex.get(from) as number].push({ place: placeIndex.get(to) as number, weight });
  }

  const store = markingStore(places);
  store.add(markingVector(net, net.initial));
  const sums = [
    store
      .tokens()
      .subarray(0, places)
      .reduce((sum, each) => sum + each, 0),
  ];
  const [from, to, via, reachedBy]: number[][] = [[], [], [], [-1]];
  const done = (stopped: StateSpace['stopped']): StateSpace => ({
    places,
    states: store.count(),
    tokens: store.tokens().slice(0, store.count() * places),
    from,
    to,
    via,
    reachedBy,
    stopped,
  });

  /** A place in which the new state has more than an earlier state of its path that it covers wholly; -1 if there is none. */
  const covers = (state: number): number => {
    const tokens = store.tokens();
    for (let s = state; reachedBy[s] >= 0; ) {
      s = from[reachedBy[s]];
      if (sums[s] >= sums[state]) continue;
      let grown = -1;
      let p = 0;
      for (; p < places && tokens[s * places + p] <= tokens[state * places + p]; p++)
        if (tokens[s * places + p] < tokens[state * places + p]) grown = p;
      if (p === places) return grown;
    }
    return -1;
  };

  const next = new Uint16Array(places);
  for (let state = 0; state < store.count(); state++) {
    for (let t = 0; t < net.transitions.length; t++) {
      const at = state * places;
      const tokens = store.tokens();
      if (!inputs[t].every(({ place, weight }) => tokens[at + place] >= weight)) continue;
      next.set(tokens.subarray(at, at + places));
      let sum = sums[state];
      for (const { place, weight } of inputs[t]) {
        next[place] -= weight;
        sum -= weight;
      }
      for (const { place, weight } of outputs[t]) {
        next[place] += weight;
        sum += weight;
      }
      const before = store.count();
      const reached = store.add(next);
      from.push(state);
      to.push(reached);
      via.push(t);
      if (reached < before) continue;
      reachedBy.push(from.length - 1);
      sums.push(sum);
      const place = covers(reached);
      if (place >= 0) return done({ why: 'unbounded', state: reached, place });
      if (store.count() >= most || sum > HIGHEST) return done({ why: 'limit' });
    }
  }
  return done(null);
};

/** The transitions that lead from the start to a state, by index, shortest first found. */
export const pathTo = (space: StateSpace, state: number): readonly number[] => {
  const path: number[] = [];
  for (let edge = space.reachedBy[state]; edge >= 0; edge = space.reachedBy[space.from[edge]]) path.push(space.via[edge]);
  return path.reverse();
};
