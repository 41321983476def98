import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { styleMap } from 'lit/directives/style-map.js';
import { type ActivityClass, activityClass } from '../../analysis/schema/index.ts';
import { type Answer, call, type Row } from '../api.ts';
import { type StackRow, stack } from '../charts/stack.ts';
import { icon } from '../components/icons.ts';
import { asked } from '../components/loaded.ts';
import { rich, term } from '../components/number.ts';
import type { TableColumn } from '../components/table.ts';
import { say, sayFailure } from '../components/toast.ts';
import { atMost, count, counted, duration, effort, share } from '../format.ts';
import { SessionPart } from '../here.ts';
import '../charts/marks.css';
import '../components/drawer.ts';
import '../components/figure.ts';
import '../components/table.ts';
import './overhead.css';
import './parts/parts.css';

/** What each class means, in the order of the bars: the work first, then managing it. */
const classes: Readonly<Record<ActivityClass, string>> = {
  core: 'the work itself',
  approve: 'deciding whether it may go on',
  check: 'looking whether it is right',
  coordinate: 'passing on, asking, arranging',
  track: 'writing down where it stands',
  document: 'writing down what was done',
};
const order = Object.keys(classes) as readonly ActivityClass[];
const isClass = (it: unknown): it is ActivityClass => activityClass.safeParse(it).success;

