import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Part } from '../here.ts';
import './popover.css';

/** Puts a floating panel below (or above, where there is more room) what it belongs to, inside the window. */
export const placeBy = (panel: HTMLElement, anchor: Element): void => {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = innerHeight - at.bottom - 12;
  const top = height <= below || below >= at.top ? at.bottom + 4 : Math.max(8, at.top - height - 4);
  panel.style.top = `${top}px`;
  panel.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  panel.style.maxHeight = `${Math.max(160, top > at.top ? below : at.top - 16)}px`;
};

/**
 * A button that opens a panel beside it. `content` is drawn only while open and gets `close`.
 * Escape and a click elsewhere close it; focus goes in and comes back.
 */
@customElement('dp-popover')
export class Popover extends Part {
  /** What the button shows. */
  @property({ attribute: false }) face: TemplateResult | string = '';
  /** The button's name where its face says too little. */
  @property() label = '';
  @property() look = 'button';
  @property({ attribute: false }) content: (close: () => void) => unknown = () => nothing;
  /** menu, dialog or listbox: what screen readers are told opens. */
  @property() kind: 'menu' | 'dialog' | 'listbox' = 'dialog';
  @state() private shown = false;

  open(): void {
    this.#panel?.showPopover();
  }
  readonly close = (): void => {
    this.#panel?.hidePopover();
  };

  get #panel(): HTMLElement | null {
    return this.querySelector(':scope > [popover]');
  }
  get #button(): HTMLButtonElement | null {
    return this.querySelector(':scope > button');
  }

  readonly #toggled = async (event: Event): Promise<void> => {
    if (event.target !== this.#panel) return;
    this.shown = (event as ToggleEvent).newState === 'open';
    this.dispatchEvent(new CustomEvent(this.shown ? 'opened' : 'closed'));
    if (!this.shown) return;
    await this.updateComplete;
    const panel = this.#panel!;
    placeBy(panel, this.#button!);
    const first = panel.querySelector<HTMLElement>('[autofocus], input, select, textarea, [tabindex="0"], button, a[href]');
    first?.focus();
  };

  /** Places the panel again after its content changed size. */
  place(): void {
    if (this.shown && this.#panel !== null) placeBy(this.#panel, this.#button!);
  }

  protected override render() {
    return html`<button
        type="button"
        class=${this.look}
        aria-label=${this.label || nothing}
        title=${this.label || nothing}
        aria-haspopup=${this.kind}
        aria-expanded=${this.shown}
        @click=${() => (this.shown ? this.close() : this.open())}
      >
        ${this.face}
      </button>
      <div class="popover" popover="auto" role=${this.kind === 'dialog' ? 'dialog' : nothing} aria-label=${this.kind === 'dialog' ? this.label || 'Options' : nothing} @toggle=${this.#toggled}>
        ${this.shown ? this.content(this.close) : nothing}
      </div>`;
  }
}
