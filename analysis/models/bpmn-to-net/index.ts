import type { Problem } from '../../fault.ts';
import type { PetriNet } from '../../schema/index.ts';
import type { Bpmn } from '../bpmn.ts';
import { reduceNet } from '../reduce.ts';
import { assemble, bag, type Draft, naming, puts } from './draft.ts';
import { translateScope } from './scope.ts';

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
    return { net: reduceNet(assemble(fragment.drafts, { [fragment.start]: 1 }, { [fragment.done]: 1 })), problems };
  const source = name('source');
  const begin: Draft = { id: name('begin'), label: null, element: null, takes: bag([source]), puts: bag([fragment.start]) };
  puts(begin, fragment.counter.free, fragment.counter.size - 1);
  if (fragment.alive !== null) puts(begin, fragment.alive);
  return { net: reduceNet(assemble([begin, ...fragment.drafts], { [source]: 1 }, { [fragment.done]: 1 })), problems };
};
