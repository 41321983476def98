import type { Problem } from '../fault.ts';
import type { PetriNet, Soundness } from '../schema/index.ts';
import { explore, markingVector, pathTo, type StateSpace } from './explore.ts';

const MOST_NAMED = 8;

const quoted = (names: readonly string[]): string =>
  names
    .slice(0, MOST_NAMED)
    .map((each) => `“${each}”`)
    .join(', ') + (names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '');

/** Reverse edges grouped by the state they lead to: those into state s are `edges[first[s]] … edges[first[s + 1] - 1]`. */
const incoming = ({ states, to }: StateSpace) => {
  const first = new Uint32Array(states + 1);
  for (const state of to) first[state + 1]++;
  for (let s = 0; s < states; s++) first[s + 1] += first[s];
  const next = first.slice();
  const edges = new Uint32Array(to.length);
  to.forEach((state, edge) => {
    edges[next[state]++] = edge;
  });
  return { first, edges };
};

/** Whether each state can still reach the goal. */
const canReach = (space: StateSpace, goal: number): Uint8Array => {
  const reaches = new Uint8Array(space.states);
  const { first, edges } = incoming(space);
  const queue = [goal];
  reaches[goal] = 1;
  while (queue.length > 0) {
    const state = queue.pop() as number;
    for (let i = first[state]; i < first[state + 1]; i++) {
      const before = space.from[edges[i]];
      if (reaches[before]) continue;
      reaches[before] = 1;
      queue.push(before);
    }
  }
  return reaches;
};

/**
 * Classical soundness (van der Aalst, "The Application of Petri Nets to Workflow Management", 1998, p. 21), by looking at every reachable marking:
 * from each one the final marking can be reached, no marking holds more than the final one, no transition is dead, and tokens do not pile up.
 * Beyond `limit` markings the verdict is `unknown`, unless what was seen already decides it. Each problem names elements, by `names` where
 * they are not steps, and the way that leads to it.
 */