/** How much of the effort, the waiting and the touches goes into managing the work, and what approvals catch. */
@customElement('dp-overhead-view')
export class OverheadView extends SessionPart {
  get #params() {
    return { classes: this.session.workflow?.classes ?? {} };
  }
  readonly #summary = asked(this, () => ({ question: 'overhead-summary', params: this.#params }));
  readonly #activities = asked(this, () => ({ question: 'overhead', params: this.#params }));
  readonly #approvals = asked(this, () => ({ question: 'approvals', params: this.#params }));

  async #classify(activity: string, to: ActivityClass): Promise<void> {
    const { workflow } = this.session;
    if (workflow === null) return;
    const before = workflow.classes;
    const put = async (all: Readonly<Record<string, ActivityClass>>) => {
      await call('changeWorkflow', { params: { workflow: workflow.id }, body: { classes: { ...all } } });
      await this.session.reload();
    };
    try {
      await put({ ...before, [activity]: to });
      say({ text: `${activity} is ${to} work now, confirmed by you.`, action: { text: 'Undo', act: () => put(before).catch(sayFailure) } });
    } catch (error) {
      sayFailure(error);
    }
  }
  get #chosen(): ActivityClass | null {
    const { class: chosen } = this.session.place.params;
    return isClass(chosen) ? chosen : null;
  }
  #open(it: ActivityClass | null): void {
    this.session.go({ params: { class: it } });
  }
  protected override updated(): void {
    for (const part of this.querySelectorAll<SVGGElement>('g.stop')) part.classList.toggle('chosen', part.dataset.key === this.#chosen);
  }

  protected override render() {
    const chosen = this.#chosen;
    return html`<div class="page" tabindex="-1">
        ${this.#summary.render((answer) => this.#page(answer), { loading: 'Adding up the effort' })}
      </div>
      <dp-drawer ?open=${chosen !== null} kicker="What it is for" .heading=${chosen ?? ''} .content=${() => (chosen === null ? nothing : this.#details(chosen))} @close=${() => this.#open(null)}></dp-drawer>`;
  }

  #page(summary: Answer) {
    return html`${this.#headline(summary)} ${this.#bars(summary)} ${this.#approvalsCard()} ${this.#table()}`;
  }

  #headline({ rows }: Answer) {
    const core = rows.find((row) => row.class === 'core');
    const timed = rows.reduce((sum, row) => sum + Number(row.timed), 0);
    const touches = rows.reduce((sum, row) => sum + Number(row.touches), 0);
    const confirmed = rows.reduce((sum, row) => sum + Number(row.confirmed), 0);
    const activities = rows.reduce((sum, row) => sum + Number(row.activities), 0);
    const away = (name: string) => 1 - Number(core?.[name] ?? 0);
    const known = timed > 0;
    return html`<header class="page-head">
      <div>
        <h1>${share(away(known ? 'effortShare' : 'touchShare'))} of ${known ? 'the effort' : 'all touches'} goes into managing the work</h1>
        <p class="facts-line number">
          <span>${term('overhead', 'overhead')}: approve, check, coordinate, track, document</span>
          ${
            known
              ? html`<span>${timed === touches ? html`all ${count(touches)} ${term('touch', 'touches')} timed` : html`${count(timed)} of ${count(touches)} ${term('touch', 'touches')} timed`}</span>`
              : html`<span>this log has no start times, so effort is unknown: the share of ${term('touch', 'touches')} stands in</span>`
          }
          <span>${confirmed === activities ? 'all activities confirmed' : `${count(activities - confirmed)} of ${counted(activities, 'activity', 'activities')} proposed from their names`}</span>
        </p>
      </div>
    </header>`;
  }

  #drawn: { readonly of: Answer; readonly draw: (svg: SVGSVGElement, width: number) => void } | null = null;
  #bars(summary: Answer) {
    const { columns, rows } = summary;
    const sum = (name: string) => rows.reduce((all, row) => all + Number(row[name] ?? 0), 0);
    const byClass = new Map(rows.map((row) => [row.class, row]));
    const worked = sum('effortMs');
    const measures = [
      ...(worked > 0
        ? [{ name: 'Effort', note: effort(worked), of: 'effortShare', amount: (row: Row) => effort(Number(row.effortMs ?? 0)) }]
        : []),
      {
        name: 'Waiting before',
        note: duration(sum('waitBeforeMs')),
        of: 'waitShare',
        amount: (row: Row) => duration(Number(row.waitBeforeMs)),
      },
      {
        name: 'Touches',
        note: count(sum('touches')),
        of: 'touchShare',
        amount: (row: Row) => counted(Number(row.touches), 'touch', 'touches'),
      },
    ];
    if (this.#drawn?.of !== summary) {
      const lines = measures.map(
        ({ name, note, of, amount }): StackRow => ({
          name,
          note,
          parts: order.flatMap((it) => {
            const row = byClass.get(it);
            if (row === undefined) return [];
            const part = Number(row[of] ?? 0);
            return [
              {
                key: it,
                name: it,
                share: part,
                text: share(part),
                title: `${it}: ${share(part)} of ${name.toLowerCase()}, ${amount(row)}`,
                colour: `var(--class-${it})`,
                on: `var(--on-class-${it})`,
              },
            ];
          }),
        }),
      );
      this.#drawn = {
        of: summary,
        draw: (svg, width) => stack(svg, lines, { width, open: ({ key }) => this.#open(key as ActivityClass) }),
      };
    }
    return html`<section class="overhead-bars">
      <dp-figure
        heading="What effort, waiting and touches go into"
        .draw=${this.#drawn!.draw}
        .table=${{ columns, rows, open: (row: Row) => this.#open(row.class as ActivityClass) }}
      ></dp-figure>
    </section>`;
  }

  #approvalsCard() {
    return html`<section class="card" aria-labelledby="approvals-title">
      <header><h2 id="approvals-title">What approvals catch</h2></header>
      ${this.#approvals.render(
        ({ columns, rows }) => html`<ul class="yields">
            ${rows.map((row) => {
              const stamp = row.rubberStamp === true;
              const [n, caught, activity] = [Number(row.decisions), Number(row.caught), String(row.activity)];
              return html`<li class=${stamp ? 'stamp' : ''}>
                ${icon(stamp ? 'warning' : 'check')}
                <div>
                  <p>
                    <b>${activity}</b>: <span class="number">${count(caught)} of <a href=${this.session.casesHref({ kind: 'activity', keep: true, activities: [activity], mode: 'any' })}>${count(n)}</a></span> rejected or changed
                    <span class="number quiet">(${caught === 0 ? atMost(Number(row.yieldHigh)) : `${share(Number(row.yield))}, ${share(Number(row.yieldLow))} to ${share(Number(row.yieldHigh))}`})</span>${stamp ? ': a rubber stamp?' : ''}
                  </p>
                  <p class="quiet small number">
                    ${row.effortMs === null ? nothing : `${effort(Number(row.effortMs))} of work, `}${duration(Number(row.waitBeforeMs))} of waiting before it${stamp ? '. Whether the stakes allow doing without it is for you to say.' : ''}
                  </p>
                </div>
                ${stamp ? html`<span class="badge desire">rubber stamp?</span>` : n < 100 ? html`<span class="badge">too few to tell</span>` : html`<span class="badge good">catches something</span>`}
              </li>`;
            })}
          </ul>
          <dp-table name="Approvals" .columns=${columns.map((column): TableColumn => (column.name === 'activity' ? { ...column, width: 200 } : column))} .rows=${rows}></dp-table>`,
        {
          loading: 'Looking at what approvals catch',
          isEmpty: ({ rows }) => rows.length === 0,
          empty: { title: 'No approvals', text: 'No activity is classed as approving. If one is, choose so in the table below.' },
        },
      )}
    </section>`;
  }

  #table() {
    return html`<section class="card" aria-labelledby="classes-title">
      <header><h2 id="classes-title">What each activity is for</h2></header>
      ${this.#activities.render(({ columns, rows }) => {
        const hidden = new Set([
          'proposed',
          'confirmed',
          'timed',
          ...(rows.some((row) => row.effortMs !== null) ? [] : ['effortMs', 'effortShare']),
        ]);
        return html`<dp-table
          name="What activities are for"
          .columns=${columns
            .filter(({ name }) => !hidden.has(name))
            .map((column): TableColumn => {
              if (column.name === 'activity') return { ...column, width: 200 };
              if (column.name === 'class')
                return { ...column, title: 'For', width: 268, cell: (it, row) => this.#classCell(row, it as ActivityClass) };
              if (column.name === 'cases')
                return {
                  ...column,
                  cell: (it, row) =>
                    html`<a href=${this.session.casesHref({ kind: 'activity', keep: true, activities: [String(row.activity)], mode: 'any' })}>${count(Number(it))}</a>`,
                };
              return column;
            })}
          .rows=${rows}
        ></dp-table>`;
      })}
    </section>`;
  }

  #classCell(row: Row, now: ActivityClass) {
    const activity = String(row.activity);
    return html`<span class="class-cell">
      <i class="class-dot" style=${styleMap({ background: `var(--class-${now})` })}></i>
      <select
        class="select small"
        aria-label=${`What ${activity} is for`}
        @change=${(event: Event) => {
          const { value } = event.target as HTMLSelectElement;
          if (isClass(value)) void this.#classify(activity, value);
        }}
      >
        ${order.map((it) => html`<option value=${it} ?selected=${it === now} .selected=${it === now} title=${classes[it]}>${it}</option>`)}
      </select>
      ${
        row.confirmed === true
          ? html`<span class="badge good">${icon('check', 12)} confirmed</span>`
          : html`<button type="button" class="button ghost small" title="Proposed from its name; say that it is right" @click=${() => this.#classify(activity, now)}>Confirm</button>`
      }
    </span>`;
  }

  #details(chosen: ActivityClass) {
    const row = this.#summary.value?.rows.find((it) => it.class === chosen);
    const own = (this.#activities.value?.rows ?? []).filter((it) => it.class === chosen);
    if (row === undefined || own.length === 0) return html`<p class="quiet">No activity is ${chosen} work under the present filter.</p>`;
    const condition = { kind: 'activity', keep: true, activities: own.map((it) => String(it.activity)), mode: 'any' } as const;
    return html`<p class="said">${classes[chosen][0]!.toUpperCase()}${classes[chosen].slice(1)}.</p>
      <div class="row acts">
        <a class="button" href=${this.session.casesHref(condition)}>Show ${counted(Number(row.cases), 'case')}</a>
        <button type="button" class="button" @click=${() => this.session.addFilter(condition)}>${icon('filter')} Keep these cases</button>
      </div>
      <dl class="fact-list">
        ${row.effortMs === null ? nothing : html`<div><dt>Effort</dt><dd class="number">${rich(effort(Number(row.effortMs)))} <span class="quiet">${share(Number(row.effortShare))} of all, n = ${count(Number(row.timed))}</span></dd></div>`}
        <div><dt>${term('waiting-time', 'Waiting before')}</dt><dd class="number">${rich(duration(Number(row.waitBeforeMs)))} <span class="quiet">${share(Number(row.waitShare))} of all</span></dd></div>
        <div><dt>${term('touch', 'Touches')}</dt><dd class="number">${count(Number(row.touches))} <span class="quiet">${share(Number(row.touchShare))} of all</span></dd></div>
        <div><dt>Cases</dt><dd class="number">${count(Number(row.cases))} <span class="quiet">of ${count(Number(row.ofCases))}</span></dd></div>
      </dl>
      <section class="stack">
        <h3>${counted(own.length, 'activity', 'activities')}</h3>
        <ul class="pairs">
          ${own.map(
            (it) => html`<li>
              <p>${it.activity} ${it.confirmed === true ? nothing : html`<span class="quiet small">proposed</span>`}</p>
              <p class="quiet small number">${it.effortMs === null ? nothing : `${effort(Number(it.effortMs))} of work · `}${counted(Number(it.touches), 'touch', 'touches')} · ${counted(Number(it.cases), 'case')}</p>
            </li>`,
          )}
        </ul>
      </section>`;
  }
}
