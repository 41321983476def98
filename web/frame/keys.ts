import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { SessionPart } from '../here.ts';
import { views } from '../views/index.ts';
import './keys.css';

const typing = (event: KeyboardEvent): boolean => {
  const target = event.target as HTMLElement;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
};
const waitForLetterMs = 1200;

/** The keys that work everywhere, and the panel that lists them (`?`). */
@customElement('dp-keys')
export class Keys extends SessionPart {
  #going = Number.NEGATIVE_INFINITY;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('keydown', this.#key);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.#key);
  }

  show(): void {
    this.querySelector('dialog')?.showModal();
  }

  readonly #key = (event: KeyboardEvent) => {
    if (event.defaultPrevented || typing(event)) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z') {
      event.preventDefault();
      if (event.shiftKey) this.session.redo();
      else this.session.undo();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (performance.now() - this.#going < waitForLetterMs) {
      this.#going = Number.NEGATIVE_INFINITY;
      const view = views.find(({ key }) => key === event.key);
      const { workflow } = this.session.place;
      if (view === undefined || (view.of !== 'house' && workflow === null)) return;
      event.preventDefault();
      this.session.go(view.of === 'house' ? { workflow: null, view: view.id } : { view: view.id });
    } else if (event.key === 'g') {
      this.#going = performance.now();
    } else if (event.key === '?') {
      event.preventDefault();
      this.show();
    } else if (event.key === '/') {
      const search = document.querySelector<HTMLInputElement>('main input[type="search"]');
      if (search === null) return;
      event.preventDefault();
      search.focus();
      search.select();
    }
  };

  protected override render() {
    const inside = this.session.place.workflow !== null;
    const offered = views.filter(({ of }) => inside || of === 'house');
    const line = (keys: readonly string[], text: string) => html`<div>
      <dt>${keys.map((key, i) => html`${i > 0 ? ' ' : nothing}<kbd>${key}</kbd>`)}</dt>
      <dd>${text}</dd>
    </div>`;
    return html`<dialog
      class="keys"
      aria-labelledby="keys-title"
      @click=${(event: Event) => {
        if (event.target === event.currentTarget) (event.currentTarget as HTMLDialogElement).close();
      }}
    >
      <form method="dialog">
        <header><h2 id="keys-title">Keys</h2><button class="button small">Close</button></header>
        <div class="keys-columns">
          <div>
            <h3>Go to</h3>
            <dl>${offered.map(({ key, title }) => line(['g', key], title))}</dl>
          </div>
          <div>
            <h3>Everywhere</h3>
            <dl>
            ${line(['/'], 'Search in this view')}${line(['Ctrl', 'Z'], 'Undo a change of the filter')}${line(['Ctrl', 'Shift', 'Z'], 'Redo it')}${line(['Esc'], 'Close what is open')}${line(['?'], 'This list')}
            </dl>
            <h3>In a table</h3>
            <dl>
            ${line(['↑', '↓'], 'Walk the rows')}${line(['Enter'], 'Open the row')}${line(['Ctrl', 'C'], 'Copy the row')}
            </dl>
            <h3>On the map</h3>
            <dl>
            ${line(['↑', '↓'], 'Walk along the busiest paths')}${line(['←', '→'], 'Go to what is beside')}${line(['Enter'], 'Open it')}${line(['+', '−'], 'Zoom')}${line(['0'], 'Show the whole map')}${line(['Shift', '↑'], 'Move the map')}
            </dl>
          </div>
        </div>
      </form>
    </dialog>`;
  }
}
