import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Condition } from '../../analysis/schema/index.ts';
import type { Answer } from '../api.ts';
import { ask } from '../api.ts';
import { Loaded } from '../components/loaded.ts';
import type { Choice } from '../components/picker.ts';
import { duration, parseDuration } from '../format.ts';
import { SessionPart } from '../here.ts';
import { kinds } from './filter-words.ts';
import '../components/picker.ts';

type Kind = Condition['kind'];

/** What a form starts with: nothing chosen yet. */
const begin = (kind: Kind): Condition => {
  switch (kind) {
    case 'time':
      return { kind, keep: true, from: null, to: null, mode: 'touching' };
    case 'activity':
      return { kind, keep: true, activities: [], mode: 'any' };
    case 'starts':
    case 'ends':
      return { kind, keep: true, activities: [] };
    case 'variant':
      return { kind, keep: true, variants: [] };
    case 'case':
      return { kind, keep: true, cases: [] };
    case 'attribute':
      return { kind, keep: true, column: '', values: [] };
    case 'duration':
      return { kind, keep: true, minMs: null, maxMs: null };
    case 'follows':
      return { kind, keep: true, from: '', to: '', directly: true };
    case 'handoff':
      return { kind, keep: true, from: '', to: '' };
    case 'rework':
      return { kind, keep: true, activity: null };
  }
};

/** Whether it says enough to be applied. */
const complete = (it: Condition): boolean => {
  switch (it.kind) {
    case 'time':
      return (it.from !== null || it.to !== null) && (it.from === null || it.to === null || it.from < it.to);
    case 'activity':
    case 'starts':
    case 'ends':
      return it.activities.length > 0;
    case 'variant':
      return it.variants.length > 0;
    case 'case':
      return it.cases.length > 0;
    case 'attribute':
      return it.column !== '' && it.values.length > 0;
    case 'duration':
      return (it.minMs !== null || it.maxMs !== null) && (it.minMs ?? 0) <= (it.maxMs ?? Number.POSITIVE_INFINITY);
    case 'follows':
    case 'handoff':
      return it.from !== '' && it.to !== '';
    case 'rework':
      return true;
  }
};

/** The picker's stand-in for a value that is missing: no log holds a lone NUL. */
const missing = '\0';
const dayMs = 86_400_000;
const chosen = (event: Event): readonly string[] => (event as CustomEvent<readonly string[]>).detail;
const typed = (event: Event): string => (event.target as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement).value;

/** Makes or changes one condition. Fires `apply` (detail: the condition). Choices come from the whole log, so that no choice hides behind the filter. */
@customElement('dp-filter-form')
export class FilterForm extends SessionPart {
  @property({ attribute: false }) condition: Condition | null = null;
  @state() private draft: Condition | null = null;

