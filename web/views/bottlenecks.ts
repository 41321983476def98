import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { Condition } from '../../analysis/schema/index.ts';
import type { Answer, Row } from '../api.ts';
import { type Bar, bars } from '../charts/bars.ts';
import { waitLevel } from '../charts/wait.ts';
import { icon } from '../components/icons.ts';
import { asked } from '../components/loaded.ts';
import { rich, term } from '../components/number.ts';
import type { TableColumn } from '../components/table.ts';
import { count, counted, duration, share } from '../format.ts';
import { SessionPart } from '../here.ts';
import { type Kind, ranked } from './bottlenecks/ranked.ts';
import { noStarts } from './parts/no-starts.ts';
import '../charts/marks.css';
import '../components/drawer.ts';
import '../components/figure.ts';
import '../components/table.ts';
import './parts/parts.css';

const drawnAtMost = 12;

const place = (row: Row): string => (row.from === null ? `before ${row.to}` : `${row.from} → ${row.to}`);

/** Where work waits longest in total: on which ways between activities, and before which activities. */
@customElement('dp-bottlenecks-view')
export class BottlenecksView extends SessionPart {
  readonly #bottlenecks = asked(this, () => ({ question: 'bottlenecks' }));
  readonly #activities = asked(this, () => ({ question: 'activities' }));

