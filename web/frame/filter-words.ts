import type { Condition } from '../../analysis/schema/index.ts';
import { count, date, duration } from '../format.ts';

type Kind = Condition['kind'];

/** The kinds of conditions as the menu offers them. */
export const kinds: readonly { readonly kind: Kind; readonly title: string; readonly hint: string }[] = [
  { kind: 'activity', title: 'Contains an activity', hint: 'cases in which it is done' },
  { kind: 'follows', title: 'One activity follows another', hint: 'directly or eventually' },
  { kind: 'starts', title: 'Starts with', hint: 'the first activity' },
  { kind: 'ends', title: 'Ends with', hint: 'the last activity' },
  { kind: 'rework', title: 'Repeats an activity', hint: 'done more than once' },
  { kind: 'handoff', title: 'Handed from team to team', hint: 'directly after each other' },
  { kind: 'variant', title: 'Follows a variant', hint: 'a whole sequence' },
  { kind: 'attribute', title: 'Has a value', hint: 'resource, team or attribute' },
  { kind: 'time', title: 'In a period', hint: 'from one day to another' },
  { kind: 'duration', title: 'Takes this long', hint: 'throughput time' },
  { kind: 'case', title: 'Is one of these cases', hint: 'by case id' },
];

/** A few names with “or” between them: `A or B`, `A, B or 3 more`. */
const some = (names: readonly string[], joint = 'or'): string => {
  if (names.length <= 1) return names[0] ?? '';
  if (names.length <= 3) return `${names.slice(0, -1).join(', ')} ${joint} ${names.at(-1)}`;
  return `${names.slice(0, 2).join(', ')} ${joint} ${count(names.length - 2)} more`;
};

/** A condition in words: what it asks, and of what. `column` gives an attribute's own name. */
export const words = (
  it: Condition,
  column: (name: string) => string = (name) => name,
): { readonly verb: string; readonly what: string } => {
  const yes = it.keep;
  switch (it.kind) {
    case 'activity':
      return { verb: yes ? 'with' : 'without', what: some(it.activities, it.mode === 'all' ? 'and' : 'or') };
    case 'starts':
      return { verb: yes ? 'starts with' : 'does not start with', what: some(it.activities) };
    case 'ends':
      return { verb: yes ? 'ends with' : 'does not end with', what: some(it.activities) };
    case 'variant':
      return {
        verb: yes ? 'follows' : 'does not follow',
        what: it.variants.length === 1 ? `variant ${it.variants[0]! + 1}` : `variants ${some(it.variants.map((n) => String(n + 1)))}`,
      };
    case 'case':
      return { verb: yes ? 'is' : 'is not', what: it.cases.length <= 2 ? some(it.cases) : `one of ${count(it.cases.length)} cases` };
    case 'attribute':
      return { verb: `${column(it.column)} ${yes ? 'is' : 'is not'}`, what: some(it.values.map((value) => value ?? 'missing')) };
    case 'duration': {
      const verb = yes ? 'takes' : 'does not take';
      if (it.minMs !== null && it.maxMs !== null) return { verb, what: `${duration(it.minMs)} to ${duration(it.maxMs)}` };
      return it.minMs !== null
        ? { verb, what: `${duration(it.minMs)} or longer` }
        : { verb, what: it.maxMs === null ? 'any time' : `${duration(it.maxMs)} or less` };
    }
    case 'time': {
      const mode = { contained: 'wholly', touching: 'under way', started: 'started', ended: 'ended' }[it.mode];
      const until = it.to === null ? null : date(new Date(Date.parse(it.to) - 1));
      const what =
        it.from !== null && until !== null
          ? `${date(it.from)} – ${until}`
          : it.from !== null
            ? `from ${date(it.from)}`
            : until !== null
              ? `until ${until}`
              : 'at any time';
      return { verb: `${yes ? '' : 'not '}${mode}`, what };
    }
    case 'follows':
      return { verb: yes ? '' : 'never', what: `${it.from} ${it.directly ? '→' : '⇢'} ${it.to}` };
    case 'handoff':
      return { verb: yes ? 'handed' : 'never handed', what: `${it.from} → ${it.to}` };
    case 'rework':
      return { verb: yes ? 'repeats' : 'does not repeat', what: it.activity ?? 'any activity' };
  }
};
