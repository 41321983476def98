import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { Part } from '../here.ts';
import { icon } from './icons.ts';
import './drawer.css';

/**
 * Details beside the picture, never over it: the last child of a view, next to its `.page`. Closed it takes no room.
 * Fires `close` (its button, or Escape inside it); the view owns whether it is open.
 */
@customElement('dp-drawer')
export class Drawer extends Part {
  @property({ type: Boolean, reflect: true }) open = false;
  @property() heading = '';
  /** Small, above the heading: what kind of thing this is. */
  @property() kicker = '';
  @property({ attribute: false }) content: () => unknown = () => nothing;

  readonly #close = () => this.dispatchEvent(new CustomEvent('close'));

  protected override render() {
    if (!this.open) return nothing;
    return html`<aside
      aria-label=${this.heading}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape' && !event.defaultPrevented) this.#close();
      }}
    >
      <header>
        <div>
          ${this.kicker ? html`<p class="kicker">${this.kicker}</p>` : nothing}
          <h2>${this.heading}</h2>
        </div>
        <button type="button" class="button ghost icon" aria-label="Close details" @click=${this.#close}>${icon('close')}</button>
      </header>
      <div class="drawer-body" tabindex="0" role="group" aria-label="Details">${this.content()}</div>
    </aside>`;
  }
}
