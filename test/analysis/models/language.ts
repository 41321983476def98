import type { PetriNet, ProcessTree } from '../../../analysis/schema/index.ts';

/** All words of at most `length` steps that a bounded net accepts, each its labels joined by a comma. Slow and plain on purpose: it shares no code with what it checks. */
export const wordsOfNet = (net: PetriNet, length: number): ReadonlySet<string> => {
  type Tokens = ReadonlyMap<string, number>;
  const key = (tokens: Tokens): string =>
    [...tokens]
      .filter(([, count]) => count > 0)
      .map(([place, count]) => `${place}=${count}`)
      .sort()
      .join(' ');
  const successors = (tokens: Tokens): { label: string | null; next: Tokens }[] =>
    net.transitions.flatMap(({ id, label }) => {
      const next = new Map(tokens);
      for (const { from, to, weight } of net.arcs) if (to === id) next.set(from, (next.get(from) ?? 0) - weight);
      if ([...next.values()].some((count) => count < 0)) return [];
      for (const { from, to, weight } of net.arcs) if (from === id) next.set(to, (next.get(to) ?? 0) + weight);
      return [{ label, next }];
    });
  const known = new Map<string, { label: string | null; to: string }[]>();
  const edges = (tokens: Tokens): { label: string | null; to: string }[] => {
    const at = key(tokens);
    const found = known.get(at);
    if (found) return found;
    const made: { label: string | null; to: string }[] = [];
    known.set(at, made);
    for (const { label, next } of successors(tokens)) {
      made.push({ label, to: key(next) });
      edges(next);
    }
    return made;
  };
  const start: Tokens = new Map(Object.entries(net.initial));
  edges(start);
  const closure = (states: ReadonlySet<string>): ReadonlySet<string> => {
    const closed = new Set(states);
    for (const state of closed) for (const { label, to } of known.get(state) ?? []) if (label === null) closed.add(to);
    return closed;
  };
  const goal = key(new Map(Object.entries(net.final)));
  const words = new Set<string>();
  const walk = (word: readonly string[], states: ReadonlySet<string>): void => {
    if (states.has(goal)) words.add(word.join(','));
    if (word.length === length) return;
    const after = new Map<string, Set<string>>();
    for (const state of states)
      for (const { label, to } of known.get(state) ?? []) {
        if (label === null) continue;
        const reached = after.get(label) ?? new Set<string>();
        after.set(label, reached);
        reached.add(to);
      }
    for (const [label, reached] of after) walk([...word, label], closure(reached));
  };
  walk([], closure(new Set([key(start)])));
  return words;
};

type Word = readonly string[];

const shuffles = (a: Word, b: Word): Word[] => {
  if (a.length === 0) return [b];
  if (b.length === 0) return [a];
  return [...shuffles(a.slice(1), b).map((rest) => [a[0], ...rest]), ...shuffles(a, b.slice(1)).map((rest) => [b[0], ...rest])];
};

/** All words of at most `length` steps of a process tree, from the definition of its operators. */
export const wordsOfTree = (tree: ProcessTree, length: number): ReadonlySet<string> => {
  const distinct = (words: readonly Word[]): Word[] => [
    ...new Map(words.filter((word) => word.length <= length).map((word) => [word.join(','), word])).values(),
  ];
  const combine = (left: readonly Word[], right: readonly Word[], join: (a: Word, b: Word) => Word[]): Word[] =>
    distinct(left.flatMap((a) => right.flatMap((b) => (a.length + b.length > length ? [] : join(a, b)))));
  const follow = (a: Word, b: Word): Word[] => [[...a, ...b]];
  const words = (part: ProcessTree): Word[] => {
    if ('activity' in part) return [[part.activity]];
    if ('tau' in part) return [[]];
    const children = part.children.map(words);
    switch (part.op) {
      case 'sequence':
        return children.reduce((left, right) => combine(left, right, follow));
      case 'choice':
        return distinct(children.flat());
      case 'parallel':
        return children.reduce((left, right) => combine(left, right, shuffles));
      case 'or': {
        const subsets = Array.from({ length: (1 << children.length) - 1 }, (_, i) => children.filter((_child, c) => (i + 1) & (1 << c)));
        return distinct(subsets.flatMap((subset) => subset.reduce((left, right) => combine(left, right, shuffles))));
      }
      case 'loop': {
        const [body, ...redo] = children;
        let all = body;
        for (let size = -1; size !== all.length; ) {
          size = all.length;
          all = distinct([...all, ...combine(combine(all, redo.flat(), follow), body, follow)]);
        }
        return all;
      }
    }
  };
  return new Set(words(tree).map((word) => word.join(',')));
};

/** Whether a tree without repeated labels accepts a word, from the definition of its operators. */
export const accepts = (tree: ProcessTree, word: Word): boolean => {
  const letters = new Map<ProcessTree, ReadonlySet<string>>();
  const lettersOf = (part: ProcessTree): ReadonlySet<string> => {
    const known = letters.get(part);
    if (known) return known;
    const found = new Set(
      'activity' in part ? [part.activity] : 'tau' in part ? [] : part.children.flatMap((child) => [...lettersOf(child)]),
    );
    letters.set(part, found);
    return found;
  };
  const knows = (part: ProcessTree, of: Word): boolean => of.every((letter) => lettersOf(part).has(letter));
  const check = (part: ProcessTree, of: Word): boolean => {
    if ('activity' in part) return of.length === 1 && of[0] === part.activity;
    if ('tau' in part) return of.length === 0;
    if (!knows(part, of)) return false;
    const { op, children } = part;
    const project = (child: ProcessTree): Word => of.filter((letter) => lettersOf(child).has(letter));
    switch (op) {
      case 'choice':
        return children.some((child) => knows(child, of) && check(child, of));
      case 'parallel':
        return children.every((child) => check(child, project(child)));
      case 'sequence':
        return children.flatMap(project).join() === of.join() && children.every((child) => check(child, project(child)));
      case 'or':
        return (
          children.some((child) => check(child, project(child))) &&
          children.every((child) => project(child).length === 0 || check(child, project(child)))
        );
      case 'loop': {
        // after[i]: a body can end before position i; before[i]: a body can begin there.
        const [body, ...redo] = children;
        const after = new Set<number>();
        const before = new Set([0]);
        for (let end = 0; end <= of.length; end++) {
          for (let round = 0; round < 2; round++) {
            for (const begin of before)
              if (begin <= end && knows(body, of.slice(begin, end)) && check(body, of.slice(begin, end))) after.add(end);
            for (const begin of after)
              if (begin <= end && redo.some((way) => knows(way, of.slice(begin, end)) && check(way, of.slice(begin, end)))) before.add(end);
          }
        }
        return after.has(of.length);
      }
    }
  };
  return check(tree, word);
};
