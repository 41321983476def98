import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { Part } from '../here.ts';
import './slider.css';

/** A slider with a number field for those who type. Fires `slide` (detail: the value) on every step. */
@customElement('dp-slider')
export class Slider extends Part {
  @property() label = '';
  @property({ type: Number }) min = 0;
  @property({ type: Number }) max = 100;
  @property({ type: Number }) step = 1;
  @property({ type: Number }) value = 0;
  /** Written after the number field. */
  @property() unit = '';

  readonly #slide = (event: Event) => {
    const typed = (event.target as HTMLInputElement).valueAsNumber;
    if (Number.isNaN(typed)) return;
    this.value = Math.min(this.max, Math.max(this.min, typed));
    this.dispatchEvent(new CustomEvent('slide', { detail: this.value }));
  };

  protected override render() {
    const { label, min, max, step, value } = this;
    return html`<label class="slider">
        <span class="label">${label}</span>
        <input type="range" min=${min} max=${max} step=${step} .value=${String(value)} @input=${this.#slide} />
      </label>
      <input class="input number" type="number" aria-label=${`${label}, as a number`} min=${min} max=${max} step=${step} .value=${String(value)} @change=${this.#slide} />
      <span class="unit">${this.unit}</span>`;
  }
}
