import { html, nothing } from 'lit';
import type { AlignedVariant, Move } from '../../../analysis/schema/index.ts';
import { count, counted, share } from '../../format.ts';
import type { Session } from '../../session.ts';

/** Steps in a row that both sides agree on and that a long variant folds into one. */
export interface Folded {
  readonly kind: 'folded';
  readonly activities: readonly string[];
}
type Shown = Move | Folded;

const foldFrom = 5;
const longFrom = 22;

/** The moves worth showing: none that only route, and in a long variant the middle of every agreed stretch folded. */
export const shownMoves = (moves: readonly Move[]): readonly Shown[] => {
  const seen = moves.filter(({ kind }) => kind !== 'invisible');
  if (seen.length <= longFrom) return seen;
  const shown: Shown[] = [];
  let from = 0;
  while (from < seen.length) {
    let to = from;
    while (to < seen.length && seen[to]!.kind === 'sync') to += 1;
    const stretch = seen.slice(from, to);
    if (stretch.length < foldFrom) shown.push(...stretch);
    else
      shown.push(stretch[0]!, { kind: 'folded', activities: stretch.slice(1, -1).map(({ activity }) => activity ?? '') }, stretch.at(-1)!);
    if (to < seen.length) shown.push(seen[to]!);
    from = to + 1;
  }
  return shown;
};

const said = { sync: '', log: 'not in the document here: ', model: 'skipped: ', invisible: '' } as const;

const chip = (move: Shown) =>
  move.kind === 'folded'
    ? html`<li class="move folded" title=${move.activities.join(' → ')}>${counted(move.activities.length, 'step')} as documented</li>`
    : html`<li class=${`move ${move.kind}`} title=${said[move.kind] + move.activity}>
        ${said[move.kind] === '' ? nothing : html`<span class="visually-hidden">${said[move.kind]}</span><i aria-hidden="true">${move.kind === 'log' ? '+' : '−'}</i>`}${move.activity}
      </li>`;

/** One variant beside the document, move by move. */
export const alignmentRow = (variant: AlignedVariant, ofCases: number, session: Session) => html`<li class="alignment">
  <div class="alignment-head">
    <a class="number" href=${session.casesHref({ kind: 'variant', keep: true, variants: [variant.variant] })}>${counted(variant.cases, 'case')}</a>
    <p class="quiet small number">${share(variant.cases / ofCases)} · variant ${count(variant.variant + 1)}</p>
    <p class="quiet small number">
      ${variant.cost === 0 ? 'follows the document' : `${variant.optimal ? '' : '≈ '}${counted(variant.cost, 'step')} off · fitness ${variant.fitness.toFixed(2)}`}
    </p>
  </div>
  <ol class="moves" aria-label=${`Variant ${variant.variant + 1}, move by move`}>${shownMoves(variant.moves).map(chip)}</ol>
</li>`;
