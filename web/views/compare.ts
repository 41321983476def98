import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Comparison, Deviation, DocumentInfo } from '../../analysis/schema/index.ts';
import { call } from '../api.ts';
import { rate } from '../charts/rate.ts';
import { aligned, compared, leaving } from '../comparison.ts';
import { type BpmnPicture, isDrawn } from '../components/bpmn.ts';
import { icon } from '../components/icons.ts';
import { Loaded } from '../components/loaded.ts';
import { rich, term } from '../components/number.ts';
import { plain } from '../components/spoken.ts';
import { emptyState, problemList } from '../components/states.ts';
import type { TableColumn } from '../components/table.ts';
import { count, counted, month, share } from '../format.ts';
import { SessionPart } from '../here.ts';
import { alignmentRow } from './compare/alignment.ts';
import { deed, details, effect, interval, mark, trend } from './compare/deviation.ts';
import { monthCondition } from './compare/months.ts';
import { elementsOf, pinsOf, placesOf } from './compare/places.ts';
import '../charts/marks.css';
import '../components/bpmn.ts';
import '../components/drawer.ts';
import '../components/figure.ts';
import './compare/compare.css';
import './parts/parts.css';

const firstShown = 8;
const moreShown = 24;

const monthColumns: readonly TableColumn[] = [
  { name: 'month', title: 'Month of completion', unit: null, type: 'text', text: (it) => month(String(it)) },
  { name: 'cases', title: 'Cases', unit: 'cases', type: 'number' },
  { name: 'exceptions', title: 'Leave the document', unit: 'cases', type: 'number' },
  { name: 'share', title: 'Share', unit: 'share', type: 'number' },
];

