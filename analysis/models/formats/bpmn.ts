import { BpmnModdle, type ModdleElement, type ModdleWarning } from 'bpmn-moddle';
import { Fault, type Problem } from '../../fault.ts';
import type { Bpmn, BpmnFlow, BpmnKind, BpmnNode } from '../bpmn.ts';
import { parseXml } from './xml.ts';

const GATEWAYS: Readonly<Record<string, BpmnKind>> = {
  exclusiveGateway: 'exclusive',
  eventBasedGateway: 'exclusive',
  parallelGateway: 'parallel',
  inclusiveGateway: 'inclusive',
  complexGateway: 'inclusive',
};
const SUB_PROCESSES = new Set(['subProcess', 'adHocSubProcess', 'transaction']);

const typeOf = (element: ModdleElement): string => {
  const local = element.$type.slice(element.$type.indexOf(':') + 1);
  return local[0].toLowerCase() + local.slice(1);
};
const list = (value: unknown): readonly ModdleElement[] => (Array.isArray(value) ? value : []);
const one = (value: unknown): ModdleElement | undefined =>
  typeof value === 'object' && value !== null ? (value as ModdleElement) : undefined;
const words = (text: unknown): string => (typeof text === 'string' ? text.replace(/\s+/g, ' ').trim() : '');
const labelOf = (element: ModdleElement): string => words(element.name) || (element.id ?? '');
const isFlowNode = (element: ModdleElement): boolean => /(task|subProcess|transaction|callActivity|event|gateway)$/i.test(typeOf(element));
const isSubProcess = (element: ModdleElement): boolean => SUB_PROCESSES.has(typeOf(element));
const inner = (element: ModdleElement): readonly ModdleElement[] => list(element.flowElements);
/** Boundary events do not count: some tools file them inside the sub-process that they sit on. */
const countNodes = (element: ModdleElement): number =>
  inner(element).reduce((sum, each) => sum + (isFlowNode(each) && typeOf(each) !== 'boundaryEvent' ? 1 + countNodes(each) : 0), 0);
const quoted = (labels: readonly string[], most = 8): string =>
  labels
    .slice(0, most)
    .map((label) => `“${label}”`)
    .join(', ') + (labels.length > most ? ` and ${labels.length - most} more` : '');

/** Lane of each flow node: the innermost lane that lists it. */
const lanesOf = (process: ModdleElement): ReadonlyMap<string, string> => {
  const lanes = new Map<string, string>();
  const visit = (lane: ModdleElement): void => {
    for (const node of list(lane.flowNodeRef)) if (node.id) lanes.set(node.id, labelOf(lane));
    for (const child of list(one(lane.childLaneSet)?.lanes)) visit(child);
  };
  for (const set of list(process.laneSets)) for (const lane of list(set.lanes)) visit(lane);
  return lanes;
};

/** The sub-processes that the diagram draws closed. */
const drawnClosed = (definitions: ModdleElement): ReadonlySet<string> => {
  const closed = new Set<string>();
  for (const diagram of list(definitions.diagrams))
    for (const shape of list(one(diagram.plane)?.planeElement)) {
      const id = one(shape.bpmnElement)?.id;
      if (shape.isExpanded === false && id) closed.add(id);
    }
  return closed;
};

const eventOf = (element: ModdleElement): Pick<BpmnNode, 'trigger' | 'reference'> => {
  const definition = list(element.eventDefinitions)[0];
  if (!definition) return {};
  const trigger = typeOf(definition).replace(/EventDefinition$/, '');
  const reference = one(definition[`${trigger}Ref`])?.id ?? (trigger === 'link' ? words(definition.name) : undefined);
  return reference === undefined ? { trigger } : { trigger, reference };
};

const kindOf = (element: ModdleElement, closed: ReadonlySet<string>): BpmnKind => {
  const type = typeOf(element);
  if (type in GATEWAYS) return GATEWAYS[type];
  if (type === 'startEvent') return 'start';
  if (type === 'endEvent')
    return list(element.eventDefinitions).some((each) => typeOf(each) === 'terminateEventDefinition') ? 'terminate' : 'end';
  if (type === 'boundaryEvent') return 'boundary';
  if (/event$/i.test(type)) return 'event';
  return isSubProcess(element) && countNodes(element) > 0 && !closed.has(element.id ?? '') ? 'scope' : 'step';
};

const repeatsOf = (element: ModdleElement): Pick<BpmnNode, 'repeats'> => {
  const marker = one(element.loopCharacteristics);
  return marker ? { repeats: marker.testBefore === true ? 0 : 1 } : {};
};