export const soundness = (net: PetriNet, limit = 50_000, names: ReadonlyMap<string, string> = new Map()): Soundness => {
  const space = explore(net, limit);
  const { places, states, tokens } = space;
  const problems: Problem[] = [];

  const stepsOf = (path: readonly number[]): string => {
    const steps = path.map((t) => net.transitions[t].label).filter((label) => label !== null);
    if (steps.length === 0) return 'at the start';
    const shown = steps.length > 12 ? ['…', ...steps.slice(-12)] : steps;
    return `after ${shown.map((step) => (step === '…' ? step : `“${step}”`)).join(', ')}`;
  };
  const elementOf = (t: number): string => net.transitions[t].element ?? net.transitions[t].id;
  const nameOf = (t: number): string => net.transitions[t].label ?? names.get(elementOf(t)) ?? elementOf(t);
  const inputs = net.transitions.map(() => [] as { place: number; weight: number }[]);
  const placeIndex = new Map(net.places.map(({ id }, i) => [id, i]));
  const transitionIndex = new Map(net.transitions.map(({ id }, i) => [id, i]));
  for (const { from, to, weight } of net.arcs) {
    const place = placeIndex.get(from);
    if (place !== undefined) inputs[transitionIndex.get(to) as number].push({ place, weight });
  }
  const held = (state: number, place: number): number => tokens[state * places + place];
  const usersOf = net.places.map((_, p) => net.transitions.flatMap((_, t) => (inputs[t].some(({ place }) => place === p) ? [t] : [])));
  /** The transitions that a stuck token waits for: those it alone leads to, so that places which many transitions share (counters) say nothing. */
  const waiting = (state: number): readonly number[] => {
    const marked = usersOf.filter((users, p) => users.length > 0 && held(state, p) > 0);
    const fewest = Math.min(...marked.map((users) => users.length));
    return [...new Set(marked.filter((users) => users.length === fewest).flat())];
  };
  const unsound = (message: string, element?: string, hint?: string, count?: number): void => {
    problems.push({
      message,
      severity: 'error',
      ...(element === undefined ? {} : { place: { element } }),
      ...(count === undefined ? {} : { count }),
      hint,
    });
  };

  if (space.stopped?.why === 'unbounded') {
    const { state, place } = space.stopped;
    const path = pathTo(space, state);
    const element = path.length > 0 ? elementOf(path[path.length - 1]) : net.places[place].id;
    unsound(
      `Work can pile up without end: ${stepsOf(path)}, the same point is reached again with more paths running than before (place “${net.places[place].id}”).`,
      element,
      'A parallel split lies on a loop and its paths are not joined before the loop goes round.',
    );
    return { verdict: 'unsound', states, problems };
  }

  const goal = markingVector(net, net.final);
  let final = -1;
  const beyond: number[] = [];
  for (let s = 0; s < states; s++) {
    let covers = true;
    let equal = true;
    for (let p = 0; p < places && covers; p++) {
      covers = held(s, p) >= goal[p];
      equal &&= held(s, p) === goal[p];
    }
    if (covers && equal) final = s;
    else if (covers && goal.some((count) => count > 0)) beyond.push(s);
  }
  if (beyond.length > 0) {
    const left = net.places.flatMap(({ id }, p) => (held(beyond[0], p) > goal[p] ? [id] : []));
    const busy = net.transitions.flatMap((_, t) => (inputs[t].some(({ place }) => held(beyond[0], place) > goal[place]) ? [t] : []));
    unsound(
      `A case can reach its end while work is still open: ${stepsOf(pathTo(space, beyond[0]))}, ${
        busy.length > 0 ? `${quoted([...new Set(busy.map(nameOf))])} can still follow` : `a token is left in ${quoted(left)}`
      }.`,
      busy.length > 0 ? elementOf(busy[0]) : left[0],
      'Paths that run side by side must be joined before the end.',
      beyond.length,
    );
  }

  if (space.stopped === null) {
    if (final < 0)
      unsound(
        'No case can ever be complete: the final marking is never reached.',
        undefined,
        'Follow the paths from the start: one of the steps below cannot go on.',
      );
    const reaches = final < 0 ? new Uint8Array(states) : canReach(space, final);
    const goesOn = new Uint8Array(states);
    for (const state of space.from) goesOn[state] = 1;
    const beyondSet = new Set(beyond);
    const lost = Array.from({ length: states }, (_, s) => s).filter((s) => !reaches[s] && !beyondSet.has(s));
    const stuck = lost.filter((s) => !goesOn[s]);
    if (stuck.length > 0) {
      const needy = waiting(stuck[0]);
      unsound(
        `A case can get stuck: ${stepsOf(pathTo(space, stuck[0]))}, ${
          needy.length > 0 ? `${quoted([...new Set(needy.map(nameOf))])} waits for something that never comes` : 'nothing can follow'
        }.`,
        needy.length > 0 ? elementOf(needy[0]) : undefined,
        'Often a parallel gateway joins paths of which only one was taken; an exclusive one would let it pass.',
        stuck.length,
      );
    }
    // Only where no dead end explains it: states from which the case goes round for ever.
    if (stuck.length === 0 && lost.length > 0 && beyond.length === 0 && final >= 0) {
      const path = pathTo(space, lost[0]);
      unsound(
        `A case can go round for ever without a way to the end: ${stepsOf(path)}.`,
        path.length > 0 ? elementOf(path[path.length - 1]) : undefined,
        'Draw a way out of the loop.',
        lost.length,
      );
    }
    const fired = new Set(space.via);
    const dead = net.transitions.flatMap((_, t) => (fired.has(t) ? [] : [t]));
    if (dead.length > 0) {
      // A step that cannot happen is what the reader knows; routing that cannot happen is said only where no step says it.
      const visible = dead.filter((t) => net.transitions[t].label !== null);
      const named = visible.length > 0 ? visible : dead;
      unsound(
        `${visible.length > 0 ? 'Steps' : 'Parts'} that can never happen: ${quoted([...new Set(named.map(nameOf))])}.`,
        elementOf(named[0]),
        'No path from the start leads there, or it waits for paths that exclude each other.',
        named.length,
      );
    }
  }
  if (problems.length > 0) return { verdict: 'unsound', states, problems };
  if (space.stopped)
    return {
      verdict: 'unknown',
      states,
      problems: [
        {
          message: `The process has more than ${states} states; the ones looked at show no problem, the rest were not looked at.`,
          severity: 'warning',
          hint: 'Many paths run side by side. Splitting the model into sub-processes makes it checkable.',
        },
      ],
    };
  return { verdict: 'sound', states, problems };
};
