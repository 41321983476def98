import type { PetriNet } from '../../../analysis/schema/index.ts';
import type { Random } from '../../../fixtures/random.ts';

/** A net from lines such as `a: p q > r` (transition a takes from p and q and puts into r; a label `~x` is invisible). One token from `start` to `end`. */
export const netOf = (...lines: readonly string[]): PetriNet => {
  const places = new Set(['start', 'end']);
  const arcs: PetriNet['arcs'] = [];
  const transitions = lines.map((line, i) => {
    const [label, flow] = line.split(':');
    const [from, to] = flow.split('>').map((side) => side.trim().split(/\s+/).filter(Boolean));
    const id = `t${i}`;
    for (const place of from) {
      places.add(place);
      arcs.push({ from: place, to: id, weight: 1 });
    }
    for (const place of to) {
      places.add(place);
      arcs.push({ from: id, to: place, weight: 1 });
    }
    return { id, label: label.startsWith('~') ? null : label };
  });
  return { places: [...places].map((id) => ({ id })), transitions, arcs, initial: { start: 1 }, final: { end: 1 } };
};

/** The net with one random change, after which it may be unsound, unbounded, or impossible to complete. */
export const mutate = (net: PetriNet, random: Random): PetriNet => {
  const place = (): string => random.pick(net.places).id;
  const transition = () => random.pick(net.transitions);
  const other = transition();
  switch (random.whole(0, 6)) {
    case 0:
      return { ...net, arcs: net.arcs.filter((arc) => arc !== random.pick(net.arcs)) };
    case 1:
      return { ...net, arcs: [...net.arcs, { from: transition().id, to: place(), weight: 1 }] };
    case 2:
      return { ...net, arcs: [...net.arcs, { from: place(), to: transition().id, weight: 1 }] };
    case 3:
      return { ...net, transitions: net.transitions.map((each) => (each === other ? { ...each, label: null } : each)) };
    case 4:
      return { ...net, transitions: net.transitions.map((each) => (each === other ? { ...each, label: transition().label } : each)) };
    case 5: {
      const id = `extra${net.transitions.length}`;
      const arcs = [
        { from: place(), to: id, weight: 1 },
        { from: id, to: place(), weight: 1 },
      ];
      return { ...net, transitions: [...net.transitions, { id, label: null }], arcs: [...net.arcs, ...arcs] };
    }
    default:
      return { ...net, arcs: net.arcs.map((arc) => (random.chance(1 / net.arcs.length) ? { ...arc, weight: 2 } : arc)) };
  }
};

/** The textbook nets N1, N2 and N3 of van der Aalst, “Process Mining”, chapter on conformance checking. */
export const N1 = netOf(
  'a: start > c1 c2',
  'b: c1 > c3',
  'c: c1 > c3',
  'd: c2 > c4',
  'e: c3 c4 > c5',
  'f: c5 > c1 c2',
  'g: c5 > end',
  'h: c5 > end',
);
export const N2 = netOf(
  'a: start > p1',
  'c: p1 > p2',
  'b: p1 > p2',
  'd: p2 > p3',
  'e: p3 > p4',
  'f: p4 > p1',
  'g: p4 > end',
  'h: p4 > end',
);
export const N3 = netOf('a: start > p1 p2', 'c: p1 > p3', 'd: p2 > p4', 'e: p3 p4 > p5', 'h: p5 > end');

/** The textbook log with them: 1,391 cases in 21 variants. */
export const TEXTBOOK: Readonly<Record<string, number>> = {
  acdeh: 455,
  abdeg: 191,
  adceh: 177,
  abdeh: 144,
  acdeg: 111,
  adceg: 82,
  adbeh: 56,
  acdefdbeh: 47,
  adbeg: 38,
  acdefbdeh: 33,
  acdefbdeg: 14,
  acdefdbeg: 11,
  adcefcdeh: 9,
  adcefdbeh: 8,
  adcefbdeg: 5,
  acdefbdefdbeg: 3,
  adcefdbeg: 2,
  adcefbdefbdeg: 2,
  adcefdbefbdeh: 1,
  adbefbdefdbeg: 1,
  adcefdbefcdefdbeg: 1,
};