/** Collects remarks of the same kind, so that each is said once with the elements it concerns. */
const remarks = () => {
  const byMessage = new Map<string, { severity: 'warning' | 'info'; hint?: string; elements: { id: string; label: string }[] }>();
  return {
    add: (message: string, element: { id: string; label: string }, severity: 'warning' | 'info' = 'info', hint?: string): void => {
      const entry = byMessage.get(message) ?? { severity, hint, elements: [] };
      entry.elements.push(element);
      byMessage.set(message, entry);
    },
    problems: (): readonly Problem[] =>
      [...byMessage].map(([message, { severity, hint, elements }]) => ({
        message: `${message}: ${quoted(elements.map((each) => each.label))}.`,
        severity,
        place: { element: elements[0].id },
        count: elements.length,
        ...(hint === undefined ? {} : { hint }),
      })),
  };
};
type Remarks = ReturnType<typeof remarks>;

/** What is said of elements whose treatment the reader may not expect. */
const remarkOn = (element: ModdleElement, node: BpmnNode, closed: ReadonlySet<string>, say: Remarks): void => {
  if (node.kind === 'step' && !words(element.name))
    say.add(
      'Steps without a name are known by their id',
      node,
      'warning',
      'Name them as the log does, or they count as skipped in every case.',
    );
  if (node.type === 'callActivity') say.add('Call activities count as one step; what they call is not looked into', node);
  if (isSubProcess(element) && node.kind === 'step')
    say.add(
      closed.has(node.id) && countNodes(element) > 0
        ? 'Closed sub-processes count as one step; their inside is not looked into'
        : 'Sub-processes without content count as one step',
      node,
    );
  if (node.adHoc) say.add('The parts of an ad-hoc sub-process may happen in any order and any number', node);
  if (node.kind === 'event' && words(element.name))
    say.add('Intermediate events are moments, not steps: no log entry is expected for them', node);
  if (node.type === 'complexGateway') say.add('Complex gateways are treated as inclusive ones', node);
  if (node.repeats !== undefined)
    say.add('Loop and multi-instance markers: the activity may be repeated, one after the other, any number of times', node);
};

const warningsOf = (warnings: readonly ModdleWarning[]): readonly Problem[] => {
  const serious = warnings.filter(({ message }) => /duplicate ID|unknown type|missing/.test(message));
  return serious.map(({ message }) => {
    const line = /line: (\d+)/.exec(message)?.[1];
    const nested = /nested error: (.*)/.exec(message)?.[1] ?? message.split('\n')[0];
    return {
      message: `An element was left out: ${nested}.`,
      severity: 'warning' as const,
      ...(line === undefined ? {} : { place: { line: Number(line) + 1 } }),
    };
  });
};

const load = async (xml: string): Promise<{ definitions: ModdleElement; warnings: readonly ModdleWarning[] }> => {
  // Read once as plain XML first: it refuses a DOCTYPE, and says line and cause where moddle only says that something is wrong.
  parseXml(xml, 'BPMN');
  try {
    const { rootElement, warnings } = await new BpmnModdle().fromXML(xml);
    return { definitions: rootElement, warnings };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new Fault('bad-model', `This is not a BPMN 2.0 file: ${message}.`, {
      problems: [{ message, severity: 'error', hint: 'The root element must be <definitions> of the BPMN 2.0 namespace.' }],
      cause,
    });
  }
};

/** The process to read: the one with most flow nodes, the first of equals. */
const choose = (definitions: ModdleElement, problems: Problem[]): ModdleElement => {
  const processes = list(definitions.rootElements).filter((each) => typeOf(each) === 'process');
  const drawn = processes.filter((each) => countNodes(each) > 0);
  if (drawn.length === 0)
    throw new Fault('bad-model', 'This BPMN file draws no process: it has no task, event or gateway.', {
      problems: [
        { message: 'No process with flow nodes was found.', severity: 'error', hint: 'Choreographies and conversations cannot be read.' },
      ],
    });
  const poolName = (process: ModdleElement): string => {
    const pool = list(definitions.rootElements)
      .flatMap((each) => list(each.participants))
      .find((each) => one(each.processRef) === process);
    return (pool && words(pool.name)) || labelOf(process);
  };
  const process = drawn.reduce((best, each) => (countNodes(each) > countNodes(best) ? each : best));
  const others = drawn.filter((each) => each !== process);
  if (others.length > 0)
    problems.push({
      message: `The file draws ${drawn.length} processes; the one with most elements, “${poolName(process)}”, was read, not ${quoted(others.map(poolName))}.`,
      severity: 'warning',
      place: { element: process.id },
      count: others.length,
    });
  const messages = list(definitions.rootElements).flatMap((each) => list(each.messageFlows));
  if (messages.length > 0)
    problems.push({
      message: 'Message flows were left out: they order nothing within one process.',
      severity: 'info',
      count: messages.length,
    });
  return process;
};

