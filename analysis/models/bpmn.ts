/** What an element of a drawn process does to the flow; every kind of task and event of BPMN is one of these. */
export type BpmnKind =
  /** A step: any kind of task, a call activity, a sub-process whose inside is not drawn. */
  | 'step'
  /** A sub-process whose inside is drawn: its elements name it as their `scope`. */
  | 'scope'
  | 'start'
  | 'end'
  /** An end that stops everything else in its scope. */
  | 'terminate'
  /** An intermediate event: it marks a moment, it is no step. */
  | 'event'
  | 'boundary'
  | 'exclusive'
  | 'parallel'
  | 'inclusive';

/** One flow node. */
export interface BpmnNode {
  readonly id: string;
  readonly kind: BpmnKind;
  /** BPMN's own name of it without prefix: `userTask`, `eventBasedGateway`. */
  readonly type: string;
  /** Its name with white space normalised; its id if it has none. */
  readonly label: string;
  /** The innermost lane it lies in. */
  readonly lane: string | null;
  /** The sub-process it lies in; null at the top. */
  readonly scope: string | null;
  /** A loop or multi-instance marker: how often it may happen at least, with no most. */
  readonly repeats?: 0 | 1;
  /** A sub-process whose parts may happen in any order and any number. */
  readonly adHoc?: boolean;
  /** Boundary events: the activity it sits on, and whether it stops that activity. */
  readonly on?: string;
  readonly interrupts?: boolean;
  /** Events: what they throw or catch: `error`, `timer`, `message`, …, and which one. */
  readonly trigger?: string;
  readonly reference?: string;
}

/** A sequence flow, or the jump of a pair of link events. */
export interface BpmnFlow {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** Its name or condition, as drawn. */
  readonly when?: string;
  /** It leaves an activity and is taken only if its condition holds. */
  readonly conditional?: boolean;
}

/** One process as drawn: what decides its order, apart from its layout. Flows stay within their scope; the file's text stays the document. */
export interface Bpmn {
  readonly id: string;
  readonly name: string;
  readonly nodes: readonly BpmnNode[];
  readonly flows: readonly BpmnFlow[];
}
