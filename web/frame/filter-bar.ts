import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Condition } from '../../analysis/schema/index.ts';
import { icon } from '../components/icons.ts';
import { rich } from '../components/number.ts';
import type { Popover } from '../components/popover.ts';
import { count, share } from '../format.ts';
import { SessionPart } from '../here.ts';
import { words } from './filter-words.ts';
import './filter-form.ts';
import './filter-bar.css';

/** The filter that all views share, in words, and how many cases it leaves. */
@customElement('dp-filter-bar')
export class FilterBar extends SessionPart {
  /** Cases the filter leaves; null while that is being counted. */
  @property({ attribute: false }) left: number | null = null;

  #replace(index: number, condition: Condition | null): void {
    const { filter } = this.session;
    this.session.setFilter(filter.flatMap((it, i) => (i !== index ? [it] : condition === null ? [] : [condition])));
  }

  protected override render() {
    const { session } = this;
    const { log, filter } = session;
    if (log === null) return nothing;
    return html`<div class="filter-bar" role="region" aria-label="Filter">
      <ul class="chips">
        ${filter.map((condition, index) => this.#chip(condition, index))}
        <li>
          <dp-popover
            look="button ghost small add-filter"
            .face=${html`${icon(filter.length === 0 ? 'filter' : 'plus', 14)} ${filter.length === 0 ? 'Add filter' : 'Filter'}`}
            .content=${(close: () => void) => html`<dp-filter-form
              @apply=${(event: CustomEvent<Condition>) => {
                close();
                session.addFilter(event.detail);
              }}
              @click=${this.#settle}
            ></dp-filter-form>`}
          ></dp-popover>
        </li>
      </ul>
      <div class="filter-left">
        <span class="number" role="status">
          ${
            filter.length === 0
              ? html`all ${count(log.cases)} cases`
              : this.left === null
                ? html`counting…`
                : html`<strong>${count(this.left)}</strong> of ${count(log.cases)} cases <span class="quiet">${rich(share(log.cases === 0 ? 0 : this.left / log.cases))}</span>`
          }
        </span>
        ${
          session.canUndo || session.canRedo
            ? html`<button type="button" class="button ghost icon small" aria-label="Undo the last change of the filter" title="Undo (Ctrl+Z)" ?disabled=${!session.canUndo} @click=${() => session.undo()}>
                ${icon('undo', 14)}
              </button>
              <button type="button" class="button ghost icon small" aria-label="Redo" title="Redo (Ctrl+Shift+Z)" ?disabled=${!session.canRedo} @click=${() => session.redo()}>${icon('redo', 14)}</button>`
            : nothing
        }
        ${filter.length > 1 ? html`<button type="button" class="button ghost small" @click=${() => session.setFilter([])}>Clear</button>` : nothing}
      </div>
    </div>`;
  }

  /** The form changes its size with what is chosen: keep its popover inside the window. */
  readonly #settle = (event: Event) => {
    const popover = (event.currentTarget as Element).closest<Popover>('dp-popover');
    requestAnimationFrame(() => popover?.place());
  };

  #chip(condition: Condition, index: number) {
    const { session } = this;
    const { verb, what } = words(condition, (column) => session.log?.attributes.find((it) => it.column === column)?.name ?? column);
    const said = `${verb} ${what}`.trim();
    return html`<li class=${condition.keep ? 'chip' : 'chip out'}>
      <dp-popover
        look="chip-face"
        .face=${html`${verb === '' ? nothing : html`<span class="chip-verb">${verb}</span>`} <span class="truncate">${what}</span>`}
        .content=${(close: () => void) => html`<dp-filter-form
          .condition=${condition}
          @apply=${(event: CustomEvent<Condition>) => {
            close();
            this.#replace(index, event.detail);
          }}
        ></dp-filter-form>`}
      ></dp-popover>
      <button type="button" class="chip-act" aria-label=${`${condition.keep ? 'Leave out instead' : 'Keep instead'}: ${said}`} title=${condition.keep ? 'Leave these cases out instead' : 'Keep these cases instead'} @click=${() => this.#replace(index, { ...condition, keep: !condition.keep })}>
        ${icon('swap', 12)}
      </button>
      <button type="button" class="chip-act" aria-label=${`Remove: ${said}`} title="Remove" @click=${() => this.#replace(index, null)}>${icon('close', 12)}</button>
    </li>`;
  }
}
