import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { askCsv, type Condition } from '../api.ts';
import { type ChevronOptions, chevrons } from '../charts/chevrons.ts';
import { coverage, needed } from '../charts/coverage.ts';
import { differences, type Step } from '../charts/sequence.ts';
import { asked, Loaded } from '../components/loaded.ts';
import { rich, term } from '../components/number.ts';
import type { TableColumn, TableRow } from '../components/table.ts';
import { count, counted, duration, exactDuration, share } from '../format.ts';
import { Part, SessionPart } from '../here.ts';
import { loadVariants, type Variant, type Variants } from './variants/load.ts';
import '../components/drawer.ts';
import '../components/figure.ts';
import '../components/table.ts';
import '../components/detail.css';
import './variants/variants.css';

const target = 0.8;
const casesListed = 12;
/** More than this cannot be chosen at once: the address holds them. */
const choosable = 60;
/** A row shows no more steps than this, and holds no more against the usual sequence. */
const stepsDrawn = 160;

const measuring = document.createElement('canvas').getContext('2d')!;
const widths = new Map<string, number>();
const widthOf = (text: string): number => {
  const known = widths.get(text);
  if (known !== undefined) return known;
  measuring.font = '11px "Inter Variable"';
  const { width } = measuring.measureText(text);
  widths.set(text, width);
  return width;
};

/** One sequence as chevrons, as wide as its cell. */
@customElement('dp-chevrons')
export class Chevrons extends Part {
  @property({ attribute: false }) steps: readonly Step[] = [];
  @property({ attribute: false }) options: Omit<ChevronOptions, 'width'> | null = null;
  @property() label = '';
  #width = 0;
  readonly #sized = new ResizeObserver(([entry]) => {
    const width = Math.floor(entry!.contentRect.width);
    if (width === this.#width) return;
    this.#width = width;
    this.#paint();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sized.observe(this);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sized.disconnect();
  }
  protected override updated(): void {
    this.#paint();
  }
  #paint(): void {
    const svg = this.querySelector('svg');
    if (svg !== null && this.options !== null && this.#width > 0) chevrons(svg, this.steps, { ...this.options, width: this.#width });
  }
  protected override render() {
    return html`<svg role="img" aria-label=${this.label} width="100%" height="23"></svg>`;
  }
}

