import type { z } from 'zod';

/** Says how far a run has come; calling it often is cheap for the caller and rare for the reader. */
export type Tick = (done: number, total: number) => void;

/** A pure function with a name, checked parameters and a source. It reads no clock, does no I/O, and is cancelled by killing its thread. */
export interface Algorithm<Input, Params extends z.ZodType, Output> {
  readonly id: string;
  readonly title: string;
  /** What it does, in one sentence a newcomer understands. */
  readonly summary: string;
  /** Where it is defined, to the page where there is one. */
  readonly source: string;
  readonly params: Params;
  readonly run: (input: Input, params: z.output<Params>, tick: Tick) => Output;
}
