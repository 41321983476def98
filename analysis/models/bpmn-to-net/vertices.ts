import type { Problem } from '../../fault.ts';
import type { Bpmn, BpmnKind, BpmnNode } from '../bpmn.ts';

/** A flow between two vertices; it becomes one place. */
export interface Edge {
  readonly place: string;
  readonly from: Vertex;
  readonly to: Vertex;
  /** Taken only if its condition holds, on a flow that leaves an activity. */
  readonly conditional: boolean;
}

/**
 * A node of one scope with everything implicit made explicit: only gateways have several incoming or several outgoing flows,
 * and every path ends at an end.
 */
export interface Vertex {
  readonly id: string;
  readonly kind: BpmnKind;
  /** The drawn node; null for a gateway or end that is only implied. */
  readonly node: BpmnNode | null;
  readonly ins: Edge[];
  readonly outs: Edge[];
  /** The boundary events that sit on it. */
  readonly boundaries: Vertex[];
}

/** One scope's graph. `starts` begin it: one of them if `startsTogether` is false, else all at once. */
export interface ScopeGraph {
  readonly vertices: readonly Vertex[];
  readonly starts: readonly Vertex[];
  readonly startsTogether: boolean;
}

const isGateway = ({ kind }: { readonly kind: BpmnKind }): boolean => kind === 'exclusive' || kind === 'parallel' || kind === 'inclusive';

/** The graph of one scope (null: the whole process), and what had to be assumed about its starts and ends. */
export const scopeGraph = (bpmn: Bpmn, scope: BpmnNode | null): { readonly graph: ScopeGraph; readonly problems: readonly Problem[] } => {
  const where = scope ? `The sub-process “${scope.label}”` : 'The process';
  const place = { element: scope?.id ?? bpmn.id };
  const problems: Problem[] = [];
  const drawn = bpmn.nodes.filter((node) => node.scope === (scope?.id ?? null));
  const vertices = drawn.map((node): Vertex => ({ id: node.id, kind: node.kind, node, ins: [], outs: [], boundaries: [] }));
  const byId = new Map(vertices.map((vertex) => [vertex.id, vertex]));
  for (const vertex of vertices) if (vertex.node?.on !== undefined) byId.get(vertex.node.on)?.boundaries.push(vertex);

  const connect = (edge: Edge): void => {
    edge.from.outs.push(edge);
    edge.to.ins.push(edge);
  };
  for (const flow of bpmn.flows) {
    const [from, to] = [byId.get(flow.from), byId.get(flow.to)];
    if (from && to) connect({ place: flow.id, from, to, conditional: flow.conditional === true });
  }

  const imply = (id: string, kind: BpmnKind): Vertex => {
    const vertex: Vertex = { id, kind, node: null, ins: [], outs: [], boundaries: [] };
    vertices.push(vertex);
    return vertex;
  };
  for (const vertex of [...vertices]) {
    if (isGateway(vertex)) continue;
    if (vertex.ins.length > 1) {
      const merge = imply(`${vertex.id}.merge`, 'exclusive');
      for (const edge of vertex.ins.splice(0)) {
        const moved = { ...edge, to: merge };
        edge.from.outs.splice(edge.from.outs.indexOf(edge), 1, moved);
        merge.ins.push(moved);
      }
      connect({ place: `${vertex.id}.in`, from: merge, to: vertex, conditional: false });
    }
    if (vertex.outs.length > 1) {
      const split = imply(`${vertex.id}.split`, vertex.outs.some((edge) => edge.conditional) ? 'inclusive' : 'parallel');
      for (const edge of vertex.outs.splice(0)) {
        const moved = { ...edge, from: split };
        edge.to.ins.splice(edge.to.ins.indexOf(edge), 1, moved);
        split.outs.push(moved);
      }
      connect({ place: `${vertex.id}.out`, from: vertex, to: split, conditional: false });
    }
  }

  const events = vertices.filter((vertex) => vertex.kind === 'start');
  const others = vertices.filter((vertex) => vertex.kind !== 'start' && vertex.kind !== 'boundary' && vertex.ins.length === 0);
  const name = (list: readonly Vertex[]): string => list.map((vertex) => `“${vertex.node?.label ?? vertex.id}”`).join(', ');
  let starts = events;
  let startsTogether = false;
  if (events.length > 0) {
    if (others.length > 0) {
      problems.push({
        message: `${where} has elements without incoming flow beside its start event: a case may start at any one of them: ${name(others)}.`,
        severity: 'warning',
        place: { element: others[0].id },
        count: others.length,
        hint: 'Connect them, or remove them.',
      });
      starts = [...events, ...others];
    } else if (events.length > 1)
      problems.push({
        message: `${where} has ${events.length} start events: a case starts at one of them.`,
        severity: 'info',
        place,
        count: events.length,
      });
  } else if (others.length > 0) {
    starts = others;
    startsTogether = scope?.adHoc !== true;
    if (scope === null || others.length > 1)
      problems.push({
        message: `${where} has no start event: ${scope?.adHoc ? 'any' : 'every'} element without incoming flow starts it: ${name(others)}.`,
        severity: scope ? 'info' : 'warning',
        place,
      });
  } else {
    starts = vertices.slice(0, 1);
    problems.push({
      message: `${where} has no start: every element has an incoming flow. It was taken to start at the first in the file, ${name(starts)}.`,
      severity: 'warning',
      place,
      hint: 'Draw a start event.',
    });
  }

  if (!vertices.some((vertex) => vertex.kind === 'end' || vertex.kind === 'terminate') && scope === null) {
    const last = vertices.filter((vertex) => vertex.outs.length === 0);
    problems.push({
      message: `${where} has no end event: ${last.length > 0 ? `a case ends after ${name(last)}` : 'no case can ever end'}.`,
      severity: 'warning',
      place,
      hint: 'Draw an end event.',
    });
  }
  for (const vertex of [...vertices])
    if (vertex.outs.length === 0 && vertex.kind !== 'end' && vertex.kind !== 'terminate')
      connect({ place: `${vertex.id}.out`, from: vertex, to: imply(`${vertex.id}.end`, 'end'), conditional: false });
  return { graph: { vertices, starts, startsTogether }, problems };
};
