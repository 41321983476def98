import type { Cut } from './cuts.ts';
import { count, project, type Words } from './words.ts';

type Part = ReadonlyMap<number, number>;

/** Each trace goes to the part that most of its events belong to; the first of equals. */
const splitChoice = (words: Words, parts: number, partOf: Part): readonly Words[] => {
  const logs = Array.from({ length: parts }, () => new Map<string, number>());
  for (const [word, cases] of words) {
    const events = new Array<number>(parts).fill(0);
    for (let i = 0; i < word.length; i++) events[partOf.get(word.charCodeAt(i)) as number]++;
    const best = events.indexOf(Math.max(...events));
    let kept = '';
    for (let i = 0; i < word.length; i++) if (partOf.get(word.charCodeAt(i)) === best) kept += word[i];
    count(logs[best], kept, cases);
  }
  return logs;
};

/**
 * Each trace is cut into one stretch a part, so that the fewest events lie in a stretch that is not theirs; those are left out.
 * Of equally good cuts the one with the earliest borders. Without deviations that is the only one that leaves nothing out.
 */
const splitSequence = (words: Words, parts: number, partOf: Part): readonly Words[] => {
  const logs = Array.from({ length: parts }, () => new Map<string, number>());
  for (const [word, cases] of words) {
    const n = word.length;
    // least[p][i]: fewest events left out of the first i if the stretches of parts 0 … p end at i; border[p][i]: where stretch p then begins.
    const border = Array.from({ length: parts }, () => new Uint32Array(n + 1));
    let least = new Float64Array(n + 1);
    for (let i = 0; i < n; i++) least[i + 1] = least[i] + (partOf.get(word.charCodeAt(i)) === 0 ? 0 : 1);
    for (let p = 1; p < parts; p++) {
      const next = new Float64Array(n + 1);
      next[0] = least[0];
      for (let i = 1; i <= n; i++) {
        const going = next[i - 1] + (partOf.get(word.charCodeAt(i - 1)) === p ? 0 : 1);
        const fresh = least[i];
        border[p][i] = going <= fresh ? border[p][i - 1] : i;
        next[i] = Math.min(going, fresh);
      }
      least = next;
    }
    let end = n;
    const stretches = new Array<string>(parts);
    for (let p = parts - 1; p >= 0; p--) {
      const begin = p === 0 ? 0 : border[p][end];
      let kept = '';
      for (let i = begin; i < end; i++) if (partOf.get(word.charCodeAt(i)) === p) kept += word[i];
      stretches[p] = kept;
      end = begin;
    }
    stretches.forEach((stretch, p) => {
      count(logs[p], stretch, cases);
    });
  }
  return logs;
};

/** Each trace is cut wherever it changes between body and redo; a redo without body before or after it gets an empty one. */
const splitLoop = (words: Words, parts: number, partOf: Part): readonly Words[] => {
  const logs = Array.from({ length: parts }, () => new Map<string, number>());
  for (const [word, cases] of words) {
    let last = -1;
    let stretch = '';
    for (let i = 0; i <= word.length; i++) {
      const part = i < word.length ? (partOf.get(word.charCodeAt(i)) as number) : -1;
      if (part !== last) {
        if (last >= 0) count(logs[last], stretch, cases);
        if (part !== 0 && last !== 0) count(logs[0], '', cases);
        stretch = '';
        last = part;
      }
      if (i < word.length) stretch += word[i];
    }
  }
  return logs;
};

/** The logs of a cut's parts. Events that a part has no place for, which only happens where noise was filtered, are left out. */
export const splitLog = (words: Words, { op, parts }: Cut): readonly Words[] => {
  const partOf = new Map(parts.flatMap((part, p) => part.map((activity) => [activity, p] as const)));
  switch (op) {
    case 'choice':
      return splitChoice(words, parts.length, partOf);
    case 'sequence':
      return splitSequence(words, parts.length, partOf);
    case 'parallel':
      return parts.map((_, p) => project(words, (activity) => partOf.get(activity) === p));
    case 'loop':
      return splitLoop(words, parts.length, partOf);
  }
};
