import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { type Answer, askCsv, type Row } from '../api.ts';
import { icon } from '../components/icons.ts';
import { asked } from '../components/loaded.ts';
import type { Sorting, TableColumn } from '../components/table.ts';
import { count, counted, duration } from '../format.ts';
import { SessionPart } from '../here.ts';
import { caseTimeline } from './cases/timeline.ts';
import '../components/drawer.ts';
import '../components/table.ts';
import './cases/cases.css';

const pageSize = 100;
const searchAfterMs = 250;
const sortable = new Set(['caseId', 'started', 'ended', 'durationMs', 'events', 'variant']);
const hidden = new Set(['attributes', 'ofCases']);

/** The single cases behind every number, page by page; one of them down to its events. */
@customElement('dp-cases-view')
export class CasesView extends SessionPart {
  #typing: ReturnType<typeof setTimeout> | undefined;

  get #params() {
    const { q = '', sort = 'started', desc, page = '0', case: chosen } = this.session.place.params;
    return {
      search: q,
      sort: sortable.has(sort) ? sort : 'started',
      desc: desc === '1',
      page: Math.max(0, Math.floor(Number(page) || 0)),
      chosen: chosen ?? null,
    };
  }
  readonly #cases = asked(this, () => {
    const { search, sort, desc, page } = this.#params;
    return { question: 'cases', params: { search, sort, desc, limit: pageSize, offset: page * pageSize } };
  });
  /** One case is shown whole, whatever the filter. */
  readonly #events = asked(this, () => {
    const { chosen } = this.#params;
    return chosen === null ? null : { question: 'case-events', params: { case: chosen }, filter: [] };
  });

  #open(caseId: string | null): void {
    this.session.go({ params: { case: caseId } });
  }
  #step(answer: Answer, by: number): void {
    const at = answer.rows.findIndex((row) => row.caseId === this.#params.chosen);
    const next = answer.rows[at + by];
    if (next) this.session.go({ params: { case: String(next.caseId) } }, { replace: true });
  }

  protected override render() {
    const { chosen } = this.#params;
    return html`<div class="page fill cases">
        ${this.#cases.render((answer) => this.#table(answer), { loading: 'Reading the cases' })}
      </div>
      <dp-drawer
        class="wide"
        ?open=${chosen !== null}
        kicker="Case"
        .heading=${chosen ?? ''}
        .content=${() => this.#case()}
        @close=${() => this.#open(null)}
      ></dp-drawer>`;
  }

  #columns(answer: Answer): readonly TableColumn[] {
    const first = { caseId: 180, started: 152, ended: 152 } as Readonly<Record<string, number>>;
    const kept = this.session.log?.attributes.filter((it) => it.of === 'case') ?? [];
    return [
      ...answer.columns
        .filter(({ name }) => !hidden.has(name))
        .map(
          (column): TableColumn => ({
            ...column,
            width: first[column.name],
            definition: column.name === 'variant' ? 'variant' : column.name === 'durationMs' ? 'throughput-time' : undefined,
            ...(column.name === 'variant' ? { text: (it) => count(Number(it) + 1) } : {}),
          }),
        ),
      ...kept.map(
        (it): TableColumn => ({
          name: `attribute ${it.column}`,
          title: it.name,
          unit: it.type === 'time' ? 'time' : null,
          type: it.type,
          width: 140,
        }),
      ),
    ];
  }

  /** The attributes come as one JSON text a case: each becomes a column of its own. */
  #rows(answer: Answer): readonly Row[] {
    return answer.rows.map((row) => {
      const attributes = JSON.parse(String(row.attributes ?? '{}')) as Record<string, unknown>;
      return { ...row, ...Object.fromEntries(Object.entries(attributes).map(([column, value]) => [`attribute ${column}`, value])) };
    });
  }

  #table(answer: Answer) {
    const { session } = this;
    const { search, sort, desc, page, chosen } = this.#params;
    const found = Number(answer.rows[0]?.ofCases ?? 0);
    const last = Math.max(0, Math.ceil(found / pageSize) - 1);
    const turn = (to: number) => session.go({ params: { page: to === 0 ? null : String(to) } });
    return html`<dp-table
      fill
      remote
      name="Cases"
      .columns=${this.#columns(answer)}
      .rows=${this.#rows(answer)}
      .sorting=${{ column: sort, descending: desc }}
      .chosen=${(row: Row) => row.caseId === chosen}
      .open=${(row: Row) => this.#open(String(row.caseId))}
      .csv=${() => askCsv(session.log!.id, 'cases', { params: { search, sort, desc, limit: null }, filter: session.filter })}
      .tools=${html`<label class="table-search">
          ${icon('search', 14)}
          <input
            class="input"
            type="search"
            placeholder="Search case ids"
            aria-label="Search case ids"
            .value=${search}
            @input=${(event: Event) => {
              const text = (event.target as HTMLInputElement).value;
              clearTimeout(this.#typing);
              this.#typing = setTimeout(
                () => session.go({ params: { q: text === '' ? null : text, page: null } }, { replace: true }),
                searchAfterMs,
              );
            }}
          />
        </label>
        <span class="small number quiet" role="status">
          ${found === 0 ? (search === '' ? 'no cases' : `no case id has “${search}” in it`) : `${count(page * pageSize + 1)}–${count(page * pageSize + answer.rows.length)} of ${counted(found, 'case')}`}
        </span>
        <button type="button" class="button ghost icon small" aria-label="The page before" ?disabled=${page === 0} @click=${() => turn(page - 1)}>${icon('left')}</button>
        <button type="button" class="button ghost icon small" aria-label="The next page" ?disabled=${page >= last} @click=${() => turn(page + 1)}>${icon('right')}</button>`}
      @sort=${(event: CustomEvent<Sorting>) => {
        if (sortable.has(event.detail.column))
          session.go({ params: { sort: event.detail.column, desc: event.detail.descending ? '1' : null, page: null } });
      }}
    ></dp-table>`;
  }

  #case() {
    const answer = this.#cases.value;
    const row = answer?.rows.find((it) => it.caseId === this.#params.chosen);
    return html`<div class="case-tools row">
        ${
          row
            ? html`<span class="number"><strong>${duration(row.durationMs as number)}</strong></span>
              <a class="quiet" href=${this.session.casesHref({ kind: 'variant', keep: true, variants: [Number(row.variant)] })}>variant ${count(Number(row.variant) + 1)}</a>`
            : nothing
        }
        <span class="push"></span>
        ${
          answer && row
            ? html`<button type="button" class="button ghost icon small" aria-label="The case before" @click=${() => this.#step(answer, -1)}>${icon('up')}</button>
              <button type="button" class="button ghost icon small" aria-label="The next case" @click=${() => this.#step(answer, 1)}>${icon('down')}</button>`
            : nothing
        }
      </div>
      ${this.#events.render((events) => caseTimeline(events, this.session.log!), {
        loading: 'Reading the case',
        isEmpty: (events) => events.rows.length === 0,
        empty: { title: 'No such case', text: 'The log has no case with this id.' },
      })}`;
  }
}