  readonly #activities = this.#choices(
    () => this.#asks(['activity', 'starts', 'ends', 'follows', 'rework'], 'activities'),
    (row) => ({ value: String(row.activity), text: String(row.activity), note: Number(row.cases) }),
  );
  readonly #variants = this.#choices(
    () => this.#asks(['variant'], 'variants', { limit: 500 }),
    (row) => ({
      value: String(row.variant),
      text: `${Number(row.variant) + 1}  ${(row.activities as readonly string[]).join(' → ')}`,
      note: Number(row.cases),
    }),
  );
  readonly #values = this.#choices(
    () => {
      const { draft } = this;
      if (draft?.kind === 'handoff') return { question: 'attributes', params: { column: 'team' } };
      return draft?.kind === 'attribute' && draft.column !== '' ? { question: 'attributes', params: { column: draft.column } } : null;
    },
    (row) => ({
      value: row.value === null ? missing : String(row.value),
      text: row.value === null ? 'missing' : String(row.value),
      note: Number(row.cases),
    }),
  );

  #asks(of: readonly Kind[], question: string, params: Readonly<Record<string, unknown>> = {}) {
    return this.draft !== null && of.includes(this.draft.kind) ? { question, params } : null;
  }
  #choices(
    what: () => { question: string; params: Readonly<Record<string, unknown>> } | null,
    choice: (row: Answer['rows'][number]) => Choice,
  ) {
    return new Loaded<readonly Choice[]>(
      this,
      () => {
        const it = what();
        return it === null || this.session.log === null ? null : [this.session.log.id, JSON.stringify(it)];
      },
      async ({ signal }) => {
        const { question, params } = what()!;
        return (await ask(this.session.log!.id, question, { params, signal })).rows
          .map(choice)
          .sort((a, b) => (b.note ?? 0) - (a.note ?? 0));
      },
    );
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('condition')) this.draft = this.condition;
  }
  #set(change: Partial<Record<string, unknown>>): void {
    this.draft = { ...this.draft!, ...change } as Condition;
  }

  protected override render() {
    const { draft } = this;
    if (draft === null) return this.#menu();
    const ready = complete(draft);
    return html`<form
      class="form"
      @submit=${(event: Event) => {
        event.preventDefault();
        if (ready) this.dispatchEvent(new CustomEvent('apply', { detail: draft }));
      }}
    >
      <div class="row">
        <p class="strong">${kinds.find(({ kind }) => kind === draft.kind)!.title}</p>
        <div class="segmented push" role="group" aria-label="Keep these cases or leave them out">
          <button type="button" aria-pressed=${draft.keep} @click=${() => this.#set({ keep: true })}>Keep</button>
          <button type="button" aria-pressed=${!draft.keep} @click=${() => this.#set({ keep: false })}>Leave out</button>
        </div>
      </div>
      ${this.#fields(draft)}
      <div class="actions">
        ${
          this.condition === null
            ? html`<button type="button" class="button ghost" @click=${() => {
                this.draft = null;
              }}>Back</button>`
            : nothing
        }
        <button type="submit" class="button primary" ?disabled=${!ready}>${this.condition === null ? 'Add filter' : 'Change filter'}</button>
      </div>
    </form>`;
  }

  #menu() {
    const { log } = this.session;
    const offered = kinds.filter(({ kind }) => kind !== 'handoff' || (log?.teams ?? 0) > 0);
    return html`<div class="menu" role="menu" aria-label="Kinds of filters" @keydown=${this.#step}>
      ${offered.map(
        ({ kind, title, hint }) =>
          html`<button type="button" role="menuitem" @click=${() => {
            this.draft = begin(kind);
          }}>${title}<span class="note">${hint}</span></button>`,
      )}
    </div>`;
  }
  readonly #step = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const items = [...this.querySelectorAll<HTMLElement>('[role="menuitem"]')];
    items[(items.indexOf(document.activeElement as HTMLElement) + by + items.length) % items.length]?.focus();
  };

  #pick(
    from: Loaded<readonly Choice[]>,
    label: string,
    values: readonly string[],
    pick: (values: readonly string[]) => void,
    single = false,
  ) {
    return from.render(
      (choices) =>
        html`<dp-picker .choices=${choices} .chosen=${values} .label=${label} ?single=${single} @pick=${(event: Event) => pick(chosen(event))}></dp-picker>`,
      {
        loading: 'Reading what can be chosen',
      },
    );
  }
  #select(from: Loaded<readonly Choice[]>, label: string, now: string, set: (value: string) => void, none?: string) {
    return html`<label>
      <span class="label">${label}</span>
      <select class="select" @change=${(event: Event) => set(typed(event))}>
        <option value="" ?disabled=${none === undefined} ?selected=${now === ''}>${none ?? 'Choose…'}</option>
        ${(from.value ?? []).filter(({ value }) => value !== missing).map(({ value, text }) => html`<option value=${value} ?selected=${value === now}>${text}</option>`)}
      </select>
    </label>`;
  }

  #fields(it: Condition) {
    switch (it.kind) {
      case 'activity':
      case 'starts':
      case 'ends':
        return html`${this.#pick(this.#activities, 'Activities', it.activities, (activities) => this.#set({ activities }))}
          ${
            it.kind === 'activity' && it.activities.length > 1
              ? html`<label class="field"><span class="label">A case must contain</span><select class="select" @change=${(event: Event) => this.#set({ mode: typed(event) })}>
                <option value="any" ?selected=${it.mode === 'any'}>any of them</option>
                <option value="all" ?selected=${it.mode === 'all'}>all of them</option>
              </select></label>`
              : nothing
          }`;
      case 'variant':
        return this.#pick(this.#variants, 'Variants', it.variants.map(String), (values) => this.#set({ variants: values.map(Number) }));
      case 'case':
        return html`<label>
          <span class="label">Case ids, one a line</span>
          <textarea class="input" rows="5" style="height:auto" .value=${it.cases.join('\n')} @input=${(event: Event) =>
            this.#set({
              cases: typed(event)
                .split('\n')
                .map((line) => line.trim())
                .filter((line) => line !== ''),
            })}></textarea>
        </label>`;
      case 'attribute': {
        const { log } = this.session;
        const columns = [
          ...(log?.resources ? [{ column: 'resource', name: 'Resource' }] : []),
          ...(log?.teams ? [{ column: 'team', name: 'Team' }] : []),
          ...(log?.attributes ?? []),
        ];
        return html`<label>
            <span class="label">Attribute</span>
            <select class="select" @change=${(event: Event) => this.#set({ column: typed(event), values: [] })}>
              <option value="" disabled ?selected=${it.column === ''}>Choose…</option>
              ${columns.map(({ column, name }) => html`<option value=${column} ?selected=${column === it.column}>${name}</option>`)}
            </select>
          </label>
          ${
            it.column === ''
              ? nothing
              : this.#pick(
                  this.#values,
                  'Values',
                  it.values.map((value) => value ?? missing),
                  (values) => this.#set({ values: values.map((value) => (value === missing ? null : value)) }),
                )
          }`;
      }
      case 'duration': {
        const field = (label: string, at: 'minMs' | 'maxMs') => html`<label>
          <span class="label">${label}</span>
          <input class="input" placeholder="e.g. 3 d 4 h" .value=${it[at] === null ? '' : duration(it[at])} @change=${(event: Event) => {
            const ms = parseDuration(typed(event));
            // What cannot be read must not pass for "no bound".
            (event.target as HTMLInputElement).setCustomValidity(ms === null && typed(event).trim() !== '' ? 'Write it like 3 d 4 h.' : '');
            this.#set({ [at]: ms });
          }} />
        </label>`;
        return html`${field('At least', 'minMs')}${field('At most', 'maxMs')}<p class="quiet small">Weeks, days, hours, minutes or seconds: 2 w, 1.5 d, 90 min.</p>`;
      }
      case 'time': {
        const day = (at: string | null, shift = 0) => (at === null ? '' : new Date(Date.parse(at) - shift).toISOString().slice(0, 10));
        const set = (name: 'from' | 'to', shift: number) => (event: Event) => {
          const at = Date.parse(`${typed(event)}T00:00:00Z`);
          this.#set({ [name]: Number.isNaN(at) ? null : new Date(at + shift).toISOString() });
        };
        return html`<div class="row">
            <label><span class="label">First day</span><input class="input" type="date" .value=${day(it.from)} @change=${set('from', 0)} /></label>
            <label><span class="label">Last day</span><input class="input" type="date" .value=${day(it.to, dayMs)} @change=${set('to', dayMs)} /></label>
          </div>
          <label><span class="label">Cases that</span><select class="select" @change=${(event: Event) => this.#set({ mode: typed(event) })}>
            ${(
              [
                ['touching', 'were under way then'],
                ['contained', 'started and ended then'],
                ['started', 'started then'],
                ['ended', 'ended then'],
              ] as const
            ).map(([mode, text]) => html`<option value=${mode} ?selected=${mode === it.mode}>${text}</option>`)}
          </select></label>`;
      }
      case 'follows':
        return html`${this.#select(this.#activities, 'First', it.from, (from) => this.#set({ from }))}${this.#select(this.#activities, 'Then', it.to, (to) => this.#set({ to }))}
          <label><span class="label">How soon</span><select class="select" @change=${(event: Event) => this.#set({ directly: typed(event) === 'directly' })}>
            <option value="directly" ?selected=${it.directly}>directly after it</option>
            <option value="eventually" ?selected=${!it.directly}>at any time after it</option>
          </select></label>`;
      case 'handoff':
        return html`${this.#select(this.#values, 'From team', it.from, (from) => this.#set({ from }))}${this.#select(this.#values, 'To team', it.to, (to) => this.#set({ to }))}`;
      case 'rework':
        return this.#select(
          this.#activities,
          'Activity',
          it.activity ?? '',
          (activity) => this.#set({ activity: activity === '' ? null : activity }),
          'any activity',
        );
    }
  }
}