  get #kind(): Kind {
    return this.session.place.params.kind === 'activity' ? 'activity' : 'edge';
  }
  get #chosen(): Row | null {
    const { from, to } = this.session.place.params;
    if (to === undefined) return null;
    return this.#bottlenecks.value?.rows.find((row) => row.to === to && (row.from ?? undefined) === from) ?? null;
  }
  #open(row: Row | null): void {
    this.session.go({ params: { from: row?.from == null ? null : String(row.from), to: row === null ? null : String(row.to) } });
  }
  #cases(row: Row): Condition {
    return row.from === null
      ? { kind: 'activity', keep: true, activities: [String(row.to)], mode: 'any' }
      : { kind: 'follows', keep: true, from: String(row.from), to: String(row.to), directly: true };
  }
  protected override updated(): void {
    const chosen = this.#chosen;
    for (const bar of this.querySelectorAll<SVGGElement>('g.stop'))
      bar.classList.toggle('chosen', chosen !== null && bar.dataset.key === place(chosen));
  }

  protected override render() {
    const chosen = this.#chosen;
    return html`<div class="page" tabindex="-1">
        ${this.#bottlenecks.render((answer) => this.#page(answer), {
          loading: 'Adding up the waiting',
          isEmpty: ({ rows }) => rows.length === 0,
          empty: {
            title: 'Nothing waits here',
            text: 'This view ranks where work waits between one step and the next. Every case in this log has a single step.',
          },
        })}
      </div>
      <dp-drawer
        ?open=${chosen !== null}
        kicker=${chosen?.from === null ? 'Waiting before an activity' : 'Waiting between two activities'}
        .heading=${chosen === null ? '' : chosen.from === null ? String(chosen.to) : place(chosen)}
        .content=${() => (chosen === null ? nothing : this.#details(chosen))}
        @close=${() => this.#open(null)}
      ></dp-drawer>`;
  }

  #page(answer: Answer) {
    const kind = this.#kind;
    const rows = ranked(answer.rows, kind);
    const [worst] = rows as [Row];
    const half = rows.findIndex((row) => Number(row.cumulative) >= 0.8) + 1;
    const where = worst.from === null ? html`before ${worst.to}` : html`between ${worst.from} and ${worst.to}`;
    const { log } = this.session;
    const known = (this.#activities.value?.rows ?? []).filter((row) => row.totalMs !== null);
    const work = known.reduce((sum, row) => sum + Number(row.totalMs), 0);
    const waiting = rows.reduce((sum, row) => sum + Number(row.totalMs), 0);
    return html`<header class="page-head">
        <div>
          <h1>Work waits most ${where}: a median ${duration(Number(worst.medianMs))}, ${share(Number(worst.share))} of all waiting</h1>
          <p class="facts-line number">
            <a href=${this.session.casesHref(this.#cases(worst))}>${counted(Number(worst.cases), 'case')}</a>
            <span>${half === 1 ? 'This one place makes' : `${count(half)} of ${counted(rows.length, 'place')} make`} 80 % of ${term('waiting-time', 'all waiting')}</span>
            ${log?.hasStarts && work > 0 ? html`<span>${term('working-time', 'work')} takes ${share(work / (work + waiting))} of the time, waiting ${share(waiting / (work + waiting))}</span>` : noStarts(log)}
          </p>
        </div>
        <div class="segmented" role="group" aria-label="Where">
          ${(['edge', 'activity'] as const).map(
            (it) =>
              html`<button type="button" aria-pressed=${kind === it} @click=${() => this.session.go({ params: { kind: it === 'edge' ? null : it, from: null, to: null } })}>${it === 'edge' ? 'Between activities' : 'Before an activity'}</button>`,
          )}
        </div>
      </header>
      <dp-figure
        heading=${kind === 'edge' ? 'Between which activities work waits' : 'Before which activities work waits'}
        note=${`Share of all waiting; colour is the median wait${rows.length > drawnAtMost ? `; the first ${drawnAtMost} of ${count(rows.length)}` : ''}`}
        .draw=${this.#draw(answer, kind)}
        .table=${{ columns: this.#columns(answer, kind), rows, open: (row: Row) => this.#open(row) }}
      ></dp-figure>
      <section class="card" aria-labelledby="bottlenecks-title">
        <header><h2 id="bottlenecks-title">Every place, ${term('bottleneck', 'most waiting')} first</h2></header>
        <dp-table
          name=${kind === 'edge' ? 'Waiting between activities' : 'Waiting before activities'}
          .columns=${this.#columns(answer, kind)}
          .rows=${this.#withWork(rows, kind)}
          .open=${(row: Row) => this.#open(row)}
          .chosen=${(row: Row) => this.#chosen !== null && place(row) === place(this.#chosen)}
        ></dp-table>
      </section>`;
  }

  /** The work on each activity beside the waiting before it. */
  #withWork(rows: readonly Row[], kind: Kind): readonly Row[] {
    if (kind === 'edge') return rows;
    const work = new Map((this.#activities.value?.rows ?? []).map((row) => [row.activity, row]));
    return rows.map((row) => ({
      ...row,
      workMedianMs: work.get(row.to)?.medianMs ?? null,
      workTotalMs: work.get(row.to)?.totalMs ?? null,
    }));
  }
  #columns({ columns, rows }: Answer, kind: Kind): readonly TableColumn[] {
    const mostShare = Math.max(0, ...rows.filter((row) => row.kind === kind).map((row) => Number(row.share)));
    const mostMs = Math.max(0, ...rows.filter((row) => row.kind === kind).map((row) => Number(row.medianMs)));
    const shown = columns.filter(({ name }) => name !== 'kind' && name !== 'meanMs' && (kind === 'edge' || name !== 'from'));
    return [
      ...shown.map((column): TableColumn => {
        if (column.name === 'cases')
          return { ...column, cell: (it, row) => html`<a href=${this.session.casesHref(this.#cases(row))}>${count(Number(it))}</a>` };
        if (column.name === 'to') return { ...column, title: kind === 'edge' ? 'To' : 'Before' };
        if (column.name === 'share')
          return {
            ...column,
            width: 168,
            cell: (it, row) =>
              html`<span class="bar-cell"><i class=${`level-${waitLevel(Number(row.medianMs), mostMs)}`} style=${`width:${((72 * Number(it)) / (mostShare || 1)).toFixed(1)}px`}></i><span>${rich(share(Number(it)))}</span></span>`,
          };
        return column;
      }),
      { name: 'cumulative', title: 'Together', unit: 'share', type: 'number' },
      ...(kind === 'activity' && this.session.log?.hasStarts
        ? ([
            { name: 'workMedianMs', title: 'Median work', unit: 'ms', type: 'number' },
            { name: 'workTotalMs', title: 'Total work', unit: 'ms', type: 'number' },
          ] as const)
        : []),
    ];
  }

  #drawn: { readonly of: Answer; readonly kind: Kind; readonly draw: (svg: SVGSVGElement, width: number) => void } | null = null;
  #draw(of: Answer, kind: Kind) {
    if (this.#drawn?.of !== of || this.#drawn.kind !== kind) {
      const rows = ranked(of.rows, kind);
      const mostMs = Math.max(0, ...rows.map((row) => Number(row.medianMs)));
      const first = Number(rows[0]?.share ?? 1);
      const byKey = new Map(rows.map((row) => [place(row), row]));
      const data = rows.slice(0, drawnAtMost).map(
        (row): Bar => ({
          key: place(row),
          label: row.from === null ? String(row.to) : place(row),
          length: first === 0 ? 0 : Number(row.share) / first,
          colour: `var(--wait-${waitLevel(Number(row.medianMs), mostMs)})`,
          text: `${share(Number(row.share))} · median ${duration(Number(row.medianMs))}`,
          note: share(Number(row.cumulative)),
          title: `${place(row)}: ${share(Number(row.share))} of all waiting, ${counted(Number(row.count), 'time')}, median ${duration(Number(row.medianMs))}, in total ${duration(Number(row.totalMs))}`,
        }),
      );
      this.#drawn = {
        of,
        kind,
        draw: (svg, width) => bars(svg, data, { width, noted: 'together', open: ({ key }) => this.#open(byKey.get(key)!) }),
      };
    }
    return this.#drawn.draw;
  }

  #details(row: Row) {
    const condition = this.#cases(row);
    const activity = this.#activities.value?.rows.find((it) => it.activity === row.to);
    const ways = row.from === null ? ranked(this.#bottlenecks.value?.rows ?? [], 'edge').filter((it) => it.to === row.to) : [];
    const worked = activity !== undefined && activity.medianMs !== null;
    return html`<p class="said">
        Half of the ${counted(Number(row.count), 'wait')} last ${duration(Number(row.medianMs))} or longer, one in ten ${duration(Number(row.p90Ms))} or longer.
        ${worked ? `The work on ${row.to} itself takes a median ${duration(Number(activity.medianMs))}.` : ''}
      </p>
      <div class="row acts">
        <a class="button" href=${this.session.casesHref(condition)}>Show ${counted(Number(row.cases), 'case')}</a>
        <button type="button" class="button" @click=${() => this.session.addFilter(condition)}>${icon('filter')} Keep these cases</button>
        <a class="button" href=${this.#onMap(row)}>Show on the map</a>
      </div>
      <dl class="fact-list">
        <div><dt>${term('median', 'Median wait')}</dt><dd class="number">${rich(duration(Number(row.medianMs)))}</dd></div>
        <div><dt>${term('p90', 'p90 wait')}</dt><dd class="number">${rich(duration(Number(row.p90Ms)))}</dd></div>
        <div><dt>Mean wait</dt><dd class="number">${rich(duration(Number(row.meanMs)))}</dd></div>
        <div><dt>Total wait</dt><dd class="number">${rich(duration(Number(row.totalMs)))} <span class="quiet">${share(Number(row.share))} of all</span></dd></div>
        ${worked ? html`<div><dt>${term('working-time', 'Median work')}</dt><dd class="number">${rich(duration(Number(activity.medianMs)))} <span class="quiet">n = ${count(Number(activity.timed))}</span></dd></div>` : nothing}
      </dl>
      ${
        ways.length === 0
          ? nothing
          : html`<section class="stack">
              <h3>Coming from</h3>
              <ul class="pairs">
                ${ways.map(
                  (it) => html`<li>
                    <p><a href=${this.session.href({ params: { kind: null, from: String(it.from), to: String(it.to) } })}>${it.from}</a></p>
                    <p class="quiet small number">median ${duration(Number(it.medianMs))} · ${counted(Number(it.count), 'time')} · ${share(Number(it.totalMs) / Number(row.totalMs))} of the waiting here</p>
                  </li>`,
                )}
              </ul>
            </section>`
      }`;
  }
  #onMap(row: Row): string {
    return this.session.href({
      view: 'map',
      params: { m: 'total', ...(row.from === null ? { step: String(row.to) } : { from: String(row.from), to: String(row.to) }) },
    });
  }
}
