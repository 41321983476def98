import { html, nothing, svg, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { Condition, Deviation } from '../../../analysis/schema/index.ts';
import { rate, scarce } from '../../charts/rate.ts';
import { sparkline } from '../../charts/sparkline.ts';
import { icon } from '../../components/icons.ts';
import { rich, term } from '../../components/number.ts';
import { lead, spoken } from '../../components/spoken.ts';
import type { TableColumn } from '../../components/table.ts';
import { count, counted, duration, exactDuration, month, share } from '../../format.ts';
import type { Session } from '../../session.ts';
import '../../components/figure.ts';
import '../parts/parts.css';
import './compare.css';

export const kinds = {
  skipped: { text: 'Skipped', colour: 'var(--paved)' },
  unexpected: { text: 'Unexpected', colour: 'var(--desire)' },
  moved: { text: 'Out of order', colour: 'var(--desire)' },
} as const;

/** A step that was left out is a hollow blue outline, one that was added is filled ochre, one done elsewhere is both with an arrow. */
export const mark = (
  kind: Deviation['kind'],
): TemplateResult => html`<svg class="deviation-mark" width="16" height="16" viewBox="0 0 16 16" role="img" aria-label=${kinds[kind].text}>
  <title>${kinds[kind].text}</title>
  ${
    kind === 'skipped'
      ? svg`<rect x="2" y="3.5" width="12" height="9" rx="2" style="fill:none;stroke:var(--paved);stroke-width:1.6;stroke-dasharray:3 1.8" />`
      : kind === 'unexpected'
        ? svg`<rect x="1.5" y="3" width="13" height="10" rx="2" style="fill:var(--desire)" />`
        : svg`<rect x="1" y="5" width="5" height="6" rx="1.2" style="fill:none;stroke:var(--paved);stroke-width:1.4;stroke-dasharray:2.4 1.4" /><path d="M6.800 8h2.200" style="stroke:var(--desire);stroke-width:1.4" /><rect x="9.500" y="4.300" width="6" height="7.400" rx="1.400" style="fill:var(--desire)" />`
  }
</svg>`;

export const keeping = (deviation: Deviation): Condition => ({ kind: 'variant', keep: true, variants: [...deviation.variants] });

/** The share of cases with it, month by month, in the place of a word. */
export const trend = (deviation: Deviation, width = 92, height = 24): TemplateResult => {
  const few = scarce(deviation.months.map(({ of }) => ({ cases: of })));
  return html`<svg
  class="drawn"
  role="img"
  aria-label=${`Share of cases by month${deviation.since === null ? '' : `; since ${month(deviation.since)}`}`}
  ${ref((element) => {
    if (element)
      sparkline(
        element as SVGSVGElement,
        deviation.months.map(({ month: name, cases, of }) => ({
          share: of === 0 ? 0 : cases / of,
          pale: (deviation.since !== null && name < deviation.since) || few({ cases: of }),
          aside: few({ cases: of }),
          title: `${month(name)}: ${count(cases)} of ${count(of)} cases (${share(of === 0 ? null : cases / of)})`,
        })),
        { width, height, colour: kinds[deviation.kind].colour },
      );
  })}
></svg>`;
};

/** What the cases do, without the share that stands beside it. */
export const deed = (deviation: Deviation): TemplateResult => spoken(lead(deviation.text).replace(/^([^*]*?) \([^()]*%\)/, '$1'));

/** `6.2 d instead of 9.8 d`, with which way it goes. */
export const effect = ({ medianMs, otherMedianMs, differenceMs }: Deviation): TemplateResult =>
  medianMs === null || otherMedianMs === null || differenceMs === null
    ? html`<span class="quiet">no other cases to compare with</span>`
    : html`<span class="number" title=${`${exactDuration(medianMs)} with it, ${exactDuration(otherMedianMs)} without; difference ${exactDuration(differenceMs)}`}
        >${rich(duration(medianMs))} <span class="quiet">instead of</span> ${rich(duration(otherMedianMs))}</span
      >`;

/** Share and its interval: `21.7 % (20.6–22.9)`. */
export const interval = ({ share: it }: Deviation): TemplateResult =>
  html`<span class="number" title=${`95 % interval, n = ${count(it.n)}`}>${rich(share(it.value))} <span class="quiet">(${share(it.low)} to ${share(it.high)})</span></span>`;

const monthColumns: readonly TableColumn[] = [
  { name: 'month', title: 'Month', unit: null, type: 'text', text: (it) => month(String(it)) },
  { name: 'cases', title: 'Cases', unit: 'cases', type: 'number' },
  { name: 'of', title: 'Of cases', unit: 'cases', type: 'number' },
];

/** Everything that is known about a deviation, for the drawer. */
export const details = (deviation: Deviation, session: Session): TemplateResult => {
  const keep = keeping(deviation);
  const months = deviation.months.map(({ month: name, cases, of }) => ({ month: name, cases: of, exceptions: cases }));
  return html`<p class="said">${spoken(deviation.text)}</p>
    <div class="row acts">
      <a class="button" href=${session.casesHref(keep)}>Show ${counted(deviation.cases, 'case')}</a>
      <button type="button" class="button" @click=${() => session.addFilter(keep)}>${icon('filter')} Keep these cases</button>
      <button type="button" class="button" @click=${() => session.addFilter({ ...keep, keep: false })}>Leave them out</button>
    </div>
    <dl class="fact-list">
      <div><dt>${term('share', 'Share of cases')}</dt><dd>${interval(deviation)}</dd></div>
      <div><dt>Cases</dt><dd class="number">${count(deviation.cases)} <span class="quiet">of ${count(deviation.share.n)}</span></dd></div>
      <div><dt>Times</dt><dd class="number">${count(deviation.occurrences)}</dd></div>
      <div><dt>A practice since</dt><dd>${deviation.since === null ? html`<span class="quiet">no month stands out</span>` : month(deviation.since)}</dd></div>
      <div><dt>${term('throughput-time', 'Median throughput')}</dt><dd>${effect(deviation)}</dd></div>
      <div><dt>${term('variant', 'Variants')}</dt><dd class="number">${count(deviation.variants.length)}</dd></div>
    </dl>
    <dp-figure
      heading="Share of cases by month"
      .draw=${(drawing: SVGSVGElement, width: number) =>
        rate(drawing, months, {
          width,
          deed: 'do so',
          markers: deviation.since === null ? [] : [{ month: deviation.since, text: `since ${month(deviation.since)}` }],
        })}
      .table=${{ columns: monthColumns, rows: deviation.months }}
    ></dp-figure>
    <section class="stack">
      <h3>${deviation.steps.length === 1 ? 'The step' : counted(deviation.steps.length, 'step')}</h3>
      <ul class="deviation-steps">
        ${deviation.steps.map(({ activity, element }) => html`<li>${mark(deviation.kind)} <span>${activity}</span> ${element === null ? html`<span class="badge desire">not in the document</span>` : nothing}</li>`)}
      </ul>
    </section>
    ${
      deviation.examples.length === 0
        ? nothing
        : html`<section class="stack">
            <h3>Cases to look at</h3>
            <p class="deviation-examples">${deviation.examples.map((id) => html`<a class="badge" href=${session.href({ view: 'cases', params: { case: id } })}>${id}</a>`)}</p>
          </section>`
    }`;
};