/** Link events of one name in one scope are one jump. */
const linkFlows = (nodes: readonly BpmnNode[], say: Remarks): readonly BpmnFlow[] => {
  const links = nodes.filter((node) => node.kind === 'event' && node.trigger === 'link');
  const throws = links.filter((node) => node.type === 'intermediateThrowEvent');
  const catches = links.filter((node) => node.type === 'intermediateCatchEvent');
  const key = (node: BpmnNode): string => node.reference || node.label;
  return throws.flatMap((from) => {
    const to = catches.find((node) => node.scope === from.scope && key(node) === key(from));
    if (!to) say.add('Link events without a counterpart end their path', from, 'warning');
    return to ? [{ id: `${from.id}→${to.id}`, from: from.id, to: to.id }] : [];
  });
};

/**
 * Reads one process from BPMN 2.0 XML. What has no meaning for the order of steps, or is treated in a way that one may not expect,
 * is named in `problems`; only what cannot be read at all is a `Fault('bad-model')`. The rules are in the folder's README.
 */
export const readBpmn = async (xml: string): Promise<{ readonly bpmn: Bpmn; readonly problems: readonly Problem[] }> => {
  const { definitions, warnings } = await load(xml);
  const problems: Problem[] = [...warningsOf(warnings)];
  const process = choose(definitions, problems);
  const closed = drawnClosed(definitions);
  const say = remarks();
  const lanes = lanesOf(process);
  const nodes: BpmnNode[] = [];
  const flows: BpmnFlow[] = [];

  const visit = (container: ModdleElement, scope: string | null, outer: string | null, lane: string | null): void => {
    const here = new Set<string>();
    for (const element of inner(container)) {
      if (!isFlowNode(element) || !element.id) continue;
      const { id } = element;
      const name = { id, label: labelOf(element) };
      if (element.triggeredByEvent === true) {
        say.add('Event sub-processes were left out: their steps count as not documented', name, 'warning');
        continue;
      }
      if (element.isForCompensation === true) {
        say.add('Compensation was left out: it undoes work and has no place in the order', name, 'warning');
        continue;
      }
      const on = one(element.attachedToRef)?.id;
      const event = eventOf(element);
      if (typeOf(element) === 'boundaryEvent' && (event.trigger === 'compensate' || on === undefined)) {
        if (event.trigger !== 'compensate') say.add('Boundary events that sit on nothing were left out', name, 'warning');
        continue;
      }
      const node: BpmnNode = {
        ...name,
        kind: kindOf(element, closed),
        type: typeOf(element),
        lane: lanes.get(id) ?? lane,
        scope: on !== undefined && on === scope ? outer : scope,
        ...repeatsOf(element),
        ...(typeOf(element) === 'adHocSubProcess' ? { adHoc: true } : {}),
        ...(on === undefined ? {} : { on, interrupts: element.cancelActivity !== false }),
        ...event,
      };
      if (node.scope === scope) here.add(id);
      nodes.push(node);
      remarkOn(element, node, closed, say);
      if (node.kind === 'scope') visit(element, id, scope, node.lane);
    }
    for (const element of inner(container)) {
      if (typeOf(element) !== 'sequenceFlow') continue;
      const [from, to] = [one(element.sourceRef)?.id, one(element.targetRef)?.id];
      const id = element.id ?? `${from}→${to}`;
      const when = words(element.name) || words(one(element.conditionExpression)?.body);
      if (from !== undefined && to !== undefined && here.has(from) && here.has(to))
        flows.push({
          id,
          from,
          to,
          ...(when ? { when } : {}),
          ...(element.conditionExpression && !/gateway$/i.test(typeOf(one(element.sourceRef) as ModdleElement))
            ? { conditional: true }
            : {}),
        });
      else
        say.add(
          'Sequence flows whose ends are not both in the process were left out',
          { id, label: when || id },
          'warning',
          'Connect them again in the editor.',
        );
    }
  };
  visit(process, null, null, null);
  flows.push(...linkFlows(nodes, say));
  return {
    bpmn: { id: process.id ?? 'process', name: labelOf(process), nodes, flows },
    problems: [...problems, ...say.problems()],
  };
};
