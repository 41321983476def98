import type { Problem } from '../fault.ts';
import type { PetriNet } from '../schema/index.ts';

/** Which activity of the log is which step of the document. */
export interface Match {
  /** Per activity of the log: the number of the name it shares with the document, or −1 if the document does not know it. */
  readonly ofActivity: Int32Array;
  /** Per transition: the number of that name, −1 if it is invisible, −2 if the log does not know it. */
  readonly ofTransition: Int32Array;
  /** How many names both sides know. */
  readonly names: number;
  /** Activities that only the log knows, by index. */
  readonly onlyInLog: readonly number[];
  /** Labels that only the document knows. */
  readonly onlyInDocument: readonly string[];
  /** Names that were taken for the same although they are spelled differently. */
  readonly notes: readonly Problem[];
}

const loose = (text: string): string => text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();

/**
 * Ties the activities of a log to the labels of a net: by exact text first; an activity without an exact partner then by text without regard
 * to case and surrounding or repeated space, which is reported as a note.
 */
export const match = (net: PetriNet, activities: readonly string[]): Match => {
  const labels = [...new Set(net.transitions.flatMap((transition) => (transition.label === null ? [] : [transition.label])))];
  const exact = new Map(labels.map((label, i) => [label, i]));
  const near = new Map<string, number>();
  labels.forEach((label, i) => {
    if (!near.has(loose(label))) near.set(loose(label), i);
  });
  const notes: Problem[] = [];
  const labelOf = activities.map((activity) => {
    const same = exact.get(activity);
    if (same !== undefined) return same;
    const similar = near.get(loose(activity));
    if (similar === undefined) return -1;
    notes.push({
      severity: 'info',
      message: `“${activity}” in the log is taken for “${labels[similar]}” in the document: they differ only in case or spaces.`,
    });
    return similar;
  });
  const nameOf = new Map<number, number>();
  for (const label of labelOf) if (label >= 0 && !nameOf.has(label)) nameOf.set(label, nameOf.size);
  return {
    ofActivity: Int32Array.from(labelOf, (label) => (label < 0 ? -1 : (nameOf.get(label) as number))),
    ofTransition: Int32Array.from(net.transitions, ({ label }) => (label === null ? -1 : (nameOf.get(exact.get(label) as number) ?? -2))),
    names: nameOf.size,
    onlyInLog: labelOf.flatMap((label, activity) => (label < 0 ? [activity] : [])),
    onlyInDocument: labels.filter((_, i) => !nameOf.has(i)),
    notes,
  };
};
