import { html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { Comparison, Condition, Deviation, Filter } from '../../analysis/schema/index.ts';
import { ask, type Row } from '../api.ts';
import { type Range, ranges } from '../charts/ranges.ts';
import { rate } from '../charts/rate.ts';
import { compared, leaving } from '../comparison.ts';
import { icon } from '../components/icons.ts';
import { Loaded } from '../components/loaded.ts';
import { rich, term } from '../components/number.ts';
import { lead, plain } from '../components/spoken.ts';
import { emptyState } from '../components/states.ts';
import type { TableColumn } from '../components/table.ts';
import { count, counted, duration, month, share } from '../format.ts';
import { SessionPart } from '../here.ts';
import { deed, details, keeping, mark, trend } from './compare/deviation.ts';
import { monthCondition } from './compare/months.ts';
import { type Concentration, concentrations, standingOut, type ValueCount } from './exceptions/concentration.ts';
import '../charts/marks.css';
import '../components/drawer.ts';
import '../components/figure.ts';
import '../components/table.ts';
import './exceptions/exceptions.css';
import './parts/parts.css';

const valuesAtMost = 1000;
const drawnAtMost = 10;

const monthColumns: readonly TableColumn[] = [
  { name: 'month', title: 'Month of completion', unit: null, type: 'text', text: (it) => month(String(it)) },
  { name: 'cases', title: 'Cases', unit: 'cases', type: 'number' },
  { name: 'exceptions', title: 'Exceptions', unit: 'cases', type: 'number' },
  { name: 'share', title: 'Share', unit: 'share', type: 'number' },
];

/** Exceptions and standard cases side by side. */
interface Sides {
  readonly exceptions: Row;
  readonly standard: Row;
  /** Effort where starts are known, by the overhead question; null where not. */
  readonly effortMs: { readonly exceptions: number; readonly standard: number } | null;
}

/** Every value that exceptions have, and the share that they are measured against. */
interface Gathered {
  readonly found: readonly Concentration[];
  readonly overall: number;
  /** Of all exceptions, not of one way of leaving. */
  readonly all: boolean;
}

/** The work that leaves the document: how much, since when, in which ways, where it gathers, and what it costs. */
@customElement('dp-exceptions-view')
export class ExceptionsView extends SessionPart {
  readonly #compared = compared(this);

  /** The exceptions that are looked into: one way of leaving the document, or all. */
  get #family(): Deviation | null {
    const { family } = this.session.place.params;
    return this.#compared.value?.deviations.find(({ id }) => id === family) ?? null;
  }
  get #chosen(): Deviation | null {
    const { deviation } = this.session.place.params;
    return this.#compared.value?.deviations.find(({ id }) => id === deviation) ?? null;
  }
  #condition(comparison: Comparison): Condition | null {
    const family = this.#family;
    return family === null ? leaving(comparison) : keeping(family);
  }
  get #ready(): Condition | null {
    const { value, pending } = this.#compared;
    return value === undefined || pending ? null : this.#condition(value);
  }
  #within(...conditions: readonly Condition[]): Filter {
    return [...this.session.filter, ...conditions];
  }

  readonly #sides = new Loaded<Sides>(
    this,
    () => this.#args(),
    async ({ signal }) => {
      const log = this.session.log!.id;
      const keep = this.#ready!;
      const filters = [this.#within(keep), this.#within({ ...keep, keep: false })] as const;
      const classes = this.session.workflow?.classes ?? {};
      const [[exceptions, standard], effort] = await Promise.all([
        Promise.all(filters.map((filter) => ask(log, 'overview', { filter, signal }))),
        Promise.all(filters.map((filter) => ask(log, 'overhead-summary', { params: { classes }, filter, signal }))),
      ]);
      const sum = (rows: readonly Row[]) => rows.reduce((all, row) => all + Number(row.effortMs ?? 0), 0);
      const known = effort.some(({ rows }) => rows.some((row) => row.effortMs !== null));
      return {
        exceptions: exceptions!.rows[0]!,
        standard: standard!.rows[0]!,
        effortMs: known ? { exceptions: sum(effort[0]!.rows), standard: sum(effort[1]!.rows) } : null,
      };
    },
  );
  readonly #gathered = new Loaded<Gathered>(
    this,
    () => this.#args(),
    async ({ signal }) => {
      const log = this.session.log!;
      const keep = this.#ready!;
      const { cases } = this.#compared.value!;
      const family = this.#family;
      const exceptions = family === null ? cases - this.#compared.value!.conformingCases : family.cases;
      const columns = [
        ...log.attributes.filter(({ type }) => type === 'text' || type === 'boolean').map(({ column, name }) => ({ column, name })),
        ...(log.teams > 1 ? [{ column: 'team', name: 'Team' }] : []),
        ...(log.resources > 1 ? [{ column: 'resource', name: 'Person' }] : []),
      ];
      const found = await Promise.all(
        columns.map(async (column) => {
          const params = { column: column.column, limit: valuesAtMost };
          const [among, all] = await Promise.all([
            ask(log.id, 'attributes', { params, filter: this.#within(keep), signal }),
            ask(log.id, 'attributes', { params, filter: this.session.filter, signal }),
          ]);
          const counts = (rows: readonly Row[]): readonly ValueCount[] =>
            rows.map((row) => ({ value: row.value as string | null, cases: Number(row.cases) }));
          return concentrations(column, counts(among.rows), counts(all.rows), { exceptions, cases });
        }),
      );
      return { found: found.flat(), overall: exceptions / cases, all: family === null };
    },
  );
  #args(): readonly unknown[] | null {
    const keep = this.#ready;
    return keep === null ? null : [this.session.log?.id, JSON.stringify(this.session.filter), JSON.stringify(keep)];
  }

  #choose(deviation: Deviation | null): void {
    this.session.go({ params: { deviation: deviation?.id ?? null } });
  }
  #look(family: string | null): void {
    this.session.go({ params: { family } }, { replace: true });
  }

  protected override render() {
    const { workflow } = this.session;
    if (workflow?.document == null)
      return emptyState({
        title: 'No document, so no exceptions',
        text: 'This view shows the work that leaves the documented workflow: how much, since when, in which ways, where it gathers and what it costs. It needs a BPMN or PNML file to compare with.',
        action: html`<a class="button primary" href=${this.session.href({ view: 'document', params: {} })}>${icon('upload')} Upload a document</a>`,
      });
    const chosen = this.#chosen;
    return html`<div class="page" tabindex="-1">
        ${this.#compared.render((comparison) => this.#page(comparison), {
          loading: 'Aligning the cases with the document',
          isEmpty: ({ deviations }) => deviations.length === 0,
          empty: {
            title: 'No exceptions',
            text: `All ${counted(this.#compared.value?.cases ?? 0, 'case')} follow the document from start to end.`,
            action: html`<a class="button" href=${this.session.href({ view: 'compare', params: {} })}>See it beside the document</a>`,
          },
        })}
      </div>
      <dp-drawer
        ?open=${chosen !== null}
        kicker=${chosen === null ? '' : { skipped: 'Skipped', unexpected: 'Unexpected', moved: 'Out of order' }[chosen.kind]}
        .heading=${
          chosen === null
            ? ''
            : chosen.steps
                .map(({ activity }) => activity)
                .slice(0, 3)
                .join(', ') + (chosen.steps.length > 3 ? ` and ${chosen.steps.length - 3} more` : '')
        }
        .content=${() => (chosen === null ? nothing : details(chosen, this.session))}
        @close=${() => this.#choose(null)}
      ></dp-drawer>`;
  }

  #page(comparison: Comparison) {
    return html`${this.#headline(comparison)}
      <div class="exceptions-columns">${this.#rate(comparison)} ${this.#families(comparison)}</div>
      ${this.#into(comparison)}`;
  }

  #headline(comparison: Comparison) {
    const { cases, conformingCases, exceptionRate } = comparison;
    const away = leaving(comparison)!;
    const n = cases - conformingCases;
    return html`<header class="page-head">
      <div>
        <h1>${share(exceptionRate.value)} of cases leave the document: ${count(n)} of ${count(cases)}</h1>
        <p class="facts-line number">
          <span>${term('exception-rate', 'exception rate')} ${share(exceptionRate.value)}, ${term('interval', '95 % interval')} ${share(exceptionRate.low)} to ${share(exceptionRate.high)}</span>
          <a href=${this.session.casesHref(away)}>show ${counted(n, 'case')}</a>
          <span>in ${counted(comparison.deviations.length, 'way')}</span>
        </p>
      </div>
    </header>`;
  }

  #drawnRate: { readonly of: Comparison; readonly draw: (svg: SVGSVGElement, width: number) => void } | null = null;
  #rate(comparison: Comparison) {
    const open = (of: string) => this.session.openCases(leaving(comparison)!, monthCondition(of));
    if (this.#drawnRate?.of !== comparison)
      this.#drawnRate = {
        of: comparison,
        draw: (svg, width) => rate(svg, comparison.months, { width, deed: 'leave the document', open: (it) => open(it.month) }),
      };
    return html`<dp-figure
      heading="Share of cases with exceptions"
      note="By the month they ended in, with 95 % interval; below it how many of all cases"
      .draw=${this.#drawnRate!.draw}
      .table=${{
        columns: monthColumns,
        rows: comparison.months.map((it) => ({ ...it, share: it.cases === 0 ? null : it.exceptions / it.cases })),
        open: (row: Row) => open(String(row.month)),
      }}
    ></dp-figure>`;
  }

  #families({ deviations }: Comparison) {
    return html`<section class="card" aria-labelledby="families-title">
      <header><h2 id="families-title">What they do instead</h2></header>
      <ol class="deviations">
        ${deviations.map(
          (it) => html`<li>
            <button type="button" class="deviation" aria-pressed=${it.id === this.#chosen?.id} @click=${() => this.#choose(it.id === this.#chosen?.id ? null : it)}>
              ${mark(it.kind)}
              <span>
                <span class="deviation-words">${deed(it)}</span>
                <span class="deviation-meta small number">
                  <span>${rich(share(it.share.value))}</span>
                  ${it.since === null ? nothing : html`<span>since <b>${month(it.since)}</b></span>`}
                </span>
              </span>
              ${trend(it)}
            </button>
          </li>`,
        )}
      </ol>
    </section>`;
  }

  #into(comparison: Comparison) {
    const { deviations } = comparison;
    const family = this.#family;
    return html`<div class="page-head exceptions-into">
        <div>
          <h2>${family === null ? 'Where exceptions gather, and what they cost' : html`Where these gather, and what they cost`}</h2>
        </div>
        <label class="row">
          <span class="label">Look into</span>
          <select class="select" @change=${(event: Event) => {
            const { value } = event.target as HTMLSelectElement;
            this.#look(value === '' ? null : value);
          }}>
            <option value="" .selected=${family === null}>all exceptions</option>
            ${deviations.map((it) => html`<option value=${it.id} .selected=${it.id === family?.id}>${plain(lead(it.text))}</option>`)}
          </select>
        </label>
      </div>
      <div class="exceptions-columns wide">${this.#gathering(comparison)} ${this.#cost()}</div>`;
  }

  #drawnRanges: { readonly of: Gathered; readonly draw: (svg: SVGSVGElement, width: number) => void } | null = null;
  #gathering(comparison: Comparison) {
    const keep = this.#condition(comparison)!;
    const open = (it: Pick<Concentration, 'column' | 'value'>) =>
      this.session.openCases(keep, { kind: 'attribute', keep: true, column: it.column, values: [it.value] });
    return this.#gathered.render(
      (gathered) => {
        const { found, overall } = gathered;
        const all = standingOut(found);
        const shown = all.slice(0, drawnAtMost);
        const [first] = shown;
        if (first === undefined)
          return html`<section class="card"><p class="body quiet">No value of an attribute, no team and no person has clearly more exceptions than the others${this.session.log!.attributes.length === 0 ? ': this log keeps no attributes' : ''}.</p></section>`;
        const byKey = new Map(shown.map((it) => [`${it.column} ${it.value}`, it]));
        if (this.#drawnRanges?.of !== gathered)
          this.#drawnRanges = {
            of: gathered,
            draw: (svg, width) =>
              ranges(
                svg,
                [...byKey].map(
                  ([key, it]): Range => ({
                    key,
                    kind: it.name,
                    label: it.value ?? 'missing',
                    value: it.share,
                    low: it.low,
                    high: it.high,
                    text: `${count(it.cases)} of ${count(it.ofCases)} · ${it.lift.toFixed(1)} ×`,
                    title: `${it.name} ${it.value ?? 'missing'}: ${count(it.cases)} of ${count(it.ofCases)} cases (${share(it.share)}, ${share(it.low)} to ${share(it.high)}), ${it.lift.toFixed(1)} times the share of all`,
                  }),
                ),
                { width, over: { value: overall, text: `all cases ${share(overall)}` }, open: ({ key }) => open(byKey.get(key)!) },
              ),
          };
        return html`<dp-figure
          .heading=${`${share(first.share)} of ${first.name} ${first.value ?? 'missing'} ${gathered.all ? 'leave the document' : 'do so'}, ${first.lift.toFixed(1)} times the share of all cases`}
          .note=${`Values with clearly more exceptions than the others${all.length > shown.length ? `, the first ${shown.length} of ${count(all.length)}` : ''}; together with them is not because of them`}
          .draw=${this.#drawnRanges!.draw}
          .table=${{ columns: concentrationColumns, rows: [...found].sort((a, b) => b.score - a.score), open: (row: Row) => open(row as unknown as Concentration) }}
        ></dp-figure>`;
      },
      { loading: 'Looking where exceptions gather' },
    );
  }

  #cost() {
    const family = this.#family;
    return html`<section class="card" aria-labelledby="cost-title">
      <header><h2 id="cost-title">${family === null ? 'Exceptions' : 'These exceptions'} beside ${family === null ? 'standard cases' : 'all other cases'}</h2></header>
      ${this.#sides.render(
        ({ exceptions, standard, effortMs }) => {
          const of = (name: string) =>
            [exceptions[name], standard[name]].map((it) => (it == null ? null : Number(it))) as [number | null, number | null];
          const [n, m] = of('cases') as [number, number];
          const [touches, otherTouches] = of('instances') as [number, number];
          const row = (title: unknown, [a, b]: readonly [number | null, number | null], show: (it: number | null) => string) =>
            html`<tr><th scope="row">${title}</th><td class="number">${rich(show(a))}</td><td class="number">${rich(show(b))}</td></tr>`;
          const work =
            effortMs === null ? touches / (touches + otherTouches) : effortMs.exceptions / (effortMs.exceptions + effortMs.standard);
          return html`<p class="exceptions-share">
              <b class="number">${rich(share(work))}</b>
              <span>of all ${effortMs === null ? html`${term('touch', 'touches')} <span class="quiet">(effort is unknown: no start times)</span>` : term('working-time', 'effort')} goes into ${share(n / (n + m))} of the cases</span>
            </p>
            <table class="exceptions-sides">
              <thead><tr><td></td><th scope="col" class="number">${family === null ? 'Exceptions' : 'These'}</th><th scope="col" class="number">${family === null ? 'Standard' : 'Others'}</th></tr></thead>
              <tbody>
                ${row(term('case', 'Cases'), [n, m], count)}
                ${row(term('throughput-time', 'Median throughput'), of('medianThroughputMs'), duration)}
                ${row(term('p90', 'p90 throughput'), of('p90ThroughputMs'), duration)}
                ${row(term('touch', 'Touches per case'), [n === 0 ? null : touches / n, m === 0 ? null : otherTouches / m], count)}
                ${effortMs === null ? nothing : row(term('working-time', 'Effort per case'), [n === 0 ? null : effortMs.exceptions / n, m === 0 ? null : effortMs.standard / m], duration)}
                ${row(term('rework', 'With rework'), of('reworkShare'), share)}
                ${row('Teams touched', of('teams'), count)}
                ${row('People touched', of('resources'), count)}
              </tbody>
            </table>`;
        },
        { loading: 'Measuring both' },
      )}
    </section>`;
  }
}

const concentrationColumns: readonly TableColumn[] = [
  { name: 'name', title: 'Attribute', unit: null, type: 'text', width: 140 },
  { name: 'value', title: 'Value', unit: null, type: 'text', width: 200 },
  { name: 'cases', title: 'Exceptions', unit: 'cases', type: 'number' },
  { name: 'ofCases', title: 'Of cases', unit: 'cases', type: 'number' },
  { name: 'share', title: 'Share', unit: 'share', type: 'number' },
  { name: 'low', title: 'At least', unit: 'share', type: 'number' },
  { name: 'high', title: 'At most', unit: 'share', type: 'number' },
  { name: 'lift', title: 'Times all', unit: null, type: 'number' },
  { name: 'score', title: 'Standard score', unit: null, type: 'number' },
];
