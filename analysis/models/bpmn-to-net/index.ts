import type { Problem } from '../../fault.ts';
import type { PetriNet } from '../../schema/index.ts';
import type { Bpmn } from '../bpmn.ts';
import { explore } from '../explore.ts';
import { reduceNet } from '../reduce.ts';
import { assemble, bag, type Draft, naming, puts } from './draft.ts';
import { translateScope } from './scope.ts';

/** Up to this many markings are looked at to leave out routing of our own making that can never be needed. */
const LIMIT = 20_000;

/** Without invisible transitions that never fire and whose element, if they have one, does happen by another: alternatives that this drawing does not need. */
const withoutIdle = (net: PetriNet): PetriNet => {
  const space = explore(net, LIMIT);
  if (space.stopped) return net;
  const fired = new Set(space.via.map((t) => net.transitions[t].id));
  const happens = new Set(net.transitions.flatMap(({ id, element }) => (element !== undefined && fired.has(id) ? [element] : [])));
  const idle = new Set(
    net.transitions.flatMap(({ id, label, element }) =>
      label === null && !fired.has(id) && (element === undefined || happens.has(element)) ? [id] : [],
    ),
  );
  const arcs = net.arcs.filter(({ from, to }) => !idle.has(from) && !idle.has(to));
  return { ...net, transitions: net.transitions.filter(({ id }) => !idle.has(id)), arcs };
};

/**
 * The workflow net of a process: a token in its one source place, done when one is in its one sink place and nowhere else.
 * Steps are its visible transitions, each with the `element` that draws it; everything else is invisible.
 * `problems` names every assumption; the rules are in the folder's README.
 */
export const bpmnToNet = (bpmn: Bpmn): { readonly net: PetriNet; readonly problems: readonly Problem[] } => {
  const problems: Problem[] = [];
  const name = naming();
  const fragment = translateScope(bpmn, null, [], [], name, problems);
  if (fragment.counter === null)
    return { net: withoutIdle(reduceNet(assemble(fragment.drafts, { [fragment.start]: 1 }, { [fragment.done]: 1 }))), problems };
  const source = name('source');
  const begin: Draft = { id: name('begin'), label: null, element: null, takes: bag([source]), puts: bag([fragment.start]) };
  puts(begin, fragment.counter.free, fragment.counter.size - 1);
  if (fragment.alive !== null) puts(begin, fragment.alive);
  return { net: withoutIdle(reduceNet(assemble([begin, ...fragment.drafts], { [source]: 1 }, { [fragment.done]: 1 }))), problems };
};
