import { z } from 'zod';
import { problem } from './log.ts';

const marking = z.record(z.string(), z.int().min(0));
/** Tokens by place id; places that are absent hold none. */
export type Marking = Readonly<Record<string, number>>;

export const petriNet = z.object({
  places: z.array(z.object({ id: z.string() })),
  /** `label` null: invisible. `element`: the id of the document's element it stands for. */
  transitions: z.array(
    z.object({
      id: z.string(),
      label: z.string().nullable(),
      element: z.string().optional(),
    }),
  ),
  arcs: z.array(z.object({ from: z.string(), to: z.string(), weight: z.int().min(1) })),
  initial: marking,
  final: marking,
});
/** The hub of all models: every kind of model has one translation to it. */
export type PetriNet = z.output<typeof petriNet>;

export type ProcessTree =
  | { readonly activity: string }
  | { readonly tau: true }
  | {
      readonly op: 'sequence' | 'choice' | 'parallel' | 'loop' | 'or';
      readonly children: readonly ProcessTree[];
    };

/** Whether every reachable marking can still complete properly, and nothing in the net is dead. `unknown`: the state space was larger than the limit. */
export const soundness = z.object({
  verdict: z.enum(['sound', 'unsound', 'unknown']),
  states: z.number(),
  problems: z.array(problem),
});
export type Soundness = z.output<typeof soundness>;

/** What a document says, apart from its drawing. */
export const documentInfo = z.object({
  id: z.string(),
  workflow: z.string().nullable(),
  name: z.string(),
  kind: z.enum(['bpmn', 'pnml']),
  created: z.string(),
  /** The steps it names, each with the element that draws it and the lane it lies in. */
  steps: z.array(
    z.object({
      element: z.string(),
      label: z.string(),
      lane: z.string().nullable(),
    }),
  ),
  soundness,
  /** What was not understood and how it was treated. */
  problems: z.array(problem),
});
export type DocumentInfo = z.output<typeof documentInfo>;