/** The documented workflow, and on it where the work leaves it; every deviation in words; every variant move by move. */
@customElement('dp-compare-view')
export class CompareView extends SessionPart {
  @state() private hovered: string | null = null;
  @state() private shownVariants = firstShown;
  readonly #compared = compared(this);
  readonly #aligned = aligned(this, this.#compared);
  readonly #document = new Loaded<{ readonly info: DocumentInfo; readonly source: string }>(
    this,
    () => (this.session.workflow?.document ? [this.session.workflow.document] : null),
    async ({ signal }) => {
      const params = { document: this.session.workflow!.document! };
      const [info, source] = await Promise.all([call('document', { params, signal }), call('documentSource', { params, signal })]);
      return { info, source };
    },
  );

  #wasOpen = false;

  get #chosen(): Deviation | null {
    const { deviation } = this.session.place.params;
    return this.#compared.value?.deviations.find(({ id }) => id === deviation) ?? null;
  }
  #choose(deviation: Deviation | null): void {
    this.session.go({ params: { deviation: deviation?.id ?? null } });
    const element = deviation === null ? undefined : elementsOf(deviation)[0];
    if (element !== undefined) this.querySelector<BpmnPicture>('dp-bpmn')?.reveal(element);
  }
  /** An element of the drawing was clicked: the deviations there one after the other, those that are about little else first. */
  #element(element: string | null): void {
    const all = this.#compared.value?.deviations ?? [];
    const here = all.filter((it) => element !== null && elementsOf(it).includes(element)).sort((a, b) => a.steps.length - b.steps.length);
    const at = here.findIndex(({ id }) => id === this.#chosen?.id);
    this.#choose(here.length === 0 ? null : here[(at + 1) % here.length]!);
    if (here.length > 0) this.#reveal(this.#chosen!.id);
  }
  async #reveal(id: string): Promise<void> {
    await this.updateComplete;
    this.querySelector(`[data-deviation="${CSS.escape(id)}"]`)?.scrollIntoView({ block: 'nearest' });
  }

  protected override updated(): void {
    const open = this.#chosen !== null;
    if (open !== this.#wasOpen) this.querySelector<BpmnPicture>('dp-bpmn')?.fit();
    this.#wasOpen = open;
  }

  protected override render() {
    const { workflow } = this.session;
    if (workflow?.document == null)
      return emptyState({
        title: 'No documented workflow to compare with',
        text: 'This view draws the workflow as it is documented, and on it every place where the work leaves it: steps skipped, steps added, since when, and what it does to the time. It needs a BPMN or PNML file.',
        action: html`<a class="button primary" href=${this.session.href({ view: 'document', params: {} })}>${icon('upload')} Upload a document</a>`,
      });
    const chosen = this.#chosen;
    return html`<div class="page compare" tabindex="-1">
        ${this.#compared.render((comparison) => this.#page(comparison), { loading: 'Aligning the cases with the document' })}
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
      ${this.#drawing(comparison)}
      <div class="compare-columns">${this.#deviations(comparison)} ${this.#trend(comparison)}</div>
      ${this.#variants(comparison)} ${this.#names(comparison)}`;
  }

  #headline(comparison: Comparison) {
    const { cases, conformingCases, exceptionRate, fitness, optimal, bounds } = comparison;
    const away = leaving(comparison);
    const low = 1 - exceptionRate.high;
    const high = 1 - exceptionRate.low;
    return html`<header class="page-head">
      <div>
        <h1>${conformingCases === cases ? `All ${count(cases)} cases follow the document` : html`${share(conformingCases / cases)} of ${count(cases)} cases follow the document`}</h1>
        <p class="facts-line number">
          <span>${term('interval', '95 % interval')} ${share(low)} to ${share(high)}</span>
          ${away === null ? nothing : html`<a href=${this.session.casesHref({ ...away, keep: false })}>${count(conformingCases)} ${conformingCases === 1 ? 'conforms' : 'conform'}</a><a href=${this.session.casesHref(away)}>${count(cases - conformingCases)} leave it</a>`}
          <span>${term('fitness', 'fitness')} ${optimal ? '' : '≈ '}${fitness.toFixed(3)}</span>
          ${optimal ? nothing : html`<span>cost between ${count(bounds.lower)} and ${count(bounds.upper)}: some variants were too long to settle</span>`}
        </p>
      </div>
    </header>`;
  }

  #drawing(comparison: Comparison) {
    return this.#document.render(
      ({ info, source }) => {
        if (info.kind !== 'bpmn' || !isDrawn(source))
          return html`<section class="card compare-undrawn">
            <p><b>${info.name}</b> ${info.kind === 'bpmn' ? 'holds no drawing, only what follows what. The comparison below is the same; open and save the file in a BPMN editor to see it drawn here.' : 'is a Petri net, which has no drawing here. The comparison below is the same as with BPMN.'}</p>
          </section>`;
        const { deviations, cases } = comparison;
        const active = deviations.find(({ id }) => id === this.hovered) ?? this.#chosen;
        const marks = new Map<string, string>();
        for (const it of deviations)
          if (it.kind !== 'unexpected') for (const { element } of it.steps) if (element !== null) marks.set(element, 'skipped');
        if (active !== null) for (const element of elementsOf(active)) marks.set(element, 'chosen');
        return html`<section class="card compare-drawing" aria-label="The document, and where cases leave it">
          <dp-bpmn
            letters="14"
            least="0.44"
            .xml=${source}
            .name=${info.name}
            .marks=${marks}
            .pins=${this.#pins(info, comparison)}
            @element=${(event: CustomEvent<string | null>) => this.#element(event.detail)}
            @pin=${(event: CustomEvent<string>) => {
              this.#choose(deviations.find(({ id }) => id === event.detail) ?? null);
              void this.#reveal(event.detail);
            }}
          ></dp-bpmn>
          <ul class="compare-key" aria-label="What the marks mean">
            <li><span class="pin ink">n</span> cases do the step as documented</li>
            <li><span class="pin paved">−n</span> cases leave the step out</li>
            <li><span class="pin desire">+ step n</span> cases do something else here</li>
            <li class="quiet">of ${counted(cases, 'case')}</li>
          </ul>
        </section>`;
      },
      { loading: 'Drawing the document' },
    );
  }
  /** The same list while nothing changed, so that the drawing is not pinned again. */
  #pinned: { readonly of: readonly unknown[]; readonly pins: ReturnType<typeof pinsOf> } | null = null;
  #pins(info: DocumentInfo, comparison: Comparison) {
    const whole = this.#aligned.value;
    const of = [info, comparison, whole];
    if (this.#pinned === null || of.some((it, i) => it !== this.#pinned!.of[i])) {
      const places = whole?.perVariant === undefined ? null : placesOf(whole.perVariant);
      this.#pinned = { of, pins: pinsOf(info.steps, places, comparison.deviations, comparison.cases) };
    }
    return this.#pinned.pins;
  }

  #deviations({ deviations, cases }: Comparison) {
    const chosen = this.#chosen?.id;
    const step = (event: KeyboardEvent) => {
      const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      const rows = [...this.querySelectorAll<HTMLElement>('.deviation')];
      const next = rows[rows.indexOf(event.target as HTMLElement) + by];
      if (by === 0 || next === undefined) return;
      event.preventDefault();
      next.focus();
    };
    return html`<section class="card" aria-labelledby="deviations-title">
      <header><h2 id="deviations-title">${deviations.length === 0 ? 'No case leaves the document' : html`Where cases leave it <span class="quiet number">${count(deviations.length)}</span>`}</h2></header>
      ${
        deviations.length === 0
          ? html`<p class="body quiet">All ${counted(cases, 'case')} follow it from start to end.</p>`
          : html`<ol class="deviations" @keydown=${step}>
              ${deviations.map(
                (it) => html`<li>
                  <button
                    type="button"
                    class="deviation"
                    data-deviation=${it.id}
                    aria-pressed=${it.id === chosen}
                    @click=${() => this.#choose(it.id === chosen ? null : it)}
                    @mouseenter=${() => this.#hover(it.id)}
                    @mouseleave=${() => this.#hover(null)}
                    @focus=${() => this.#hover(it.id)}
                    @blur=${() => this.#hover(null)}
                  >
                    ${mark(it.kind)}
                    <span>
                      <span class="deviation-words">${deed(it)}</span>
                      <span class="deviation-meta small">
                        <span>${interval(it)}</span>
                        ${it.since === null ? nothing : html`<span>since <b>${month(it.since)}</b></span>`}
                        <span>${it.otherMedianMs === null ? nothing : 'median '}${effect(it)}</span>
                      </span>
                    </span>
                    ${trend(it)}
                  </button>
                </li>`,
              )}
            </ol>`
      }
    </section>`;
  }
  #hover(id: string | null): void {
    this.hovered = id;
  }

  #trend(comparison: Comparison) {
    const months = comparison.months.map((it) => ({ ...it, share: it.cases === 0 ? null : it.exceptions / it.cases }));
    const away = leaving(comparison);
    const open = (of: string) => {
      if (away !== null) this.session.openCases(away, monthCondition(of));
    };
    const markers = comparison.deviations
      .filter(({ since }) => since !== null)
      .slice(0, 4)
      .sort((a, b) => a.since!.localeCompare(b.since!))
      .map(({ since, kind, activity }) => ({
        month: since!,
        text: `${month(since!)}: ${activity} ${kind === 'skipped' ? 'skipped' : kind === 'moved' ? 'moved' : 'added'}`,
      }));
    return html`<dp-figure
      heading="Share of cases that leave the document"
      note="By the month they ended in, with 95 % interval; below it how many"
      .draw=${this.#drawTrend(comparison, markers, open)}
      .table=${{ columns: monthColumns, rows: months, open: (row: Readonly<Record<string, unknown>>) => open(String(row.month)) }}
    ></dp-figure>`;
  }
  #drawn: { readonly of: Comparison; readonly draw: (svg: SVGSVGElement, width: number) => void } | null = null;
  #drawTrend(of: Comparison, markers: readonly { readonly month: string; readonly text: string }[], open: (month: string) => void) {
    if (this.#drawn?.of !== of)
      this.#drawn = {
        of,
        draw: (svg, width) => rate(svg, of.months, { width, markers, deed: 'leave the document', open: (it) => open(it.month) }),
      };
    return this.#drawn!.draw;
  }

  #variants({ cases, variants }: Comparison) {
    const only = this.session.place.params.variants !== 'all';
    const choose = (all: boolean) => {
      this.shownVariants = firstShown;
      this.session.go({ params: { variants: all ? 'all' : null } });
    };
    return html`<section class="card" aria-labelledby="alignments-title">
      <header>
        <h2 id="alignments-title">The most frequent variants, move by move</h2>
        <div class="segmented" role="group" aria-label="Which variants">
          <button type="button" aria-pressed=${only} @click=${() => choose(false)}>Leaving the document</button>
          <button type="button" aria-pressed=${!only} @click=${() => choose(true)}>All ${count(variants)}</button>
        </div>
      </header>
      ${this.#aligned.render(
        ({ perVariant = [] }) => {
          const listed = (only ? perVariant.filter(({ cost }) => cost > 0) : [...perVariant]).sort(
            (a, b) => b.cases - a.cases || a.variant - b.variant,
          );
          const rest = listed.length - this.shownVariants;
          return html`<p class="body quiet small compare-moves-key">
              <span class="move sync">both</span> as documented <span class="move model"><i aria-hidden="true">−</i>skipped</span> the document asks for it <span class="move log"><i aria-hidden="true">+</i>added</span> the document has no place for it
            </p>
            ${listed.length === 0 ? html`<p class="body quiet">Every variant follows the document.</p>` : html`<ol class="alignments">${listed.slice(0, this.shownVariants).map((it) => alignmentRow(it, cases, this.session))}</ol>`}
            ${
              rest > 0
                ? html`<p class="compare-more"><button type="button" class="button small" @click=${() => {
                    this.shownVariants += moreShown;
                  }}>Show ${count(Math.min(rest, moreShown))} more of ${count(listed.length)}</button></p>`
                : nothing
            }`;
        },
        { loading: 'Fetching the alignments' },
      )}
    </section>`;
  }

  #names({ onlyInLog, onlyInDocument, notes, cases }: Comparison) {
    if (onlyInLog.length + onlyInDocument.length + notes.length === 0) return nothing;
    return html`<section class="card" aria-labelledby="names-title">
      <header><h2 id="names-title">Names that only one side knows</h2></header>
      <div class="body compare-names">
        <div>
          <h3>Only in the log</h3>
          ${
            onlyInLog.length === 0
              ? html`<p class="quiet">None.</p>`
              : html`<ul>${onlyInLog.map(
                  ({ activity, cases: n }) =>
                    html`<li><span class="badge desire">${activity}</span> <a class="number quiet" href=${this.session.casesHref({ kind: 'activity', keep: true, activities: [activity], mode: 'any' })}>${counted(n, 'case')}, ${rich(share(n / cases))}</a></li>`,
                )}</ul>`
          }
        </div>
        <div>
          <h3>Only in the document</h3>
          ${onlyInDocument.length === 0 ? html`<p class="quiet">None.</p>` : html`<ul>${onlyInDocument.map((name) => html`<li><span class="badge paved">${plain(name)}</span> <span class="quiet">in no case</span></li>`)}</ul>`}
        </div>
        ${notes.length === 0 ? nothing : html`<div><h3>Taken for the same</h3>${problemList(notes)}</div>`}
      </div>
    </section>`;
  }
}
