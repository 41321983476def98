import { group } from 'd3';
import type { AlignedVariant, Deviation } from '../../../analysis/schema/index.ts';
import type { Pin } from '../../components/bpmn.ts';
import { count, counted, share } from '../../format.ts';

/** By element of the document: the cases that do its step there, and the cases that skip it. A case that comes by twice counts once. */
export interface Places {
  readonly passes: ReadonlyMap<string, number>;
  readonly skips: ReadonlyMap<string, number>;
}

/** Where the cases of these variants go through the document. A transition is named for the element it stands for. */
export const placesOf = (variants: readonly AlignedVariant[]): Places => {
  const passes = new Map<string, number>();
  const skips = new Map<string, number>();
  for (const { moves, cases } of variants) {
    const at = (kind: 'sync' | 'model') =>
      new Set(moves.flatMap((it) => (it.kind === kind && it.transition !== null ? [it.transition] : [])));
    for (const element of at('sync')) passes.set(element, (passes.get(element) ?? 0) + cases);
    for (const element of at('model')) skips.set(element, (skips.get(element) ?? 0) + cases);
  }
  return { passes, skips };
};

/** The elements a deviation concerns: the steps it skips, moves or adds where the document knows them, and the one it happens after. */
export const elementsOf = ({ kind, steps, element }: Deviation): readonly string[] => {
  const own = kind === 'unexpected' ? [] : steps.flatMap((step) => (step.element === null ? [] : [step.element]));
  return [...new Set(element === null ? own : [...own, element])];
};

/** What is pinned to the drawing: how many cases pass each step, how many skip it, and what happens after it that the document has no place for. */
export const pinsOf = (
  steps: readonly { readonly element: string; readonly label: string }[],
  places: Places | null,
  deviations: readonly Deviation[],
  cases: number,
): readonly Pin[] => {
  const counts =
    places === null
      ? []
      : steps.flatMap(({ element, label }): Pin[] => {
          const [passed, skipped] = [places.passes.get(element) ?? 0, places.skips.get(element) ?? 0];
          return [
            {
              element,
              kind: 'ink',
              at: 'bottom',
              text: count(passed),
              title: `${counted(passed, 'case')} of ${count(cases)} (${share(passed / cases)}) do ${label} where the document asks for it`,
            },
            ...(skipped === 0
              ? []
              : [
                  {
                    element,
                    kind: 'paved',
                    at: 'top',
                    text: `−${count(skipped)}`,
                    title: `${counted(skipped, 'case')} of ${count(cases)} (${share(skipped / cases)}) leave out ${label}`,
                  } as const,
                ]),
          ];
        });
  const added = group(
    deviations.filter(({ kind, element }) => kind !== 'skipped' && element !== null),
    ({ element }) => element!,
  );
  return [
    ...counts,
    ...[...added].map(([element, all]): Pin => {
      const [first] = all as [Deviation];
      const more = all.length > 1 ? `, ${count(all.length - 1)} more` : '';
      return {
        element,
        kind: 'desire',
        at: 'after',
        key: first.id,
        text: `+ ${first.activity} ${count(first.cases)}${more}`,
        title: `${counted(first.cases, 'case')} of ${count(cases)} do ${first.activity} here, where the document has no place for it`,
      };
    }),
  ];
};
