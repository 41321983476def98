import { Fault, type Problem } from '../fault.ts';
import type { Marking, PetriNet } from '../schema/index.ts';

/**
 * A net as flat arrays. Transition t takes `takeWeight[k]` tokens from `takePlace[k]` for k in `takeAt[t]` … `takeAt[t + 1] - 1`,
 * and changes `effectPlace[k]` by `effect[k]` for k in `effectAt[t]` … `effectAt[t + 1] - 1`.
 */
export interface Compiled {
  readonly places: number;
  readonly transitions: number;
  readonly takeAt: Uint32Array;
  readonly takePlace: Uint32Array;
  readonly takeWeight: Uint32Array;
  readonly effectAt: Uint32Array;
  readonly effectPlace: Uint32Array;
  readonly effect: Int32Array;
  readonly initial: Uint16Array;
  readonly final: Uint16Array;
}

const MAX_TOKENS = 65_535;

/** Numbers places and transitions. What is wrong with the net is a `Fault('bad-model')` that lists all of it. */
export const compile = (net: PetriNet): Compiled => {
  const problems: Problem[] = [];
  const wrong = (message: string, element?: string): void => {
    problems.push({ severity: 'error', message, place: element === undefined ? undefined : { element } });
  };
  const number = (items: readonly { readonly id: string }[], what: string): Map<string, number> => {
    const index = new Map<string, number>();
    items.forEach(({ id }, i) => {
      if (index.has(id)) wrong(`Two ${what} share the id “${id}”.`, id);
      else index.set(id, i);
    });
    return index;
  };
  const placeOf = number(net.places, 'places');
  const transitionOf = number(net.transitions, 'transitions');
  const tokens = (marking: Marking, what: string): Uint16Array => {
    const vector = new Uint16Array(net.places.length);
    for (const [id, count] of Object.entries(marking)) {
      const place = placeOf.get(id);
      if (place === undefined) wrong(`The ${what} marking names the place “${id}”, which does not exist.`, id);
      else if (count > MAX_TOKENS) wrong(`The ${what} marking puts ${count} tokens in “${id}”; at most ${MAX_TOKENS} are possible.`, id);
      else vector[place] = count;
    }
    return vector;
  };

  const take = net.transitions.map(() => new Map<number, number>());
  const effect = net.transitions.map(() => new Map<number, number>());
  const add = (map: Map<number, number>, place: number, by: number): void => void map.set(place, (map.get(place) ?? 0) + by);
  for (const { from, to, weight } of net.arcs) {
    const [source, target] = [placeOf.get(from), placeOf.get(to)];
    const [before, after] = [transitionOf.get(from), transitionOf.get(to)];
    if (source !== undefined && after !== undefined) {
      add(take[after], source, weight);
      add(effect[after], source, -weight);
    } else if (before !== undefined && target !== undefined) add(effect[before], target, weight);
    else wrong(`The arc from “${from}” to “${to}” does not join a place and a transition.`, from);
  }
  const initial = tokens(net.initial, 'initial');
  const final = tokens(net.final, 'final');
  if (problems.length > 0) throw new Fault('bad-model', 'The net is not well-formed.', { problems });

  const flat = (maps: readonly ReadonlyMap<number, number>[]) => {
    const entries = maps.map((map) => [...map].filter(([, by]) => by !== 0).sort(([a], [b]) => a - b));
    const at = new Uint32Array(maps.length + 1);
    entries.forEach((list, i) => {
      at[i + 1] = at[i] + list.length;
    });
    return { at, place: Uint32Array.from(entries.flat(), ([place]) => place), by: Int32Array.from(entries.flat(), ([, by]) => by) };
  };
  const takes = flat(take);
  const effects = flat(effect);
  return {
    places: net.places.length,
    transitions: net.transitions.length,
    takeAt: takes.at,
    takePlace: takes.place,
    takeWeight: Uint32Array.from(takes.by),
    effectAt: effects.at,
    effectPlace: effects.place,
    effect: effects.by,
    initial,
    final,
  };
};