/** The different sequences of activities: how many cases follow each, how long they take, and how they differ from the usual one. */
@customElement('dp-variants-view')
export class VariantsView extends SessionPart {
  readonly #variants = new Loaded<Variants>(
    this,
    () => (this.session.log === null ? null : [this.session.log.id, JSON.stringify(this.session.filter)]),
    async ({ signal }) => {
      await document.fonts.load('11px "Inter Variable"');
      return loadVariants(this.session.log!.id, this.session.filter, signal);
    },
  );
  readonly #cases = asked(this, () => {
    const { open } = this.#params;
    return open === null
      ? null
      : {
          question: 'cases',
          params: { sort: 'durationMs', desc: true, limit: casesListed, offset: 0 },
          filter: this.session.with([variantIs(true, [open])]),
        };
  });

  get #params() {
    const { params } = this.session.place;
    const number = (text: string | undefined) => (text === undefined || !/^\d+$/.test(text) ? null : Number(text));
    return {
      open: number(params.variant),
      reference: number(params.ref),
      named: params.show === 'names' ? ('all' as const) : ('different' as const),
      chosen: new Set((params.chosen ?? '').split('.').flatMap((it) => number(it) ?? [])),
    };
  }
  get #reference(): Variant {
    const { all } = this.#variants.value!;
    return all.find(({ variant }) => variant === this.#params.reference) ?? all[0]!;
  }
  #choose(chosen: ReadonlySet<number>): void {
    this.session.go({ params: { chosen: chosen.size === 0 ? null : [...chosen].join('.') } }, { replace: true });
  }
  #toggle(variant: number): void {
    const chosen = new Set(this.#params.chosen);
    if (!chosen.delete(variant)) chosen.add(variant);
    this.#choose(chosen);
  }
  #filter(keep: boolean, variants: readonly number[]): void {
    const { session } = this;
    session.setFilter(session.with([variantIs(keep, variants)]));
    session.go({ params: { chosen: null, variant: null } }, { replace: true });
  }

  protected override render() {
    const { open } = this.#params;
    const found = this.#variants.value?.all.find(({ variant }) => variant === open);
    return html`<div class="page fill variants">
        ${this.#variants.render((it) => this.#page(it), {
          loading: 'Reading the variants',
          isEmpty: ({ all }) => all.length === 0,
          empty: { title: 'No variants', text: 'The log has no cases.' },
        })}
      </div>
      <dp-drawer
        ?open=${open !== null && this.#variants.value !== undefined}
        kicker="Variant"
        .heading=${open === null ? '' : `Variant ${count(open + 1)}`}
        .content=${() => (found ? this.#details(found) : html`<p class="quiet">No case under this filter follows this variant.</p>`)}
        @close=${() => this.session.go({ params: { variant: null } })}
      ></dp-drawer>`;
  }

  #page({ all, activities }: Variants) {
    const { session } = this;
    const { named, chosen, open } = this.#params;
    const within = needed(all, target);
    const cases = all[0]!.ofCases;
    const options: Omit<ChevronOptions, 'width'> = { named, widthOf, nameOf: (activity) => activities[activity]! };
    const reference = this.#reference;
    return html`<div class="variants-head">
        <dp-figure
          .heading=${`${counted(within, 'variant')} ${within === 1 ? 'covers' : 'cover'} ${Math.round(100 * target)} % of the cases`}
          .note=${`${counted(all.length, 'variant')} in ${counted(cases, 'case')}; each part of the bar is one variant`}
          .draw=${(svg: SVGSVGElement, width: number) => coverage(svg, all, { width, target, chosen, open: (variant) => this.#open(variant) })}
          .controls=${
            within > choosable
              ? nothing
              : html`<button
            type="button"
            class="button small"
            @click=${() => this.#choose(new Set(all.slice(0, within).map(({ variant }) => variant)))}
          >Choose these ${count(within)}</button>`
          }
        ></dp-figure>
      </div>
      <dp-table
        class="grow"
        fill
        name="Variants"
        .columns=${this.#columns(options, reference)}
        .rows=${all}
        .chosen=${(row: TableRow) => row.variant === open}
        .open=${(row: TableRow) => this.#open(Number(row.variant))}
        .csv=${() => askCsv(session.log!.id, 'variants', { filter: session.filter })}
        .tools=${this.#tools(all)}
      ></dp-table>`;
  }

  #open(variant: number): void {
    this.session.go({ params: { variant: String(variant) } });
  }

  #tools(all: readonly Variant[]) {
    const { named, chosen } = this.#params;
    const kept = all.filter(({ variant }) => chosen.has(variant));
    const cases = kept.reduce((sum, it) => sum + it.cases, 0);
    const look = (it: 'different' | 'all', text: string) =>
      html`<button type="button" aria-pressed=${named === it} @click=${() => this.session.go({ params: { show: it === 'all' ? 'names' : null } }, { replace: true })}>${text}</button>`;
    return html`<div class="segmented" role="group" aria-label="What the chevrons name">${look('different', 'Differences')}${look('all', 'All names')}</div>
      ${
        kept.length === 0
          ? html`<span class="quiet small variants-key"
              ><span class="key added" aria-hidden="true"></span> added <span class="key missing" aria-hidden="true"></span> left out, against variant
              ${count(this.#reference.variant + 1)}</span
            >`
          : html`<span class="small number" role="status"><strong>${count(kept.length)}</strong> chosen: ${counted(cases, 'case')}, ${share(cases / all[0]!.ofCases)}</span>
            <button type="button" class="button small" @click=${() => this.#filter(true, [...chosen])}>Keep only these</button>
            <button type="button" class="button small" @click=${() => this.#filter(false, [...chosen])}>Leave them out</button>
            <button type="button" class="button ghost small" @click=${() => this.#choose(new Set())}>Clear</button>`
      }`;
  }

  #columns(options: Omit<ChevronOptions, 'width'>, reference: Variant): readonly TableColumn[] {
    const { chosen } = this.#params;
    const number = (name: string, title: string, unit: string | null, width: number, more: Partial<TableColumn> = {}): TableColumn => ({
      name,
      title,
      unit,
      type: 'number',
      width,
      ...more,
    });
    return [
      {
        name: 'chosen',
        title: 'Pick',
        unit: null,
        type: 'boolean',
        width: 72,
        text: (_, row) => (chosen.has(Number(row.variant)) ? 'chosen' : ''),
        cell: (_, row) =>
          html`<label class="variants-check"
            ><input
              type="checkbox"
              aria-label=${`Variant ${Number(row.variant) + 1}`}
              .checked=${chosen.has(Number(row.variant))}
              @change=${() => this.#toggle(Number(row.variant))}
          /></label>`,
      },
      number('variant', 'Variant', null, 96, { definition: 'variant', text: (it) => count(Number(it) + 1) }),
      number('cases', 'Cases', 'cases', 82),
      number('share', 'Share', 'share', 96, {
        cell: (it) =>
          html`<span class="variants-share" style=${`--part:${((100 * Number(it)) / Math.max(1e-9, this.#variants.value!.all[0]!.share)).toFixed(1)}%`}>${rich(share(Number(it)))}</span>`,
      }),
      ...(roomy() ? [number('cumulativeShare', 'Together', 'share', 92)] : []),
      number('medianMs', 'Median', 'ms', 108),
      ...(roomy() ? [number('length', 'Steps', 'count', 76)] : []),
      {
        name: 'path',
        title: 'What is done',
        unit: null,
        type: 'text',
        text: (it) => String(it),
        cell: (_, row) => {
          const variant = row as Variant;
          const own = variant === reference;
          return html`<dp-chevrons
            .steps=${own ? plainSteps(variant) : this.#difference(reference, variant)}
            .options=${{ ...options, plain: own }}
            .label=${variant.path.length > 400 ? `${variant.path.slice(0, 400)}…` : variant.path}
          ></dp-chevrons>`;
        },
      },
    ];
  }

  /** Kept while the reference stays: a row is drawn many times. */
  #differences: { readonly reference: Variant; readonly of: Map<number, readonly Step[]> } | null = null;
  #difference(reference: Variant, variant: Variant): readonly Step[] {
    if (this.#differences?.reference !== reference) this.#differences = { reference, of: new Map() };
    const known = this.#differences.of.get(variant.variant);
    if (known !== undefined) return known;
    const steps = differences(reference.steps.subarray(0, stepsDrawn), variant.steps.subarray(0, stepsDrawn));
    this.#differences.of.set(variant.variant, steps);
    return steps;
  }

  #details(it: Variant) {
    const { session } = this;
    const { activities } = this.#variants.value!;
    const reference = this.#reference;
    const own = it === reference;
    const steps = own ? plainSteps(it) : differences(reference.steps, it.steps);
    const [added, missing] = (['added', 'missing'] as const).map((kind) => steps.filter((step) => step.kind === kind).length);
    const line = (label: unknown, value: unknown) => html`<div><dt>${label}</dt><dd class="number">${value}</dd></div>`;
    const time = (ms: number | null) => html`<span title=${exactDuration(ms)}>${rich(duration(ms))}</span>`;
    return html`<div class="detail-deeds">
        <a class="button small" href=${session.casesHref(variantIs(true, [it.variant]))}>Show cases</a>
        <button type="button" class="button small" @click=${() => this.#filter(true, [it.variant])}>Keep only these</button>
        <button type="button" class="button small" @click=${() => this.#filter(false, [it.variant])}>Leave them out</button>
      </div>
      <dl class="detail-facts">
        ${line('Cases', html`${count(it.cases)} <span class="quiet small">of ${count(it.ofCases)}, ${share(it.share)}</span>`)}
        ${line(term('median', 'Median time'), time(it.medianMs))} ${line(term('p90', 'p90'), time(it.p90Ms))} ${line('Mean', time(it.meanMs))}
        ${line('Steps', count(it.length))}
      </dl>
      <section>
        <div class="row">
          <h3>What is done</h3>
          <span class="push"></span>
          ${
            own
              ? html`<span class="quiet small">the others are held against this one</span>`
              : html`<button type="button" class="button ghost small" @click=${() => session.go({ params: { ref: String(it.variant) } })}>Hold the others against this</button>`
          }
        </div>
        ${own ? nothing : html`<p class="small quiet">${added === 0 && missing === 0 ? 'The same steps.' : `Against variant ${count(reference.variant + 1)}: ${counted(added!, 'step')} added, ${counted(missing!, 'step')} left out.`}</p>`}
        <ol class="variant-steps">
          ${steps
            .slice(0, 400)
            .map(
              (step) =>
                html`<li class=${step.kind}><i aria-hidden="true"></i>${activities[step.activity]}${step.kind === 'same' ? nothing : html`<span class="badge ${step.kind === 'added' ? 'desire' : ''}">${step.kind === 'added' ? 'added' : 'left out'}</span>`}</li>`,
            )}
        </ol>
        ${steps.length > 400 ? html`<p class="quiet small">and ${counted(steps.length - 400, 'more step')}</p>` : nothing}
      </section>
      <section>
        <h3>${it.cases > casesListed ? `The ${casesListed} slowest cases` : 'Its cases'}</h3>
        ${this.#cases.render(
          ({ rows }) => html`<ul class="variant-cases">
            ${rows.map(
              (row) => html`<li>
                <a href=${session.href({ view: 'cases', params: { case: String(row.caseId) }, filter: session.with([variantIs(true, [it.variant])]) })}>${row.caseId}</a>
                <span class="number">${rich(duration(row.durationMs as number))}</span>
              </li>`,
            )}
          </ul>`,
          { loading: 'Reading its cases' },
        )}
      </section>`;
  }
}

/** Where there is little room the sequences matter more. */
const roomy = (): boolean => innerWidth >= 1200;
const variantIs = (keep: boolean, variants: readonly number[]): Condition => ({ kind: 'variant', keep, variants: [...variants] });
const plainSteps = (it: Variant): readonly Step[] => Array.from(it.steps, (activity) => ({ activity, kind: 'same' as const }));
