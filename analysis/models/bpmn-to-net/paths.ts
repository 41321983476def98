import type { Problem } from '../../fault.ts';
import type { BpmnNode } from '../bpmn.ts';
import { bag, type Draft, puts } from './draft.ts';
import { enclosedBlock } from './inclusive.ts';
import type { ScopeGraph, Vertex } from './vertices.ts';

/** An unstructured inclusive join of more flows than this joins each alone or all together. */
const MOST_JOINED = 6;

/** An inner scope as its outer one sees it: a token in `place` while it runs. */
export interface Host {
  readonly node: BpmnNode;
  readonly place: string;
  readonly enter: Draft;
  readonly leave: Draft;
  /** Its interrupting boundary events, each with the transition that leaves by it. */
  readonly stops: readonly { readonly node: BpmnNode; readonly leave: Draft }[];
}

/** One scope drawn as transitions between the places of its flows; inner scopes are still closed, and what ends a path puts nothing anywhere. */
export interface Paths {
  readonly start: string;
  /** Every place that holds a running token, `start` included. */
  readonly running: readonly string[];
  readonly drafts: readonly Draft[];
  readonly endings: readonly { readonly node: BpmnNode | null; readonly draft: Draft }[];
  readonly hosts: readonly Host[];
}

/** Translates the nodes of one scope, by the rules in the folder's README. */
export const draftPaths = (scope: BpmnNode | null, graph: ScopeGraph, name: (wanted: string) => string, problems: Problem[]): Paths => {
  const prefix = scope ? `${scope.id}.` : '';
  const start = name(`${prefix}start`);
  const places = new Map<string, string>();
  const running: string[] = [start];
  const control = (wanted: string): string => {
    const place = name(wanted);
    running.push(place);
    return place;
  };
  const placeOf = (edge: { readonly place: string }): string => {
    const known = places.get(edge.place);
    if (known !== undefined) return known;
    const place = control(edge.place);
    places.set(edge.place, place);
    return place;
  };

  const drafts: Draft[] = [];
  const endings: { node: BpmnNode | null; draft: Draft }[] = [];
  const draft = (
    id: string,
    from: readonly string[],
    to: readonly string[],
    label: string | null = null,
    element: string | null = null,
  ): Draft => {
    const made: Draft = { id: name(id), label, element, takes: bag(from), puts: bag(to) };
    drafts.push(made);
    return made;
  };
  const hosts: Host[] = [];

  const entries = new Map<Vertex, string>();
  const entry = (vertex: Vertex): string => {
    if (vertex.ins.length > 0) return placeOf(vertex.ins[0]);
    const place = entries.get(vertex) ?? control(`${vertex.id}.in`);
    entries.set(vertex, place);
    return place;
  };
  const exit = (vertex: Vertex): string => placeOf(vertex.outs[0]);

  /** An activity with its boundary events and its loop marker around it. */
  const activity = (vertex: Vertex): void => {
    const node = vertex.node as BpmnNode;
    let before = entry(vertex);
    let after = exit(vertex);
    if (node.repeats !== undefined) {
      const [again, last] = [control(`${vertex.id}.again`), control(`${vertex.id}.last`)];
      draft(`${vertex.id}.begin`, [before], [again], null, vertex.id);
      draft(`${vertex.id}.repeat`, [last], [again], null, vertex.id);
      draft(`${vertex.id}.finish`, [last], [after], null, vertex.id);
      if (node.repeats === 0) draft(`${vertex.id}.none`, [before], [after], null, vertex.id);
      [before, after] = [again, last];
    }
    for (const boundary of vertex.boundaries)
      if (boundary.node?.interrupts === false) {
        const next = control(`${vertex.id}.${boundary.id}`);
        draft(`${boundary.id}.none`, [before], [next], null, boundary.id);
        draft(boundary.id, [before], [next, exit(boundary)], null, boundary.id);
        before = next;
      }
    const interrupting = vertex.boundaries.filter((boundary) => boundary.node?.interrupts !== false);
    if (vertex.kind === 'scope') {
      const place = control(`${vertex.id}.running`);
      const enter = draft(`${vertex.id}.enter`, [before], [place], null, vertex.id);
      const leave = draft(`${vertex.id}.leave`, [place], [after], null, vertex.id);
      const stops = interrupting.map((boundary) => ({
        node: boundary.node as BpmnNode,
        leave: draft(boundary.id, [place], [exit(boundary)], null, boundary.id),
      }));
      hosts.push({ node, place, enter, leave, stops });
      return;
    }
    const label = vertex.kind === 'step' ? node.label : null;
    draft(vertex.id, [before], [after], label, vertex.id);
    for (const boundary of interrupting) {
      draft(boundary.id, [before], [exit(boundary)], null, boundary.id);
      if (label !== null) draft(`${vertex.id}.${boundary.id}.done`, [before], [exit(boundary)], label, vertex.id);
    }
  };

  const blocks = new Map(
    graph.vertices
      .filter((vertex) => vertex.kind === 'inclusive' && vertex.ins.length > 1)
      .map((join) => [join, enclosedBlock(join, graph.vertices)] as const),
  );
  /** For an inclusive split, where a branch that is not taken puts its token instead: at the join that waits for it. */
  const skips = (split: Vertex): readonly (readonly string[])[] => {
    const block = [...blocks.values()].find((each) => each?.split === split);
    return split.outs.map((_, i) => (block ? [placeOf(block.arrivals[i])] : []));
  };
  /** Branch by branch: take it or not, but not none of them. */
  const choose = (vertex: Vertex, from: string): void => {
    const instead = skips(vertex);
    const last = vertex.outs.length - 1;
    let [none, some]: [string, string | null] = [from, null];
    vertex.outs.forEach((edge, i) => {
      const branch = placeOf(edge);
      const nextNone = i === last ? null : control(`${vertex.id}.none${i + 1}`);
      const nextSome = i === last ? null : control(`${vertex.id}.some${i + 1}`);
      const onward = nextSome === null ? [] : [nextSome];
      draft(`${vertex.id}.first${i + 1}`, [none], [branch, ...onward], null, vertex.id);
      if (nextNone !== null) draft(`${vertex.id}.not${i + 1}`, [none], [...instead[i], nextNone], null, vertex.id);
      if (some !== null) {
        draft(`${vertex.id}.also${i + 1}`, [some], [branch, ...onward], null, vertex.id);
        draft(`${vertex.id}.without${i + 1}`, [some], [...instead[i], ...onward], null, vertex.id);
      }
      [none, some] = [nextNone ?? none, nextSome];
    });
  };

  const gateway = (vertex: Vertex): void => {
    const ins = vertex.ins.length > 0 ? vertex.ins.map(placeOf) : [entry(vertex)];
    const outs = vertex.outs.map(placeOf);
    if (vertex.kind === 'parallel') {
      draft(vertex.id, ins, outs, null, vertex.id);
      return;
    }
    let middle = ins[0];
    if (vertex.kind === 'inclusive' && ins.length > 1) {
      middle = control(`${vertex.id}.joined`);
      const block = blocks.get(vertex);
      const together = block?.split.kind === 'parallel' || block?.split.kind === 'inclusive';
      if (!block)
        problems.push({
          message: `The inclusive join “${vertex.node?.label ?? vertex.id}” closes no block of its own: it may join whichever of its paths have arrived, so the net allows somewhat more than the drawing.`,
          severity: 'info',
          place: { element: vertex.id },
        });
      const subsets: (readonly string[])[] = [];
      if (together) subsets.push(ins);
      else if (block || ins.length > MOST_JOINED) subsets.push(...ins.map((place) => [place]), ...(block ? [] : [ins]));
      else for (let mask = 1; mask < 1 << ins.length; mask++) subsets.push(ins.filter((_, i) => mask & (1 << i)));
      subsets.forEach((subset, i) => {
        draft(`${vertex.id}.join${i + 1}`, subset, [middle], null, vertex.id);
      });
    } else if (ins.length > 1) {
      middle = control(`${vertex.id}.merged`);
      ins.forEach((place, i) => {
        draft(`${vertex.id}.merge${i + 1}`, [place], [middle], null, vertex.id);
      });
    }
    if (vertex.kind === 'inclusive' && outs.length > 1) choose(vertex, middle);
    else
      outs.forEach((place, i) => {
        draft(`${vertex.id}.to${i + 1}`, [middle], [place], null, vertex.id);
      });
  };

  for (const vertex of graph.vertices) {
    // Start and boundary events get their token from the scope's beginning and from the activity they sit on.
    if (vertex.kind === 'start' || vertex.kind === 'boundary') continue;
    if (vertex.kind === 'end' || vertex.kind === 'terminate') {
      endings.push({ node: vertex.node, draft: draft(vertex.id, [entry(vertex)], [], null, vertex.node && vertex.id) });
    } else if (vertex.kind === 'exclusive' || vertex.kind === 'parallel' || vertex.kind === 'inclusive') gateway(vertex);
    else activity(vertex);
  }
  const begin = (vertex: Vertex): string => (vertex.kind === 'start' ? exit(vertex) : entry(vertex));
  if (scope?.adHoc) {
    // Every part leads back to where the next is chosen, or all is done.
    const repeated = control(`${prefix}next`);
    draft(`${prefix}begin`, [start], [repeated]);
    for (const vertex of graph.starts) draft(`${vertex.id}.start`, [repeated], [begin(vertex)], null, vertex.id);
    for (const ending of endings) puts(ending.draft, repeated);
    endings.splice(0);
    endings.push({ node: null, draft: draft(`${prefix}enough`, [repeated], []) });
  } else if (graph.startsTogether) draft(`${prefix}begin`, [start], graph.starts.map(begin));
  else for (const vertex of graph.starts) draft(`${vertex.id}.start`, [start], [begin(vertex)], null, vertex.id);
  return { start, running, drafts, endings, hosts };
};
