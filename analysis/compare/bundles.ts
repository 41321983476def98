import type { VariantLog } from '../variants.ts';
import { type Sighting, weigh } from './places.ts';

/** Sightings of the same keys: one thing that happens. */
export interface Bundle {
  readonly keys: readonly number[];
  readonly sightings: readonly Sighting[];
}

/** Keys that meet are one thing if that is where one of them is found at least this often. */
const OWN_SET = 1 / 3;

interface Node {
  readonly next: Map<number, Node>;
  readonly sightings: Sighting[];
}

/** Sightings by their set of keys. */
const bySet = (sightings: readonly Sighting[]): readonly Bundle[] => {
  const root: Node = { next: new Map(), sightings: [] };
  const used = new Set<Node>();
  for (const sighting of sightings) {
    let node = root;
    for (const key of [...sighting.keys].sort((a, b) => a - b)) {
      const next = node.next.get(key) ?? { next: new Map(), sightings: [] };
      node.next.set(key, next);
      node = next;
    }
    node.sightings.push(sighting);
    used.add(node);
  }
  return [...used].map((node) => ({ keys: node.sightings[0].keys, sightings: node.sightings }));
};

/**
 * Finds what belongs together. Keys that are seen in one gap are one bundle if, for at least one of them, this very set makes up a third of all its
 * sightings: a shortcut that leaves out five steps is one thing. Other sets are taken apart: into the largest bundles that they contain, and the
 * rest key by key. So a step that is skipped for two causes is counted with each by its own number.
 */
export const bundle = (log: VariantLog, sightings: readonly Sighting[]): readonly Bundle[] => {
  const sets = bySet(sightings);
  const ofKey = new Map<number, number>();
  for (const set of sets) for (const key of set.keys) ofKey.set(key, (ofKey.get(key) ?? 0) + weigh(log, set.sightings));
  const isOwn = (set: Bundle): boolean =>
    set.keys.length === 1 || set.keys.some((key) => weigh(log, set.sightings) >= OWN_SET * (ofKey.get(key) as number));
  const own = sets.filter(isOwn).map((set) => ({ keys: set.keys, sightings: [...set.sightings] }));
  const single = new Map(own.flatMap((set) => (set.keys.length === 1 ? [[set.keys[0], set] as const] : [])));
  const large = own.filter((set) => set.keys.length > 1).sort((a, b) => b.keys.length - a.keys.length);
  for (const set of sets) {
    if (isOwn(set)) continue;
    for (const sighting of set.sightings) {
      let rest = sighting.keys;
      const part = (keys: readonly number[]): Sighting => ({
        ...sighting,
        keys,
        moves: keys.map((key) => sighting.moves[sighting.keys.indexOf(key)]),
      });
      for (const { keys, sightings: members } of large) {
        if (!keys.every((key) => rest.includes(key))) continue;
        members.push(part(keys));
        rest = rest.filter((key) => !keys.includes(key));
      }
      for (const key of rest) {
        const home = single.get(key) ?? { keys: [key], sightings: [] };
        if (!single.has(key)) {
          single.set(key, home);
          own.push(home);
        }
        home.sightings.push(part([key]));
      }
    }
  }
  return own;
};
