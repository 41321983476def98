import './no-eval.ts';
import '@fontsource-variable/inter/wght.css';
import './theme.css';
import './base.css';
import './frame/frame.css';
import './theme.ts';
import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { ask, type Failure, failureOf } from './api.ts';
import { icon } from './components/icons.ts';
import { Loaded } from './components/loaded.ts';
import { emptyState, errorState, loadingState, nothingLeft } from './components/states.ts';
import { say } from './components/toast.ts';
import type { Keys } from './frame/keys.ts';
import { SessionPart } from './here.ts';
import { setTheme, theme } from './theme.ts';
import { type View, viewById, views } from './views/index.ts';
import './components/menu.ts';
import './components/toast.ts';
import './frame/filter-bar.ts';
import './frame/header.ts';
import './frame/keys.ts';

/** The frame around every view: rail, header, filter, tabs; and the view that the address names. */
@customElement('dp-app')
export class App extends SessionPart {
  @state() private shown: { readonly view: View; readonly element: HTMLElement } | null = null;
  @state() private failure: Failure | null = null;
  /** The view whose tab was brought into sight. */
  #tabbed: View | undefined;
  /** Cases the filter leaves. */
  readonly #left = new Loaded<number>(
    this,
    () => {
      const { log, filter } = this.session;
      return log === null || filter.length === 0 ? null : [log.id, JSON.stringify(filter)];
    },
    async ({ signal }) => {
      const { log, filter } = this.session;
      return Number((await ask(log!.id, 'overview', { filter, signal })).rows[0]?.cases ?? 0);
    },
  );

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('click', this.#click);
  }

  /** Links of our own go through the session; everything else is the browser's. */
  readonly #click = (event: MouseEvent) => {
    const link = (event.target as Element).closest('a');
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (
      link.origin !== location.origin ||
      link.target !== '' ||
      link.hasAttribute('download') ||
      link.pathname.startsWith('/api/') ||
      link.hash !== ''
    )
      return;
    event.preventDefault();
    this.session.follow(link.href);
  };

  get #view(): View | undefined {
    const { workflow, view } = this.session.place;
    const inside = workflow !== null;
    const tabs = views.filter(({ of }) => of !== 'house');
    const found = viewById(view) ?? (inside && view === 'overview' ? tabs[0] : undefined);
    return found !== undefined && (found.of === 'house') === !inside ? found : undefined;
  }

  protected override firstUpdated(): void {
    if (this.session.damaged) say({ kind: 'error', text: 'The filter in this address could not be read, so it was left out.' });
  }
  protected override willUpdate(): void {
    const view = this.#view;
    if (view === undefined || this.shown?.view === view) return;
    view.load().then(
      () => {
        if (this.#view !== view) return;
        this.failure = null;
        this.shown = { view, element: document.createElement(`dp-${view.id}-view`) };
      },
      (error) => {
        this.failure = failureOf(error);
      },
    );
  }
  protected override updated(): void {
    const parts = [this.#view?.title, this.session.workflow?.name, 'Desire Path'].filter((part) => part !== undefined);
    document.title = parts.join(' · ');
    const view = this.#view;
    if (this.#tabbed !== view && this.session.place.workflow !== null) {
      this.#tabbed = view;
      this.querySelector('.tabs [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  }

  protected override render() {
    const { session } = this;
    const inside = session.place.workflow !== null;
    return html`<a class="skip" href="#main" @click=${this.#skip}>Skip to the view</a>
      ${this.#rail()}
      <div class="column">
        ${
          inside
            ? html`<header class="top">
              <dp-header></dp-header>
              ${session.log === null ? nothing : html`<dp-filter-bar .left=${this.#left.pending ? null : (this.#left.value ?? null)}></dp-filter-bar>`}
              ${this.#tabs()}
            </header>`
            : nothing
        }
        <main id="main" tabindex="-1">${this.#main()}</main>
      </div>
      <dp-toast></dp-toast>
      <dp-keys></dp-keys>`;
  }

  readonly #skip = (event: Event) => {
    event.preventDefault();
    this.querySelector<HTMLElement>('main')?.focus();
  };

  #rail() {
    const here = this.session.place;
    const link = (view: View, name: 'workflows' | 'upload', current: boolean) =>
      html`<a href=${view.id === 'workflows' ? '/' : `/${view.id}`} aria-label=${view.title} title=${view.title} aria-current=${current ? 'page' : nothing}>${icon(name)}</a>`;
    return html`<nav class="rail" aria-label="Desire Path">
      <a class="logo" href="/" aria-label="Desire Path: all workflows">
        <svg width="24" height="24" viewBox="0 0 24 24" fill="none" stroke-width="2.4" stroke-linecap="round" aria-hidden="true">
          <path d="M6 19.500V13a7 7 0 0 1 7-7h5.500" stroke="var(--paved)" />
          <path d="M6 19.500C9 17 15 13 18.500 6" stroke="var(--desire)" stroke-dasharray="0.1 4.1" />
        </svg>
      </a>
      ${link(viewById('workflows')!, 'workflows', here.view === 'workflows' || here.workflow !== null)} ${link(viewById('import')!, 'upload', here.view === 'import' && here.workflow === null)}
      <span class="rail-space"></span>
      <dp-menu
        label="Light or dark"
        .face=${icon(theme() === 'system' ? 'system' : theme() === 'dark' ? 'moon' : 'sun')}
        .items=${(['system', 'light', 'dark'] as const).map((it) => ({
          text: { system: 'As the system', light: 'Light', dark: 'Dark' }[it],
          checked: theme() === it,
          act: () => {
            setTheme(it);
            this.requestUpdate();
          },
        }))}
      ></dp-menu>
      <button type="button" class="button ghost icon" aria-label="Keys" title="Keys (?)" @click=${() => this.querySelector<Keys>('dp-keys')?.show()}>${icon('keyboard')}</button>
    </nav>`;
  }

  #tabs() {
    const now = this.#view;
    return html`<nav class="tabs" aria-label="Views">
      ${views
        .filter(({ of }) => of !== 'house')
        .map(
          (view) =>
            html`<a href=${this.session.href({ view: view.id, params: {} })} aria-current=${view === now ? 'page' : nothing} title=${`g ${view.key}`}>${view.title}</a>`,
        )}
    </nav>`;
  }

  #main() {
    const { session } = this;
    const view = this.#view;
    if (view === undefined)
      return emptyState({
        title: 'There is nothing at this address',
        text: `No view is called “${session.place.view}”.`,
        action: html`<a class="button" href="/">All workflows</a>`,
      });
    if (view.of !== 'house') {
      if (session.failure !== null)
        return session.failure.code === 'not-found'
          ? emptyState({
              title: 'This workflow is gone',
              text: session.failure.message,
              action: html`<a class="button" href="/">All workflows</a>`,
            })
          : errorState(session.failure, () => session.reload());
      if (session.workflow === null)
        return loadingState('Opening the workflow', null, () => session.go({ workflow: null, view: 'workflows' }));
      if (view.of === 'log' && session.log === null)
        return emptyState({
          title: 'No event log yet',
          text: `${view.title} shows what the work really does. It needs an event log: a CSV or XES file with a case, an activity and a time in each row.`,
          action: html`<a class="button primary" href=${`/import?workflow=${encodeURIComponent(session.workflow.id)}`}>${icon('upload')} Import a log</a>`,
        });
      if (view.filtered && session.filter.length > 0 && this.#left.value === 0 && !this.#left.pending) return nothingLeft(session);
    }
    if (this.failure !== null) return errorState(this.failure, () => location.reload());
    return this.shown?.view === view ? this.shown.element : nothing;
  }
}
