import type { Compiled } from './compile.ts';

/** A transition as something that happens to a marking. */
export interface Firing {
  /** Tokens it needs. */
  readonly takes: readonly Change[];
  /** What it changes: what it gives less what it takes. */
  readonly effects: readonly Change[];
  readonly consumed: number;
  readonly produced: number;
}

export interface Change {
  readonly place: number;
  readonly by: number;
}

const sum = (changes: readonly Change[]): number => changes.reduce((total, { by }) => total + by, 0);

const firing = (takes: readonly Change[], effects: readonly Change[]): Firing => ({
  takes,
  effects,
  consumed: sum(takes),
  produced: sum(takes) + sum(effects),
});

/** Transition t of a net. */
export const firingOf = ({ takeAt, takePlace, takeWeight, effectAt, effectPlace, effect }: Compiled, t: number): Firing => {
  const changes = (at: Uint32Array, places: Uint32Array, by: Uint32Array | Int32Array): Change[] =>
    Array.from(places.subarray(at[t], at[t + 1]), (place, k) => ({ place, by: by[at[t] + k] }));
  return firing(changes(takeAt, takePlace, takeWeight), changes(effectAt, effectPlace, effect));
};

/** The end as one more firing, which takes the final marking and gives nothing. */
export const ending = ({ final }: Compiled): Firing => {
  const takes = Array.from(final, (by, place) => ({ place, by })).filter(({ by }) => by > 0);
  return firing(
    takes,
    takes.map(({ place, by }) => ({ place, by: -by })),
  );
};

/** How many tokens it lacks. */
export const lacks = (tokens: Uint16Array, { takes }: Firing): number => {
  let missing = 0;
  for (const { place, by } of takes) if (tokens[place] < by) missing += by - tokens[place];
  return missing;
};
