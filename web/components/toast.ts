import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { failureOf } from '../api.ts';
import { Part } from '../here.ts';
import { icon } from './icons.ts';
import './toast.css';

export interface Toast {
  readonly text: string;
  readonly kind?: 'said' | 'error';
  /** Offered beside the text, e.g. Undo. */
  readonly action?: { readonly text: string; readonly act: () => void };
}

const shownMs = 6000;

/** Says one thing at the foot of the page; the next one replaces it. An error stays until it is closed. */
@customElement('dp-toast')
export class Toasts extends Part {
  @state() private toast: Toast | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(toast: Toast): void {
    clearTimeout(this.#timer);
    this.toast = toast;
    if (toast.kind !== 'error') this.#timer = setTimeout(this.#close, shownMs);
  }
  readonly #close = () => {
    this.toast = null;
  };

  protected override render() {
    const { toast } = this;
    return html`<div role=${toast?.kind === 'error' ? 'alert' : 'status'} aria-live="polite">
      ${
        toast === null
          ? nothing
          : html`<div class="toast">
            ${toast.kind === 'error' ? html`<span class="toast-mark">${icon('warning')}</span>` : nothing}
            <span>${toast.text}</span>
            ${
              toast.action
                ? html`<button
                  type="button"
                  class="toast-act"
                  @click=${() => {
                    this.#close();
                    toast.action?.act();
                  }}
                >
                  ${toast.action.text}
                </button>`
                : nothing
            }
            <button type="button" class="toast-close" aria-label="Close this message" @click=${this.#close}>${icon('close')}</button>
          </div>`
      }
    </div>`;
  }
}

/** Shows a toast wherever the page keeps them. */
export const say = (toast: Toast | string): void => {
  document.querySelector<Toasts>('dp-toast')?.show(typeof toast === 'string' ? { text: toast } : toast);
};

/** Says what failed, in the server's words. An aborted request says nothing: the user did it. */
export const sayFailure = (error: unknown): void => {
  if (error instanceof DOMException && error.name === 'AbortError') return;
  say({ kind: 'error', text: failureOf(error).message });
};
