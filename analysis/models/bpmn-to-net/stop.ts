import type { BpmnNode } from '../bpmn.ts';
import { bag, type Draft, takes } from './draft.ts';

/** A translated scope with all that is in it. Entering puts one token each in `start` and `alive`, and `size - 1` in `free`; leaving takes one from `done`. */
export interface Fragment {
  readonly start: string;
  readonly done: string;
  /** The places of the tokens that run in the scope itself. */
  readonly running: readonly string[];
  /** Its transitions and those of its inner scopes. */
  readonly drafts: readonly Draft[];
  /** Where the scope must know when nothing runs in it: running tokens + tokens in `free` = `size`. */
  readonly counter: { readonly free: string; readonly size: number } | null;
  /** Where it can be stopped on its own: holds a token while it is not being stopped. */
  readonly alive: string | null;
  /** By cause (a boundary event; null: a terminate event), the place that holds a token while it is being emptied. */
  readonly stopping: ReadonlyMap<BpmnNode | null, string>;
  /** Its inner scopes, each with the place that holds a token while it runs. */
  readonly inner: readonly { readonly place: string; readonly fragment: Fragment }[];
}

/** What empties a scope while a token is in `stopping`: each running token is handed back to `free`, inner scopes before the token that stands for them. */
export const drain = (fragment: Fragment, stopping: string, name: (wanted: string) => string): readonly Draft[] => {
  if (!fragment.counter) return [];
  const { free } = fragment.counter;
  const drop = (id: string, places: readonly string[]): Draft => ({
    id: name(`${stopping}.drop.${id}`),
    label: null,
    element: null,
    takes: bag([stopping, ...places]),
    puts: bag([stopping, free]),
  });
  const hosts = new Set(fragment.inner.map(({ place }) => place));
  const own = fragment.running.filter((place) => !hosts.has(place)).map((place) => drop(place, [place]));
  const closed = fragment.inner.flatMap(({ place, fragment: inner }) => {
    const states = inner.alive === null ? [[]] : [inner.alive, ...inner.stopping.values()].map((state) => [state]);
    const emptied = states.map((state) => {
      const draft = drop(place, [place, ...state]);
      if (inner.counter) takes(draft, inner.counter.free, inner.counter.size);
      return draft;
    });
    return [...drain(inner, stopping, name), ...emptied, drop(inner.done, [place, inner.done])];
  });
  return [...own, ...closed];
};
