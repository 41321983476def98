import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type DefinitionId, definitions } from '../definitions.ts';
import { count, exact, value as format, share } from '../format.ts';
import { Part } from '../here.ts';
import './popover.ts';
import './number.css';

/** A formatted number with its units small and grey: `3 d 4 h`, `12.4 %`. */
export const rich = (text: string): TemplateResult =>
  html`${text.split(/([a-zA-Z%]+)/).map((part) => (/^[a-zA-Z%]+$/.test(part) ? html`<span class="unit">${part}</span>` : part))}`;

/** A word whose dotted underline opens what it means. */
export const term = (definition: DefinitionId, text: string = definitions[definition].title): TemplateResult =>
  html`<dp-popover class="term" look="term-face" label=${`What “${text}” means`} .face=${text} .content=${() => defined(definition)}></dp-popover>`;

const defined = (id: DefinitionId): TemplateResult => {
  const it = definitions[id];
  return html`<div class="definition" tabindex="0">
    <p class="strong">${it.title}${it.unit ? html` <span class="unit">${it.unit}</span>` : nothing}</p>
    <p>${it.text}</p>
    ${it.formula ? html`<p><code>${it.formula}</code></p>` : nothing}
    ${it.caution ? html`<p class="quiet">${it.caution}</p>` : nothing}
  </div>`;
};

/** One number: value and unit, hover for all digits, and near it what it counts on. */
@customElement('dp-number')
export class NumberPart extends Part {
  @property({ attribute: false }) value: unknown = null;
  /** ms, share, count, cases, time or none. */
  @property() unit: string | null = null;
  @property() type = 'number';
  /** How many it rests on. */
  @property({ attribute: false }) n: number | null = null;
  /** A 95 % interval, in the value's unit. */
  @property({ attribute: false }) interval: readonly [number, number] | null = null;
  /** Not exact: shown with ≈. */
  @property({ type: Boolean }) approximate = false;

  protected override render() {
    const text = format(this.value, this.unit, this.type);
    const note = [
      this.interval === null
        ? ''
        : this.unit === 'share'
          ? `${share(this.interval[0])}–${share(this.interval[1])}`
          : this.interval.map((end) => format(end, this.unit, this.type)).join('–'),
      this.n === null ? '' : `n = ${count(this.n)}`,
    ].filter((part) => part !== '');
    return html`<span class="number" title=${exact(this.value, this.unit, this.type) ?? nothing}>${this.approximate ? '≈ ' : ''}${this.type === 'text' ? text : rich(text)}</span
      >${note.length > 0 ? html`<span class="number-note">${note.join(', ')}</span>` : nothing}`;
  }
}
