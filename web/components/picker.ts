import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { count } from '../format.ts';
import { Part } from '../here.ts';
import './picker.css';

/** One thing to choose. `note` stands at the right, usually how many cases have it. */
export interface Choice {
  readonly value: string;
  readonly text: string;
  readonly note?: number | null;
}

const shownAtMost = 200;

/** A searchable list to choose from, one or several. Fires `pick` (detail: the chosen values). */
@customElement('dp-picker')
export class Picker extends Part {
  @property({ attribute: false }) choices: readonly Choice[] = [];
  @property({ attribute: false }) chosen: readonly string[] = [];
  @property({ type: Boolean }) single = false;
  @property() label = 'Choose';
  @state() private search = '';

  #pick(value: string): void {
    const has = this.chosen.includes(value);
    this.chosen = this.single ? [value] : has ? this.chosen.filter((it) => it !== value) : [...this.chosen, value];
    this.dispatchEvent(new CustomEvent('pick', { detail: this.chosen }));
  }

  protected override render() {
    const words = this.search.trim().toLowerCase();
    const found = this.choices.filter(({ text }) => text.toLowerCase().includes(words));
    const name = `picker-${this.label}`;
    return html`<fieldset class="picker">
      <legend class="visually-hidden">${this.label}</legend>
      ${
        this.choices.length > 7
          ? html`<input
            class="input"
            type="search"
            placeholder=${`Search ${count(this.choices.length)}`}
            aria-label=${`Search: ${this.label}`}
            .value=${this.search}
            @input=${(event: Event) => {
              this.search = (event.target as HTMLInputElement).value;
            }}
          />`
          : nothing
      }
      <div class="picker-list">
        ${found.slice(0, shownAtMost).map(
          (choice) => html`<label>
            <input
              type=${this.single ? 'radio' : 'checkbox'}
              name=${name}
              .checked=${this.chosen.includes(choice.value)}
              @change=${() => this.#pick(choice.value)}
            />
            <span class="truncate" title=${choice.text}>${choice.text}</span>
            ${choice.note === undefined ? nothing : html`<span class="number quiet small">${count(choice.note)}</span>`}
          </label>`,
        )}
        ${found.length === 0 ? html`<p class="quiet small">Nothing with “${this.search}” in it.</p>` : nothing}
        ${found.length > shownAtMost ? html`<p class="quiet small">${count(found.length - shownAtMost)} more: search to narrow them down.</p>` : nothing}
      </div>
    </fieldset>`;
  }
}
