import { type Firing, lacks } from './firing.ts';

/** A marking that invisible transitions lead to, with the tokens they moved on the way. */
export interface Reached {
  readonly marking: number;
  readonly produced: number;
  readonly consumed: number;
}

export interface Ground {
  readonly places: number;
  /** The invisible transitions. */
  readonly invisible: readonly Firing[];
  readonly tokens: (marking: number) => Uint16Array;
  /** The marking after an enabled firing; −1 if a place would hold too many tokens. */
  readonly fire: (marking: number, by: Firing) => number;
  /** The most markings to look at. */
  readonly reach: number;
}

/** Far, but countable: what lies further is all the same. */
const FAR = 5_000;

/**
 * Finds a short way from a marking to one that enables one of the goals, by invisible transitions alone; null if there is none within reach.
 * Best first by firings done and still to do; those to do are estimated as if tokens were never used up, added up over the tokens that a
 * transition needs (the additive heuristic of Bonet and Geffner, “Planning as heuristic search”, 2001). Where branches are independent of each
 * other that is exact, and their firings are not tried in every order. What the estimate calls impossible is impossible.
 */
export const makeEnable = ({ places, invisible, tokens, fire, reach }: Ground) => {
  const far = new Float64Array(places);
  const still = (marking: number, goals: readonly Firing[]): number => {
    const held = tokens(marking);
    for (let p = 0; p < places; p++) far[p] = held[p] > 0 ? 0 : Number.POSITIVE_INFINITY;
    const need = ({ takes }: Firing): number => {
      let total = 0;
      for (const { place } of takes) total += far[place];
      return total === Number.POSITIVE_INFINITY ? total : Math.min(FAR, total);
    };
    for (let changed = true; changed; ) {
      changed = false;
      for (const each of invisible) {
        const cost = need(each) + 1;
        for (const { place, by } of each.effects)
          if (by > 0 && cost < far[place]) {
            far[place] = cost;
            changed = true;
          }
      }
    }
    return goals.reduce((least, goal) => Math.min(least, need(goal)), Number.POSITIVE_INFINITY);
  };

  const enabled = (marking: number, goals: readonly Firing[]): boolean => goals.some((goal) => lacks(tokens(marking), goal) === 0);

  return (from: number, goals: readonly Firing[]): Reached | null => {
    const here = { marking: from, produced: 0, consumed: 0 };
    // Most often nothing needs to be done, and nothing to be estimated.
    if (enabled(from, goals)) return here;
    const met = new Set([from, -1]);
    const buckets: (Reached & { readonly done: number })[][] = [];
    let bucket = 0;
    const put = (reached: Reached, done: number): void => {
      const total = done + still(reached.marking, goals);
      if (total === Number.POSITIVE_INFINITY) return;
      while (buckets.length <= total) buckets.push([]);
      buckets[total].push({ ...reached, done });
      bucket = Math.min(bucket, total);
    };
    put(here, 0);
    while (bucket < buckets.length) {
      const next = buckets[bucket].pop();
      if (next === undefined) {
        bucket++;
        continue;
      }
      const { marking, produced, consumed, done } = next;
      if (enabled(marking, goals)) return next;
      for (const each of invisible) {
        if (lacks(tokens(marking), each) > 0) continue;
        const after = fire(marking, each);
        if (met.has(after)) continue;
        if (met.size > reach) return null;
        met.add(after);
        put({ marking: after, produced: produced + each.produced, consumed: consumed + each.consumed }, done + 1);
      }
    }
    return null;
  };
};
