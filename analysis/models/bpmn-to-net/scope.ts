import type { Problem } from '../../fault.ts';
import type { Bpmn, BpmnNode } from '../bpmn.ts';
import { explore } from '../explore.ts';
import { reduceNet } from '../reduce.ts';
import { assemble, bag, type Draft, puts, reads, takes } from './draft.ts';
import { draftPaths, type Paths } from './paths.ts';
import { drain, type Fragment } from './stop.ts';
import { scopeGraph } from './vertices.ts';

/** How many markings of one scope are looked at to learn how many tokens it can hold. */
const LIMIT = 50_000;

/** What one scope on its own can do. */
interface Behaviour {
  /** The most tokens that run at once; null: more than can be counted, and why. */
  readonly most: number | null;
  readonly unbounded: boolean;
  /** Endings after which nothing else ever runs. */
  readonly last: ReadonlySet<Draft>;
}

const behaviourOf = ({ drafts, start, endings }: Paths): Behaviour => {
  const last = new Set(endings.map(({ draft }) => draft));
  // Only tokens count here: reducing changes no sum of them, and with every step invisible and every ending visible it leaves little but the endings.
  const marked = drafts.map((draft) => ({ ...draft, label: last.has(draft) ? draft.id : null }));
  const net = reduceNet(assemble(marked, { [start]: 1 }, {}));
  const space = explore(net, LIMIT);
  const sums = Array.from({ length: space.states }, (_, state) =>
    space.tokens.subarray(state * space.places, (state + 1) * space.places).reduce((sum, tokens) => sum + tokens, 0),
  );
  const more = new Set<string>();
  space.to.forEach((state, edge) => {
    if (sums[state] > 0) more.add(net.transitions[space.via[edge]].id);
  });
  for (const draft of last) if (more.has(draft.id)) last.delete(draft);
  return { most: space.stopped ? null : sums.reduce((a, b) => Math.max(a, b)), unbounded: space.stopped?.why === 'unbounded', last };
};

const total = (arcs: ReadonlyMap<string, number>): number => [...arcs.values()].reduce((sum, weight) => sum + weight, 0);

/** Whether an end event throws what a boundary event of its scope catches. */
const throwsTo = (end: BpmnNode, boundary: BpmnNode): boolean =>
  end.kind === 'end' &&
  end.trigger !== undefined &&
  end.trigger === boundary.trigger &&
  (boundary.reference === undefined || end.reference === undefined || boundary.reference === end.reference);

/**
 * Translates one scope with all that is in it. `boundaries`: the interrupting events on its border. `guards`: the places that hold a
 * token while no outer scope is being stopped; nothing in here may happen without them. Remarks are added to `problems`.
 */
export const translateScope = (
  bpmn: Bpmn,
  scope: BpmnNode | null,
  boundaries: readonly BpmnNode[],
  guards: readonly string[],
  name: (wanted: string) => string,
  problems: Problem[],
): Fragment => {
  const { graph, problems: assumed } = scopeGraph(bpmn, scope);
  problems.push(...assumed);
  const prefix = scope ? `${scope.id}.` : '';
  const paths = draftPaths(scope, graph, name, problems);
  const done = name(`${prefix}end`);
  const { most, unbounded, last } = behaviourOf(paths);
  if (most === null)
    problems.push({
      message: `${scope ? `The sub-process “${scope.label}”` : 'The process'} ${
        unbounded ? 'can start paths side by side without end' : `has more than ${LIMIT} states`
      }: it counts as ended at the first end event that is reached, and events that would stop it do so only at its start.`,
      severity: 'warning',
      place: { element: scope?.id ?? bpmn.id },
    });

  const stopsItself = paths.endings.some(({ node, draft }) => node?.kind === 'terminate' && !last.has(draft));
  const stoppable = most !== null && (boundaries.length > 0 || stopsItself);
  const counted = most !== null && (stoppable || guards.length > 0 || paths.endings.some(({ draft }) => !last.has(draft)));
  const counter = counted ? { free: name(`${prefix}free`), size: most } : null;
  const alive = stoppable ? name(`${prefix}alive`) : null;

  // Tokens running + tokens free = size, always: so `size` free tokens mean that nothing runs.
  if (counter)
    for (const draft of paths.drafts) {
      const more = total(draft.puts) - total(draft.takes);
      takes(draft, counter.free, more);
      puts(draft, counter.free, -more);
    }

  const stopping = new Map<BpmnNode | null, string>();
  const added: Draft[] = [];
  const add = (id: string, from: readonly string[], to: readonly string[], element: string | null = null): Draft => {
    const draft: Draft = { id: name(id), label: null, element, takes: bag(from), puts: bag(to) };
    added.push(draft);
    return draft;
  };
  const guarded = (draft: Draft): void => {
    for (const guard of guards) reads(draft, guard);
  };

  const ownGuards = alive === null ? guards : [...guards, alive];
  const inner = paths.hosts.map((host) => {
    const fragment = translateScope(
      bpmn,
      host.node,
      host.stops.map(({ node }) => node),
      ownGuards,
      name,
      problems,
    );
    puts(host.enter, fragment.start);
    if (fragment.counter) puts(host.enter, fragment.counter.free, fragment.counter.size - 1);
    if (fragment.alive !== null) puts(host.enter, fragment.alive);
    takes(host.leave, fragment.done);
    for (const { node, leave } of host.stops) {
      takes(leave, fragment.stopping.get(node) ?? fragment.start);
      if (fragment.counter) takes(leave, fragment.counter.free, fragment.counter.size);
    }
    return { place: host.place, fragment };
  });

  const stoppers = new Set<Draft>();
  if (alive !== null) {
    for (const boundary of boundaries) {
      const place = name(`${prefix}stopping.${boundary.id}`);
      stopping.set(boundary, place);
      const thrown = paths.endings.filter(
        ({ node }) => node && throwsTo(node, boundary) && ![...stoppers].some((each) => each.id === node.id),
      );
      for (const { draft } of thrown) {
        takes(draft, alive);
        puts(draft, place);
        stoppers.add(draft);
      }
      if (thrown.length === 0) guarded(add(`${boundary.id}.stop`, [alive], [place], boundary.id));
    }
    const terminates = paths.endings.filter(({ node }) => node?.kind === 'terminate');
    if (terminates.length > 0) {
      const place = name(`${prefix}stopping`);
      stopping.set(null, place);
      for (const { draft } of terminates) {
        takes(draft, alive);
        puts(draft, place);
        stoppers.add(draft);
      }
      const stopped = add(`${prefix}stopped`, [place], [done]);
      if (counter) takes(stopped, counter.free, counter.size);
      guarded(stopped);
    }
  }
  for (const draft of paths.drafts) {
    guarded(draft);
    if (alive !== null && !stoppers.has(draft)) reads(draft, alive);
  }
  if (counter) {
    const close = add(`${prefix}close`, alive === null ? [] : [alive], [done]);
    takes(close, counter.free, counter.size);
    guarded(close);
  } else for (const { draft } of paths.endings) puts(draft, done);

  const fragment: Fragment = {
    start: paths.start,
    done,
    running: paths.running,
    drafts: [...paths.drafts, ...added, ...inner.flatMap((each) => each.fragment.drafts)],
    counter,
    alive,
    stopping,
    inner,
  };
  return { ...fragment, drafts: [...fragment.drafts, ...[...stopping.values()].flatMap((place) => drain(fragment, place, name))] };
};
