import { type Alignments, decode } from '../../../analysis/conformance/index.ts';
import type { PetriNet } from '../../../analysis/schema/index.ts';
import { trace, type VariantLog } from '../../../analysis/variants.ts';

/**
 * Plays the moves of variant v on the net and on the trace, by the definition and with none of the code under test but `decode`.
 * The number of moves that cost; an `Error` where a move is impossible or either side does not come out at its end.
 */
export const replay = (alignments: Alignments, net: PetriNet, log: VariantLog, v: number): number => {
  const marking = new Map(Object.entries(net.initial));
  const events = trace(log, v);
  let position = 0;
  let cost = 0;
  const fire = (id: string, kind: string, activity: string | null): void => {
    const transition = net.transitions.find((each) => each.id === id);
    if (!transition) throw new Error(`No transition ${id}.`);
    if ((transition.label === null) !== (kind === 'invisible')) throw new Error(`${id} is not ${kind}.`);
    if (kind === 'model' && transition.label !== activity) throw new Error(`${id} is not labelled ${activity}.`);
    if (kind === 'sync' && transition.label?.trim().toLowerCase() !== activity?.trim().toLowerCase())
      throw new Error(`${id} is not ${activity}.`);
    for (const arc of net.arcs)
      if (arc.to === id) {
        const left = (marking.get(arc.from) ?? 0) - arc.weight;
        if (left < 0) throw new Error(`${id} is not enabled.`);
        marking.set(arc.from, left);
      }
    for (const arc of net.arcs) if (arc.from === id) marking.set(arc.to, (marking.get(arc.to) ?? 0) + arc.weight);
  };
  for (const move of decode(alignments, net, log, v)) {
    if (move.kind === 'sync' || move.kind === 'log') {
      if (events[position] !== move.activity) throw new Error(`Event ${position} is ${events[position]}, not ${move.activity}.`);
      position++;
    }
    if (move.kind === 'log' ? move.transition !== null : move.transition === null)
      throw new Error(`A ${move.kind} move with the wrong transition.`);
    if (move.transition !== null) fire(move.transition, move.kind, move.activity);
    if (move.kind === 'log' || move.kind === 'model') cost++;
  }
  if (position !== events.length) throw new Error(`${events.length - position} events are left.`);
  for (const { id } of net.places)
    if ((marking.get(id) ?? 0) !== (net.final[id] ?? 0)) throw new Error(`Place ${id} holds ${marking.get(id) ?? 0} tokens at the end.`);
  return cost;
};
