import type { Marking, PetriNet } from '../../schema/index.ts';

/** A transition being built: places with how many tokens it takes and puts. */
export interface Draft {
  readonly id: string;
  readonly label: string | null;
  readonly element: string | null;
  readonly takes: Map<string, number>;
  readonly puts: Map<string, number>;
}

const add = (arcs: Map<string, number>, place: string, weight = 1): void => {
  arcs.set(place, (arcs.get(place) ?? 0) + weight);
};

/** Arc bags from place names, each occurrence one token. */
export const bag = (places: readonly string[]): Map<string, number> => {
  const arcs = new Map<string, number>();
  for (const place of places) add(arcs, place);
  return arcs;
};

/** Needs `weight` tokens in the place and leaves them there. */
export const reads = (draft: Draft, place: string, weight = 1): void => {
  add(draft.takes, place, weight);
  add(draft.puts, place, weight);
};

export const takes = (draft: Draft, place: string, weight = 1): void => {
  if (weight > 0) add(draft.takes, place, weight);
};

export const puts = (draft: Draft, place: string, weight = 1): void => {
  if (weight > 0) add(draft.puts, place, weight);
};

/** Hands out names: the wanted one, or with a number after it where the file already uses it. */
export const naming = (): ((wanted: string) => string) => {
  const used = new Set<string>();
  return (wanted) => {
    let name = wanted;
    for (let i = 2; used.has(name); i++) name = `${wanted}.${i}`;
    used.add(name);
    return name;
  };
};

/** The net of all drafts; a place exists if a draft or a marking names it. */
export const assemble = (drafts: readonly Draft[], initial: Marking, final: Marking): PetriNet => {
  const places = new Set([
    ...Object.keys(initial),
    ...drafts.flatMap(({ takes, puts }) => [...takes.keys(), ...puts.keys()]),
    ...Object.keys(final),
  ]);
  return {
    places: [...places].map((id) => ({ id })),
    transitions: drafts.map(({ id, label, element }) => ({ id, label, ...(element === null ? {} : { element }) })),
    arcs: drafts.flatMap(({ id, takes, puts }) => [
      ...[...takes].map(([from, weight]) => ({ from, to: id, weight })),
      ...[...puts].map(([to, weight]) => ({ from: id, to, weight })),
    ]),
    initial,
    final,
  };
};
