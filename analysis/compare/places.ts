import type { VariantLog } from '../variants.ts';

/** Where in a run: the steps before and after on which document and case agree, by number; −1 is the start or the end. */
export interface Spot {
  readonly after: number;
  readonly before: number;
}

/** Something that happened in one gap of one variant. */
export interface Sighting extends Spot {
  readonly variant: number;
  /** What it is about, each once, in the order met: steps that were skipped, or activities that were added or moved. */
  readonly keys: readonly number[];
  /** For each of them how many moves. */
  readonly moves: readonly number[];
  /** All of it had been done before in the same case. */
  readonly repeat: boolean;
  /** For what was moved: where the document wants it. */
  readonly wanted: Spot | null;
}

/** How often it happened, over all cases: in one gap as often as its most frequent part. */
export const weigh = (log: VariantLog, sightings: readonly Sighting[]): number =>
  sightings.reduce((sum, { variant, moves }) => sum + log.counts[variant] * Math.max(...moves), 0);

interface Group {
  readonly spot: Spot;
  readonly sightings: readonly Sighting[];
  readonly weight: number;
}

/** Sightings by spot, heaviest first. */
export const spotsOf = (log: VariantLog, sightings: readonly Sighting[]): readonly Group[] => {
  const groups = new Map<number, Map<number, Sighting[]>>();
  for (const sighting of sightings) {
    const group = groups.get(sighting.after) ?? new Map<number, Sighting[]>();
    groups.set(sighting.after, group);
    const list = group.get(sighting.before) ?? [];
    group.set(sighting.before, list);
    list.push(sighting);
  }
  return [...groups]
    .flatMap(([after, group]) =>
      [...group].map(([before, list]) => ({ spot: { after, before }, sightings: list, weight: weigh(log, list) })),
    )
    .sort((a, b) => b.weight - a.weight || a.spot.after - b.spot.after || a.spot.before - b.spot.before);
};

/** Spots that share a neighbour, or of which one begins where the other ends, are one place. */
const touch = (a: Spot, b: Spot): boolean =>
  a.after === b.after || a.before === b.before || (a.after >= 0 && a.after === b.before) || (b.after >= 0 && b.after === a.before);

/** Only places with this share of the happenings are told apart. */
const OWN_PLACE = 0.25;
/** Only spots with this share may join two places; a rarer one would sooner or later touch everything. */
const BRIDGE = 0.05;

/**
 * Sightings of one thing by place. Touching spots are one place; places with at least 25 % of the happenings each are told apart, and what is left
 * goes to the place that it touches, else to the largest.
 */
export const placesOf = (log: VariantLog, sightings: readonly Sighting[]): readonly (readonly Sighting[])[] => {
  const total = weigh(log, sightings);
  const groups = spotsOf(log, sightings);
  let places: Group[][] = [];
  for (const group of groups) {
    if (group.weight < BRIDGE * total) continue;
    const near = places.filter((place) => place.some(({ spot }) => touch(spot, group.spot)));
    places = [...places.filter((place) => !near.includes(place)), [...near.flat(), group]];
  }
  const weight = (place: readonly Group[]): number => place.reduce((sum, group) => sum + group.weight, 0);
  const own = places.filter((place) => weight(place) >= OWN_PLACE * total).sort((a, b) => weight(b) - weight(a));
  if (own.length < 2) return [sightings];
  const settled = new Set(own.flat());
  const members = own.map((place) => [...place]);
  for (const group of groups)
    if (!settled.has(group)) {
      const near = own.findIndex((place) => place.some(({ spot }) => touch(spot, group.spot)));
      members[Math.max(0, near)].push(group);
    }
  return members.map((place) => place.flatMap((group) => group.sightings));
};
