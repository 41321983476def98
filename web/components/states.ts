import { html, nothing, type TemplateResult } from 'lit';
import type { Failure } from '../api.ts';
import { count, counted, share } from '../format.ts';
import type { Session } from '../session.ts';
import { icon } from './icons.ts';
import type { Empty } from './loaded.ts';
import './states.css';

/** Nothing here yet: what will be, and the one step to get there. */
export const emptyState = (it: Empty): TemplateResult => html`<div class="state">
  <h2>${it.title}</h2>
  <p>${it.text}</p>
  ${it.action ?? nothing}
</div>`;

/** A bar that says how far something is; null runs without end. */
export const bar = (done: number | null, label: string): TemplateResult => html`<div
  class=${done === null ? 'bar endless' : 'bar'}
  role="progressbar"
  aria-label=${label}
  aria-valuemin="0"
  aria-valuemax="100"
  aria-valuenow=${done === null ? nothing : Math.round(done * 100)}
>
  <i style=${done === null ? '' : `width:${(done * 100).toFixed(1)}%`}></i>
</div>`;

/** Waiting for the first answer. Shows itself only after a moment, so that quick answers do not flicker. */
export const loadingState = (
  text: string,
  done: number | null,
  cancel: () => void,
): TemplateResult => html`<div class="state loading" aria-busy="true">
  <p role="status">${text}${done === null ? '…' : html` <span class="number quiet">${share(done)}</span>`}</p>
  ${bar(done, text)}
  <button type="button" class="button small" @click=${cancel}>Cancel</button>
</div>`;

/** Waiting for the next answer while the last one stays: a line along the top, with a cancel if it takes long. */
export const pendingBar = (done: number | null, cancel: () => void): TemplateResult => html`<div class="pending" aria-busy="true">
  ${bar(done, 'Reading the log')}
  <button type="button" class="button small" @click=${cancel}>Cancel</button>
</div>`;

type Problem = Failure['problems'][number];

const where = ({ place = {}, rows = [], count: times = 1 }: Problem): string => {
  const numbers = rows.length > 0 ? rows : place.row === undefined ? [] : [place.row];
  return [
    ...(times > 1 ? [counted(times, 'time')] : []),
    ...(numbers.length === 0
      ? []
      : [
          `${numbers.length === 1 ? 'row' : 'rows'} ${numbers.slice(0, 5).join(', ')}${numbers.length > 5 || times > numbers.length ? ' …' : ''}`,
        ]),
    ...(place.line === undefined ? [] : [`line ${place.line}`]),
    ...(place.column === undefined ? [] : [`column “${place.column}”`]),
    ...(place.element === undefined ? [] : [`element ${place.element}`]),
  ].join(' · ');
};

/** Problems with their place, how often they occur, and what to do. */
export const problemList = (problems: readonly Problem[]): TemplateResult => html`<ul class="problems">
  ${problems.map(
    (problem) => html`<li class=${problem.severity}>
      ${icon(problem.severity === 'info' ? 'info' : 'warning')}
      <div>
        <p><span class="visually-hidden">${problem.severity}: </span>${problem.message}</p>
        ${where(problem) === '' ? nothing : html`<p class="quiet small">${where(problem)}</p>`}
        ${problem.hint ? html`<p class="small">${problem.hint}</p>` : nothing}
      </div>
    </li>`,
  )}
</ul>`;

/** It failed and there is nothing to keep: what happened, where, and a way to try again. */
export const errorState = (failure: Failure, again?: () => void): TemplateResult => html`<div class="state error" role="alert">
  <h2>${icon('warning')} This did not work</h2>
  <p>${failure.message}</p>
  ${failure.problems.length > 0 ? problemList(failure.problems) : nothing}
  ${again ? html`<button type="button" class="button" @click=${again}>Try again</button>` : nothing}
</div>`;

/** It failed, and what was there before stays below. */
export const errorBanner = (failure: Failure, again?: () => void): TemplateResult => html`<div class="banner" role="alert">
  ${icon('warning')}
  <div>
    <p>${failure.message}</p>
    ${failure.problems.length > 0 ? problemList(failure.problems) : nothing}
  </div>
  ${again ? html`<button type="button" class="button small" @click=${again}>Try again</button>` : nothing}
</div>`;

/** The filter leaves no case. */
export const nothingLeft = (session: Session): TemplateResult =>
  emptyState({
    title: 'No case is left under this filter',
    text: `The ${counted(session.filter.length, 'condition')} above leave none of the ${count(session.log?.cases)} cases. Take one back to see the log again.`,
    action: html`<div class="row">
      ${session.canUndo ? html`<button type="button" class="button" @click=${() => session.undo()}>${icon('undo')} Undo the last change</button>` : nothing}
      <button type="button" class="button" @click=${() => session.setFilter([])}>Clear the filter</button>
    </div>`,
  });
