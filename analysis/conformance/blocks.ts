import type { Compiled } from './compile.ts';

/**
 * A net as blocks within blocks. A step is a transition; −1 stands for nothing at all. A loop does its first child, then any number of times the
 * second and the first again.
 */
export type Block =
  | { readonly kind: 'step'; readonly transition: number }
  | { readonly kind: 'sequence' | 'choice' | 'parallel' | 'loop'; readonly children: readonly Block[] };

/** Part of a net that is one transition seen from outside. */
interface Part {
  readonly block: Block;
  readonly takes: Set<number>;
  readonly gives: Set<number>;
}

const NOTHING: Block = { kind: 'step', transition: -1 };

/**
 * The blocks of a net, or null if it is not made of blocks. Parts of the net that are a sequence, a choice, parallel branches or a loop are folded
 * into one transition until a single one is left between start and end (van Zelst and Leemans, “Translating Workflow Nets to Process Trees: An
 * Algorithmic Approach”, 2020). Every folding keeps what the net can do, so the alignments of the blocks are those of the net.
 */
export const blocksOf = (net: Compiled): Block | null => {
  const single = (marking: Uint16Array): number => (marking.reduce((sum, tokens) => sum + tokens, 0) === 1 ? marking.indexOf(1) : -1);
  const initial = single(net.initial);
  let final = single(net.final);
  if (initial < 0 || final < 0) return null;

  const parts = new Set<Part>();
  const givers: Set<Part>[] = Array.from({ length: net.places }, () => new Set());
  const takers: Set<Part>[] = Array.from({ length: net.places }, () => new Set());
  const places = new Set<number>(givers.keys());
  const put = (part: Part): Part => {
    parts.add(part);
    for (const place of part.takes) takers[place].add(part);
    for (const place of part.gives) givers[place].add(part);
    return part;
  };
  const drop = (part: Part): void => {
    parts.delete(part);
    for (const place of part.takes) takers[place].delete(part);
    for (const place of part.gives) givers[place].delete(part);
  };
  const dropPlace = (place: number): void => {
    for (const part of givers[place]) part.gives.delete(place);
    for (const part of takers[place]) part.takes.delete(place);
    places.delete(place);
  };
  const fold = (gone: readonly Part[], block: Block, takes: ReadonlySet<number>, gives: ReadonlySet<number>): void => {
    gone.forEach(drop);
    put({ block, takes: new Set(takes), gives: new Set(gives) });
  };

  for (let t = 0; t < net.transitions; t++) {
    const takes = new Map<number, number>();
    for (let k = net.takeAt[t]; k < net.takeAt[t + 1]; k++) takes.set(net.takePlace[k], net.takeWeight[k]);
    const gives = new Map(takes);
    for (let k = net.effectAt[t]; k < net.effectAt[t + 1]; k++)
      gives.set(net.effectPlace[k], (gives.get(net.effectPlace[k]) ?? 0) + net.effect[k]);
    if ([...takes.values(), ...gives.values()].some((weight) => weight > 1)) return null;
    const given = [...gives].flatMap(([place, weight]) => (weight > 0 ? [place] : []));
    put({ block: { kind: 'step', transition: t }, takes: new Set(takes.keys()), gives: new Set(given) });
  }

  /** The only member; undefined if there are none or more. */
  const only = <T>(set: ReadonlySet<T>): T | undefined => (set.size === 1 ? [...set][0] : undefined);
  const inner = (place: number): boolean => place !== initial && place !== final;

  /** A part that goes from a place back to it: the place becomes two, with a loop between them. */
  const loopsAtOnePlace = (part: Part): boolean => {
    const [from, to] = [only(part.takes), only(part.gives)];
    if (from === undefined || from !== to) return false;
    drop(part);
    const after = givers.length;
    givers.push(new Set());
    takers.push(new Set());
    places.add(after);
    for (const taker of [...takers[from]]) {
      taker.takes.delete(from);
      taker.takes.add(after);
      takers[from].delete(taker);
      takers[after].add(taker);
    }
    if (final === from) final = after;
    put({ block: join('loop', NOTHING, part.block), takes: new Set([from]), gives: new Set([after]) });
    return true;
  };
  const isLoop = (part: Part): boolean => {
    const [from, to] = [only(part.takes), only(part.gives)];
    if (from === undefined || to === undefined || takers[from].size > 1 || givers[to].size > 1) return false;
    // Two parts that lead to each other: the one that can be entered is the body.
    if (from !== initial && givers[from].size === 1) return false;
    for (const back of takers[to])
      if (only(back.takes) === to && only(back.gives) === from) {
        fold([part, back], join('loop', part.block, back.block), part.takes, part.gives);
        return true;
      }
    return false;
  };
  const isSequence = (place: number): boolean => {
    const [before, after] = [only(givers[place]), only(takers[place])];
    if (!inner(place) || !before || !after || before === after || before.gives.size > 1 || after.takes.size > 1) return false;
    fold([before, after], join('sequence', before.block, after.block), before.takes, after.gives);
    dropPlace(place);
    return true;
  };
  const isChoice = (part: Part): boolean => {
    const [place] = part.takes;
    for (const other of takers[place] ?? [])
      if (other !== part && same(other.takes, part.takes) && same(other.gives, part.gives)) {
        fold([part, other], join('choice', part.block, other.block), part.takes, part.gives);
        return true;
      }
    return false;
  };
  /** A branch between the part that splits and the one that joins, or a place that is such a branch without anything in it. */
  const branchFrom = (split: Part, place: number) => {
    const part = only(takers[place]);
    if (!part || !inner(place) || givers[place].size > 1) return null;
    const to = only(part.gives);
    const joiner = to === undefined ? undefined : only(takers[to]);
    const isBranch = to !== undefined && joiner && joiner !== split && part.takes.size === 1 && inner(to) && givers[to].size === 1;
    return isBranch ? { part, place, to, joiner } : { part: null, place, to: place, joiner: part };
  };
  const isParallel = (split: Part): boolean => {
    if (split.gives.size < 2) return false;
    const branches = [...split.gives].flatMap((place) => branchFrom(split, place) ?? []);
    for (const one of branches)
      for (const two of branches) {
        if (one === two || one.joiner !== two.joiner || one.joiner === split) continue;
        if (two.part === null) dropPlace(two.place);
        else if (one.part !== null) {
          drop(two.part);
          dropPlace(two.place);
          dropPlace(two.to);
          fold([one.part], join('parallel', one.part.block, two.part.block), one.part.takes, one.part.gives);
        } else continue;
        return true;
      }
    return false;
  };

  for (let changed = true; changed; ) {
    changed = false;
    for (const place of [...places]) if (places.has(place) && isSequence(place)) changed = true;
    for (const part of [...parts])
      if (parts.has(part) && (loopsAtOnePlace(part) || isChoice(part) || isLoop(part) || isParallel(part))) changed = true;
  }
  const whole = only(parts);
  const spans = whole && only(whole.takes) === initial && only(whole.gives) === final && initial !== final;
  return spans && places.size === 2 ? whole.block : null;
};

const same = (a: ReadonlySet<number>, b: ReadonlySet<number>): boolean => a.size === b.size && [...a].every((each) => b.has(each));

const join = (kind: 'sequence' | 'choice' | 'parallel' | 'loop', one: Block, two: Block): Block => {
  if (kind === 'loop') return { kind, children: [one, two] };
  const flat = (block: Block): readonly Block[] => (block.kind === kind ? block.children : [block]);
  return { kind, children: [...flat(one), ...flat(two)] };
};
