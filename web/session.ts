import type { Condition, Filter, LogInfo, Workflow } from '../analysis/schema/index.ts';
import { call, type Failure, failureOf } from './api.ts';
import { hrefOf, type Place, placeOf } from './place.ts';

/** What changes on the way to another place. A new view forgets the old one's params; the filter stays inside a workflow. `null` removes a param. */
export interface Going {
  readonly workflow?: string | null;
  readonly view?: string;
  readonly params?: Readonly<Record<string, string | null>>;
  readonly filter?: Filter;
}

/** The state that all views share: the place, the workflow and its current log, and the filter with its undo. Fires `change`. */
export class Session extends EventTarget {
  place: Place;
  workflow: Workflow | null = null;
  log: LogInfo | null = null;
  loading = false;
  failure: Failure | null = null;
  /** Whether the address that the page was opened with held a filter that could not be read. */
  readonly damaged: boolean;
  #undo: Filter[] = [];
  #redo: Filter[] = [];
  #asked: string | null = null;

  constructor() {
    super();
    const { damaged, ...place } = placeOf(new URL(location.href));
    this.place = place;
    this.damaged = damaged;
    addEventListener('popstate', () => {
      const place = placeOf(new URL(location.href));
      this.#remember(place);
      this.place = place;
      this.#arrive();
    });
    this.#arrive();
  }

  get filter(): Filter {
    return this.place.filter;
  }
  get canUndo(): boolean {
    return this.#undo.length > 0;
  }
  get canRedo(): boolean {
    return this.#redo.length > 0;
  }

  /** The place that `going` leads to. */
  to(going: Going): Place {
    const here = this.place;
    const workflow = going.workflow === undefined ? here.workflow : going.workflow;
    const view = going.view ?? here.view;
    const same = workflow === here.workflow && view === here.view;
    const params = Object.entries({ ...(same ? here.params : {}), ...going.params }).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    );
    return { workflow, view, params: Object.fromEntries(params), filter: going.filter ?? (workflow === here.workflow ? here.filter : []) };
  }

  /** Its address, for links. */
  href(going: Going): string {
    return hrefOf(this.to(going));
  }

  /** Goes there. `replace` keeps the back button from stepping through it (sliders, typing). */
  go(going: Going, options: { readonly replace?: boolean } = {}): void {
    this.#enter(this.to(going), options.replace ?? false);
  }

  /** Follows an address of our own. */
  follow(href: string): void {
    this.#enter(placeOf(new URL(href, location.href)), false);
  }

  /** Replaces the filter; can be undone. */
  setFilter(filter: Filter): void {
    this.go({ filter });
  }

  /** Adds conditions; one that is there already is not added twice. */
  addFilter(...conditions: readonly Condition[]): void {
    this.setFilter(this.with(conditions));
  }

  /** Opens the cases behind a number: the present filter and these conditions. */
  openCases(...conditions: readonly Condition[]): void {
    this.go({ view: 'cases', filter: this.with(conditions) });
  }

  /** The address of `openCases`, for links. */
  casesHref(...conditions: readonly Condition[]): string {
    return this.href({ view: 'cases', filter: this.with(conditions) });
  }

  undo(): void {
    const before = this.#undo.pop();
    if (before === undefined) return;
    this.#redo.push(this.filter);
    this.#enter(this.to({ filter: before }), false, false);
  }

  redo(): void {
    const after = this.#redo.pop();
    if (after === undefined) return;
    this.#undo.push(this.filter);
    this.#enter(this.to({ filter: after }), false, false);
  }

  /** Loads the workflow and its log again, after something changed them. */
  async reload(): Promise<void> {
    const { workflow } = this.place;
    if (workflow === null) return;
    this.#asked = workflow;
    this.loading = true;
    this.#tell();
    try {
      const found = await call('workflow', { params: { workflow } });
      const log = found.log === null ? null : await call('log', { params: { log: found.log } });
      if (this.#asked !== workflow) return;
      Object.assign(this, { workflow: found, log, failure: null, loading: false });
    } catch (error) {
      if (this.#asked !== workflow) return;
      Object.assign(this, { workflow: null, log: null, failure: failureOf(error), loading: false });
    }
    this.#tell();
  }

  with(conditions: readonly Condition[]): Filter {
    const known = new Set(this.filter.map((condition) => JSON.stringify(condition)));
    return [...this.filter, ...conditions.filter((condition) => !known.has(JSON.stringify(condition)))];
  }

  /** Whatever changes the filter on the way to `place`, a link or the browser's own back, can be undone. */
  #remember(place: Place): void {
    if (place.workflow !== this.place.workflow || JSON.stringify(place.filter) === JSON.stringify(this.filter)) return;
    this.#undo.push(this.filter);
    this.#redo = [];
  }

  #enter(place: Place, replace: boolean, undoable = true): void {
    const href = hrefOf(place);
    if (href === hrefOf(this.place)) return;
    if (undoable) this.#remember(place);
    if (replace) history.replaceState(null, '', href);
    else history.pushState(null, '', href);
    this.place = { workflow: place.workflow, view: place.view, params: place.params, filter: place.filter };
    this.#arrive();
  }

  #arrive(): void {
    if (this.place.workflow !== this.#asked) {
      Object.assign(this, { workflow: null, log: null, failure: null });
      this.#undo = [];
      this.#redo = [];
      this.#asked = this.place.workflow;
      if (this.place.workflow !== null) void this.reload();
    }
    this.#tell();
  }

  #tell(): void {
    this.dispatchEvent(new Event('change'));
  }
}
