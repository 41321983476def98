import type { Tick } from '../../analysis/algorithm.ts';
import { Fault, type FaultCode, type Problem } from '../../analysis/fault.ts';

/** What a thread is given: its input, and two numbers in shared memory to say how far it is (done, total). */
export interface Message<Input> {
  readonly input: Input;
  readonly progress: Float64Array;
}

/** A `Fault` would lose its code and problems on the way between threads, so it travels as data. */
export type Outcome<Output> =
  | { readonly value: Output }
  | { readonly fault: { readonly code: FaultCode; readonly message: string; readonly problems: readonly Problem[] } };

export type Task<Input, Output> = (message: Message<Input>) => Promise<Outcome<Output>>;

/** Makes a function into one that a thread can run. */
export const task =
  <Input, Output>(run: (input: Input, tick: Tick) => Output | Promise<Output>): Task<Input, Output> =>
  async ({ input, progress }) => {
    const tick: Tick = (done, total) => {
      progress[0] = done;
      progress[1] = total;
    };
    try {
      return { value: await run(input, tick) };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return { fault: { code: error.code, message: error.message, problems: error.problems } };
    }
  };
