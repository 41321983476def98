import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { Condition } from '../../analysis/schema/index.ts';
import type { Answer, Row } from '../api.ts';
import { type MatrixCell, matrix, namesOf } from '../charts/matrix.ts';
import { darkest, waitBounds, waitLevel } from '../charts/wait.ts';
import { icon } from '../components/icons.ts';
import { asked } from '../components/loaded.ts';
import { rich, term } from '../components/number.ts';
import { emptyState } from '../components/states.ts';
import type { TableColumn } from '../components/table.ts';
import { count, counted, duration, share } from '../format.ts';
import { SessionPart } from '../here.ts';
import { noStarts } from './parts/no-starts.ts';
import '../charts/marks.css';
import '../components/drawer.ts';
import '../components/figure.ts';
import '../components/table.ts';
import './parts/parts.css';

type By = 'team' | 'resource';
type Measure = 'medianMs' | 'totalMs';

/** Work that passes between teams or people: how often, how long it waits in between, how often it comes back. */
@customElement('dp-handoffs-view')
export class HandoffsView extends SessionPart {
  get #by(): By {
    return this.session.place.params.by === 'resource' ? 'resource' : 'team';
  }
  get #measure(): Measure {
    return this.session.place.params.measure === 'total' ? 'totalMs' : 'medianMs';
  }
  get #pair(): { readonly from: string; readonly to: string } | null {
    const { from, to } = this.session.place.params;
    return from === undefined || to === undefined ? null : { from, to };
  }
  readonly #handoffs = asked(this, () => ({ question: 'handoffs', params: { by: this.#by } }));
  readonly #steps = asked(this, () =>
    this.#pair === null ? null : { question: 'handoff-steps', params: { by: this.#by, ...this.#pair } },
  );
  /** Between which activities the worst one happens, for the sentence on top. */
  readonly #worst = asked(this, () => {
    const row = this.#handoffs.value?.rows[0];
    return row === undefined || this.#handoffs.pending
      ? null
      : { question: 'handoff-steps', params: { by: this.#by, from: row.from, to: row.to } };
  });

  #open(row: { readonly from: string; readonly to: string } | null): void {
    this.session.go({ params: { from: row?.from ?? null, to: row?.to ?? null } });
  }
  /** The cases of a handoff. People have no such condition: the cases that both work on come nearest. */
  #cases(from: string, to: string): readonly Condition[] {
    if (this.#by === 'team') return [{ kind: 'handoff', keep: true, from, to }];
    return [from, to].map((name) => ({ kind: 'attribute', keep: true, column: 'resource', values: [name] }));
  }
  protected override updated(): void {
    const pair = this.#pair;
    for (const cell of this.querySelectorAll<SVGGElement>('g.stop'))
      cell.classList.toggle('chosen', pair !== null && cell.dataset.from === pair.from && cell.dataset.to === pair.to);
  }

  protected override render() {
    const pair = this.#pair;
    return html`<div class="page" tabindex="-1">${this.#body()}</div>
      <dp-drawer
        ?open=${pair !== null}
        kicker="Handoff"
        .heading=${pair === null ? '' : `${pair.from} → ${pair.to}`}
        .content=${() => (pair === null ? nothing : this.#details(pair))}
        @close=${() => this.#open(null)}
      ></dp-drawer>`;
  }

  #body() {
    const { log } = this.session;
    const by = this.#by;
    if (log !== null && (by === 'team' ? log.teams : log.resources) === 0) {
      const other = by === 'team' ? log.resources : log.teams;
      return emptyState({
        title: by === 'team' ? 'This log does not say which team did what' : 'This log does not say who did what',
        text: `This view shows who hands work to whom and how long it waits in between. ${by === 'team' ? 'For teams it needs a column with the group, queue or role: choose one when you import the log.' : 'For people it needs a column with the person or system.'}`,
        action:
          other > 0
            ? html`<button type="button" class="button primary" @click=${() => this.session.go({ params: { by: by === 'team' ? 'resource' : null, from: null, to: null } })}>Show handoffs between ${by === 'team' ? 'people' : 'teams'}</button>`
            : html`<a class="button" href=${`/import?workflow=${encodeURIComponent(this.session.workflow?.id ?? '')}`}>${icon('upload')} Import the log again</a>`,
      });
    }
    return this.#handoffs.render((answer) => this.#page(answer), {
      loading: 'Looking for handoffs',
      isEmpty: ({ rows }) => rows.length === 0,
      empty: {
        title: by === 'team' ? 'No work passes from one team to another' : 'No work passes from one person to another',
        text: 'Every case stays in the same hands from its first step to its last.',
        action: html`<button type="button" class="button" @click=${() => this.session.go({ params: { by: by === 'team' ? 'resource' : null } })}>Show handoffs between ${by === 'team' ? 'people' : 'teams'}</button>`,
      },
    });
  }

  #page(answer: Answer) {
    const { rows } = answer;
    const worst = rows[0]!;
    const [from, to] = [String(worst.from), String(worst.to)];
    const step = this.#worst.value?.rows[0];
    const sameStep = step !== undefined && step.fromTeam === from && step.toTeam === to;
    const all = rows.reduce((sum, row) => sum + Number(row.count), 0);
    return html`<header class="page-head">
        <div>
          <h1>Work waits a median ${duration(Number(worst.medianMs))} between ${from} and ${to}: ${share(Number(worst.waitShare))} of all waiting at handoffs</h1>
          <p class="facts-line number">
            ${this.#by === 'team' ? html`<a href=${this.session.casesHref(...this.#cases(from, to))}>${counted(Number(worst.cases), 'case')}</a>` : html`<span>${counted(Number(worst.cases), 'case')}</span>`}
            <span>${counted(Number(worst.count), 'handoff')} of ${count(all)}</span>
            ${sameStep ? html`<span>mostly after <b>${step.from}</b>, before <b>${step.to}</b></span>` : nothing}
            ${noStarts(this.session.log)}
          </p>
        </div>
        <div class="segmented" role="group" aria-label="Between">
          ${(['team', 'resource'] as const).map(
            (it) =>
              html`<button type="button" aria-pressed=${this.#by === it} @click=${() => this.session.go({ params: { by: it === 'team' ? null : it, from: null, to: null } })}>${it === 'team' ? 'Teams' : 'People'}</button>`,
          )}
        </div>
      </header>
      ${this.#matrix(answer)}
      <section class="card" aria-labelledby="handoffs-title">
        <header><h2 id="handoffs-title">Every ${term('handoff', 'handoff')}, those with the most waiting first</h2></header>
        <dp-table
          name="Handoffs"
          .columns=${this.#columns(answer)}
          .rows=${rows}
          .open=${(row: Row) => this.#open({ from: String(row.from), to: String(row.to) })}
          .chosen=${(row: Row) => row.from === this.#pair?.from && row.to === this.#pair?.to}
        ></dp-table>
      </section>`;
  }

  #columns({ columns }: Answer): readonly TableColumn[] {
    const { hasStarts = true } = this.session.log ?? {};
    const most = Number(this.#handoffs.value?.rows[0]?.waitShare ?? 1);
    return columns
      .filter(({ name }) => !['meanMs', 'returns'].includes(name))
      .map((column): TableColumn => {
        if (column.name === 'from' || column.name === 'to') return { ...column, width: 168 };
        if (column.name === 'cases' && this.#by === 'team')
          return {
            ...column,
            cell: (it, row) =>
              html`<a href=${this.session.casesHref(...this.#cases(String(row.from), String(row.to)))}>${count(Number(it))}</a>`,
          };
        if (column.name === 'medianMs') return { ...column, definition: hasStarts ? 'handoff-wait' : 'waiting-time', title: 'Median wait' };
        if (column.name === 'waitShare')
          return {
            ...column,
            width: 168,
            cell: (it, row) =>
              html`<span class="bar-cell"><i class=${`level-${waitLevel(Number(row.medianMs), this.#mostMs)}`} style=${`width:${((72 * Number(it)) / most).toFixed(1)}px`}></i><span>${rich(share(Number(it)))}</span></span>`,
          };
        return column;
      });
  }
  get #mostMs(): number {
    return Math.max(0, ...(this.#handoffs.value?.rows ?? []).map((row) => Number(row.medianMs)));
  }

  #matrix(answer: Answer) {
    const measure = this.#measure;
    const shown = namesOf(this.#cells(answer)).length;
    const known = new Set(answer.rows.flatMap((row) => [row.from, row.to])).size;
    const who = this.#by === 'team' ? 'teams' : 'people';
    return html`<dp-figure
      heading=${measure === 'medianMs' ? `Median wait between ${who}` : `Total wait between ${who}`}
      note=${`Rows hand over, columns take; the stronger the colour, the longer${shown < known ? `; the ${shown} busiest of ${count(known)}` : ''}`}
      .draw=${this.#draw(answer)}
      .table=${{ columns: this.#columns(answer), rows: answer.rows, open: (row: Row) => this.#open({ from: String(row.from), to: String(row.to) }) }}
      .controls=${html`<div class="segmented" role="group" aria-label="Colour by">
        ${(['median', 'total'] as const).map(
          (it) =>
            html`<button type="button" aria-pressed=${measure === `${it}Ms`} @click=${() => this.session.go({ params: { measure: it === 'median' ? null : it } }, { replace: true })}>${it === 'median' ? 'Median wait' : 'Total wait'}</button>`,
        )}
      </div>`}
    ></dp-figure>`;
  }
  #cells({ rows }: Answer): readonly MatrixCell[] {
    const measure = this.#measure;
    const most = this.#darkest(rows);
    return rows.map((row) => {
      const wait = Number(row[measure]);
      return {
        from: String(row.from),
        to: String(row.to),
        count: Number(row.count),
        level: waitLevel(wait, most),
        lines: [duration(wait), `${count(Number(row.count))} ×`],
        label: `${row.from} to ${row.to}: ${counted(Number(row.count), 'time')}, median wait ${duration(Number(row.medianMs))}, in total ${duration(Number(row.totalMs))}`,
      };
    });
  }
  #darkest(rows: readonly Row[]): number {
    return darkest(rows.map((row) => Number(row[this.#measure])));
  }
  #drawn: { readonly of: Answer; readonly measure: Measure; readonly draw: (svg: SVGSVGElement, width: number) => void } | null = null;
  #draw(of: Answer) {
    const measure = this.#measure;
    if (this.#drawn?.of !== of || this.#drawn.measure !== measure) {
      const cells = this.#cells(of);
      const bounds = waitBounds(this.#darkest(of.rows)).map((ms) => duration(ms));
      this.#drawn = { of, measure, draw: (svg, width) => matrix(svg, cells, { width, bounds, open: (cell) => this.#open(cell) }) };
    }
    return this.#drawn.draw;
  }

  #details({ from, to }: { readonly from: string; readonly to: string }) {
    const row = this.#handoffs.value?.rows.find((it) => it.from === from && it.to === to);
    const conditions = this.#cases(from, to);
    const team = this.#by === 'team';
    return html`${
      row === undefined
        ? html`<p class="quiet">No work passes this way under the present filter.</p>`
        : html`<p class="said">
            ${counted(Number(row.count), 'handoff')} in ${counted(Number(row.cases), 'case')} wait a median ${duration(Number(row.medianMs))}; one in ten waits ${duration(Number(row.p90Ms))} or longer.
            ${Number(row.returns) > 0 ? `${share(Number(row.returnShare))} come back later in the same case.` : 'None come back later in the same case.'}
          </p>
          <div class="row acts">
            <a class="button" href=${this.session.casesHref(...conditions)}>${team ? `Show ${counted(Number(row.cases), 'case')}` : 'Show cases that both work on'}</a>
            <button type="button" class="button" @click=${() => this.session.addFilter(...conditions)}>${icon('filter')} ${team ? 'Keep these cases' : 'Keep those'}</button>
          </div>
          <dl class="fact-list">
            <div><dt>${term('median', 'Median wait')}</dt><dd class="number">${rich(duration(Number(row.medianMs)))}</dd></div>
            <div><dt>${term('p90', 'p90 wait')}</dt><dd class="number">${rich(duration(Number(row.p90Ms)))}</dd></div>
            <div><dt>Mean wait</dt><dd class="number">${rich(duration(Number(row.meanMs)))}</dd></div>
            <div><dt>Total wait</dt><dd class="number">${rich(duration(Number(row.totalMs)))} <span class="quiet">${share(Number(row.waitShare))} of all</span></dd></div>
            <div><dt>Come back</dt><dd class="number">${count(Number(row.returns))} <span class="quiet">of ${count(Number(row.count))}</span></dd></div>
          </dl>`
    }
      ${this.#steps.render(
        (steps) => html`<section class="stack">
          <h3>Between which steps</h3>
          <ul class="pairs">
            ${steps.rows.slice(0, 20).map(
              (it) => html`<li>
                <p>${it.from} <span class="quiet">→</span> ${it.to}</p>
                <p class="quiet small number">
                  median ${duration(Number(it.medianMs))} · ${counted(Number(it.count), 'time')} ·
                  <a href=${this.session.casesHref({ kind: 'follows', keep: true, from: String(it.from), to: String(it.to), directly: true })}>cases</a>
                </p>
              </li>`,
            )}
          </ul>
          ${steps.rows.length > 20 ? html`<p class="quiet small">${count(steps.rows.length - 20)} more with less waiting.</p>` : nothing}
        </section>`,
        { loading: 'Looking at the steps' },
      )}`;
  }
}
