import type { PetriNet } from '../schema/index.ts';

/** A step of the document: all transitions with one label and one element (or one transition that stands for no element). */
export interface Step {
  readonly label: string;
  readonly element: string | null;
}

/** The steps of a net, and per transition the number of its step (−1 if invisible). */
export const stepsOf = (net: PetriNet): { readonly steps: readonly Step[]; readonly ofTransition: Int32Array } => {
  const byLabel = new Map<string, Map<string, number>>();
  const steps: Step[] = [];
  const ofTransition = Int32Array.from(net.transitions, ({ id, label, element }) => {
    if (label === null) return -1;
    const same = byLabel.get(label) ?? new Map<string, number>();
    byLabel.set(label, same);
    const key = element ?? id;
    const known = same.get(key) ?? steps.push({ label, element: element ?? null }) - 1;
    same.set(key, known);
    return known;
  });
  return { steps, ofTransition };
};
