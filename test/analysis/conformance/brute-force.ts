import type { PetriNet } from '../../../analysis/schema/index.ts';

/**
 * The least cost of aligning a trace with a net, by the definition: Dijkstra over the synchronous product, markings as texts, nothing shared with
 * the code under test. null if the final marking was not found among `limit` states.
 */
export const bruteForceCost = (net: PetriNet, events: readonly string[], limit = 30_000): number | null => {
  const places = net.places.map(({ id }) => id);
  const show = (marking: ReadonlyMap<string, number>): string => JSON.stringify(places.map((id) => marking.get(id) ?? 0));
  const goal = show(new Map(Object.entries(net.final)));
  const fire = (marking: ReadonlyMap<string, number>, id: string): Map<string, number> | null => {
    const after = new Map(marking);
    for (const arc of net.arcs) if (arc.to === id) after.set(arc.from, (after.get(arc.from) ?? 0) - arc.weight);
    if ([...after.values()].some((tokens) => tokens < 0)) return null;
    for (const arc of net.arcs) if (arc.from === id) after.set(arc.to, (after.get(arc.to) ?? 0) + arc.weight);
    return after;
  };
  const done = new Set<string>();
  const levels: { position: number; marking: ReadonlyMap<string, number> }[][] = [
    [{ position: 0, marking: new Map(Object.entries(net.initial)) }],
  ];
  const at = (cost: number) => {
    levels[cost] ??= [];
    return levels[cost];
  };
  for (let cost = 0; cost < levels.length; cost++)
    for (const { position, marking } of at(cost)) {
      const state = `${position} ${show(marking)}`;
      if (done.has(state)) continue;
      if (done.add(state).size > limit) return null;
      if (position === events.length && show(marking) === goal) return cost;
      if (position < events.length) at(cost + 1).push({ position: position + 1, marking });
      for (const { id, label } of net.transitions) {
        const after = fire(marking, id);
        if (after === null) continue;
        at(cost + (label === null ? 0 : 1)).push({ position, marking: after });
        if (label !== null && label === events[position]) at(cost).push({ position: position + 1, marking: after });
      }
    }
  return null;
};
