import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { Part } from '../here.ts';
import { type IconName, icon } from './icons.ts';
import './popover.ts';

/** One entry of a menu; `null` in a list of them is a line between. */
export interface MenuItem {
  readonly text: string;
  readonly icon?: IconName;
  readonly note?: string;
  readonly danger?: boolean;
  /** For a choice of one: whether this is it. */
  readonly checked?: boolean;
  /** A link, or what it does. */
  readonly href?: string;
  readonly act?: () => void;
}

const step = (menu: Element, event: KeyboardEvent): void => {
  const items = [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const next =
    event.key === 'ArrowDown'
      ? at + 1
      : event.key === 'ArrowUp'
        ? at - 1
        : event.key === 'Home'
          ? 0
          : event.key === 'End'
            ? items.length - 1
            : null;
  if (next === null || items.length === 0) return;
  event.preventDefault();
  items[(next + items.length) % items.length]!.focus();
};

/** A button with a menu: arrows move, Enter chooses, Escape leaves. */
@customElement('dp-menu')
export class Menu extends Part {
  @property({ attribute: false }) face: TemplateResult | string = icon('more');
  @property() label = '';
  @property() look = 'button ghost icon';
  @property({ attribute: false }) items: readonly (MenuItem | null)[] = [];

  protected override render() {
    return html`<dp-popover kind="menu" .face=${this.face} .label=${this.label} .look=${this.look} .content=${this.#content}></dp-popover>`;
  }

  readonly #content = (
    close: () => void,
  ) => html`<div class="menu" role="menu" aria-label=${this.label || nothing} @keydown=${(event: KeyboardEvent) => step(event.currentTarget as Element, event)}>
    ${this.items.map((item) => (item === null ? html`<hr />` : this.#item(item, close)))}
  </div>`;

  #item(item: MenuItem, close: () => void) {
    const inside = html`${item.checked === undefined ? (item.icon ? icon(item.icon) : nothing) : item.checked ? icon('check') : html`<span style="width:16px"></span>`}
      <span class="truncate">${item.text}</span>${item.note ? html`<span class="note">${item.note}</span>` : nothing}`;
    const act = () => {
      close();
      item.act?.();
    };
    return item.href
      ? html`<a role="menuitem" tabindex="0" href=${item.href} @click=${close}>${inside}</a>`
      : html`<button
          type="button"
          class=${item.danger ? 'danger' : ''}
          role=${item.checked === undefined ? 'menuitem' : 'menuitemradio'}
          aria-checked=${item.checked ?? nothing}
          @click=${act}
        >
          ${inside}
        </button>`;
  }
}
