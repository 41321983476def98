import { html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { ref } from 'lit/directives/ref.js';
import type { Comparison } from '../../analysis/schema/index.ts';
import { ask, type Condition, type Row } from '../api.ts';
import { type SparkBar, sparkline } from '../charts/sparkline.ts';
import { type Period, periodName, throughput } from '../charts/throughput.ts';
import { compared } from '../comparison.ts';
import { icon } from '../components/icons.ts';
import { asked, Loaded } from '../components/loaded.ts';
import { rich, term } from '../components/number.ts';
import { lead, spoken } from '../components/spoken.ts';
import type { TableRow } from '../components/table.ts';
import { compact, count, counted, duration, exactDuration, month, share } from '../format.ts';
import { SessionPart } from '../here.ts';
import { type Finding, findings, isRare } from './overview/findings.ts';
import { type Holds, holds } from './overview/holds.ts';
import { askSlices, type Slice, slices } from './overview/slices.ts';
import '../charts/marks.css';
import '../components/figure.ts';
import './overview/overview.css';

const managing = 'approving, checking, tracking, documenting and coordinating';
const hour = 3_600_000;
/** Fewer than this say little: their bars are pale. */
const enough = 20;

/** An answer to one of the four questions. */
interface Said {
  /** The number that stands out. */
  readonly figure: TemplateResult;
  readonly text: TemplateResult;
  readonly basis: unknown;
  readonly bars: readonly SparkBar[];
  readonly colour: string;
  /** What the bars are. */
  readonly trend: string;
  readonly way: { readonly href: string; readonly text: string };
}

interface Handed {
  readonly by: 'team' | 'resource';
  readonly rows: readonly Row[];
  readonly steps: readonly Row[];
  readonly trend: readonly { readonly slice: Slice; readonly medianMs: number | null; readonly n: number }[];
}
interface Managed {
  readonly rows: readonly Row[];
  /** By effort where it is known, else by touches. */
  readonly by: 'effort' | 'touch';
  readonly trend: readonly { readonly slice: Slice; readonly share: number | null }[];
}

/** The share of what the work is not for. */
const managedShare = (rows: readonly Row[], by: Managed['by']): number | null => {
  const core = rows.find((row) => row.class === 'core');
  return rows.length === 0 ? null : 1 - Number(core?.[by === 'effort' ? 'effortShare' : 'touchShare'] ?? 0);
};

/** Four questions answered, how the work flows through, and what is most worth acting on. */
@customElement('dp-overview-view')
export class OverviewView extends SessionPart {
  readonly #compared = compared(this);
  readonly #facts = asked(this, () => ({ question: 'overview' }));
  readonly #throughput = asked(this, () => ({ question: 'throughput', params: { by: this.#by } }));
  readonly #bottlenecks = asked(this, () => ({ question: 'bottlenecks', params: { limit: 20 } }));
  readonly #approvals = asked(this, () => ({ question: 'approvals', params: { classes: this.#classes } }));
  readonly #handed = new Loaded<Handed>(
    this,
    () => this.#args(),
    async ({ signal }) => {
      const { log, filter } = this.session;
      const by = log!.teams > 1 ? 'team' : 'resource';
      const { rows } = await ask(log!.id, 'handoffs', { params: { by }, filter, signal });
      const [first] = rows;
      if (first === undefined) return { by, rows, steps: [], trend: [] };
      const all = slices(log!);
      const [steps, answers] = await Promise.all([
        ask(log!.id, 'handoff-steps', { params: { by, from: first.from, to: first.to }, filter, signal }),
        askSlices(log!.id, all, 'handoffs', { params: { by }, filter, signal }),
      ]);
      const trend = all.map((slice, i) => {
        const row = answers[i]?.rows.find(({ from, to }) => from === first.from && to === first.to);
        return { slice, medianMs: row === undefined ? null : Number(row.medianMs), n: Number(row?.count ?? 0) };
      });
      return { by, rows, steps: steps.rows, trend };
    },
  );
  readonly #managed = new Loaded<Managed>(
    this,
    () => this.#args(JSON.stringify(this.#classes)),
    async ({ signal }) => {
      const { log, filter } = this.session;
      const params = { classes: this.#classes };
      const all = slices(log!);
      const [{ rows }, answers] = await Promise.all([
        ask(log!.id, 'overhead-summary', { params, filter, signal }),
        askSlices(log!.id, all, 'overhead-summary', { params, filter, signal }),
      ]);
      const by = rows.some(({ effortMs }) => effortMs !== null) ? 'effort' : 'touch';
      return { rows, by, trend: all.map((slice, i) => ({ slice, share: managedShare(answers[i]?.rows ?? [], by) })) };
    },
  );

  #args(...more: readonly string[]): readonly unknown[] | null {
    const { log, filter } = this.session;
    return log === null ? null : [log.id, JSON.stringify(filter), ...more];
  }
  get #classes() {
    return this.session.workflow?.classes ?? {};
  }
  get #by(): 'week' | 'month' {
    return this.session.place.params.by === 'week' ? 'week' : 'month';
  }

  protected override render() {
    const { session } = this;
    const documented = session.workflow?.document != null;
    return html`<div class="page overview" tabindex="-1">
      <h1 class="visually-hidden">Overview</h1>
      <section class="answers" aria-label="Four questions">
        ${this.#card('Does the document still hold?', documented ? this.#compared.render((it) => this.#answer(this.#holds(it)), comparing) : this.#noDocument('Add the documented workflow to see whether the work still follows it.'))}
        ${this.#card('How much work leaves it?', documented ? this.#compared.render((it) => this.#answer(this.#leaves(it)), comparing) : this.#noDocument('With a document every case that leaves it is found and counted.'))}
        ${this.#card(
          'Where does work wait between teams?',
          this.#handed.render((it) => this.#waits(it), { loading: 'Following the handoffs' }),
        )}
        ${this.#card(
          'What does managing it cost?',
          this.#managed.render((it) => this.#costs(it), { loading: 'Adding up the effort' }),
        )}
      </section>
      <section class="worth">
        <h2>Most worth acting on</h2>
        ${this.#findings(documented)}
      </section>
      ${this.#trend()}
      <section class="key-figures" aria-label="Key figures">${this.#facts.render(({ rows }) => this.#figures(rows[0]!))}</section>
    </div>`;
  }

  // — The four questions

  #card(question: string, content: unknown) {
    return html`<article class="answer" aria-label=${question}>
      <h2>${question}</h2>
      ${content}
    </article>`;
  }
  #answer(it: Said) {
    return html`<p class="answer-said"><strong class="number">${it.figure}</strong> ${it.text}</p>
      <p class="answer-basis quiet small number">${it.basis}</p>
      ${
        it.bars.length < 3
          ? html`<span class="grow"></span>`
          : html`<figure class="answer-trend">
              <svg
                class="drawn"
                role="img"
                aria-label=${it.trend}
                ${ref((element) => {
                  if (element)
                    sparkline(element as SVGSVGElement, it.bars, {
                      width: Math.min(220, 8 * it.bars.length),
                      height: 32,
                      colour: it.colour,
                    });
                })}
              ></svg>
              <figcaption class="quiet">${it.trend}</figcaption>
            </figure>`
      }
      <a class="answer-way" href=${it.way.href}>${it.way.text} ${icon('right', 14)}</a>`;
  }
  #noDocument(text: string) {
    return html`<p class="answer-said quiet">No documented workflow yet.</p>
      <p class="answer-basis quiet small">${text}</p>
      <span class="grow"></span>
      <a class="answer-way" href=${this.session.href({ view: 'document', params: {} })}>${icon('upload', 14)} Add the document</a>`;
  }

  #holds(it: Comparison): Said {
    const found: Holds = holds(it.months);
    const { now, before } = found;
    const first = { yes: 'Yes:', mostly: 'Mostly:', 'no longer': 'No longer:', no: 'No:' }[found.verdict];
    const news = it.deviations.filter(({ since }) => since !== null);
    return {
      figure: html`${first} ${rich(share(now.value))}`,
      text: html`of the cases of the last ${counted(found.months, 'month')} follow it${before === null ? '' : html`, ${rich(share(before.value))} at first`}.
        ${news.length === 0 ? nothing : html`${news.length === 1 ? 'One practice has' : `${count(news.length)} practices have`} come up since ${month(news.map(({ since }) => since!).sort()[0]!)}.`}`,
      basis: html`${share(now.low)} to ${share(now.high)}, n = ${count(now.n)} · ${term('fitness')} ${it.fitness.toFixed(3)}${it.optimal ? '' : ' at least'}`,
      bars: it.months.map(({ month: name, cases, exceptions }) => ({
        share: cases === 0 ? 0 : 1 - exceptions / cases,
        pale: cases < enough,
        title: `${month(name)}: ${count(cases - exceptions)} of ${count(cases)} cases follow it`,
      })),
      colour: 'var(--paved)',
      trend: 'cases that follow it, by month',
      way: { href: this.session.href({ view: 'compare', params: {} }), text: 'Compare with the document' },
    };
  }
  #leaves(it: Comparison): Said {
    const left = it.cases - it.conformingCases;
    const [most] = [...it.deviations].sort((a, b) => b.cases - a.cases);
    return {
      figure: rich(share(it.exceptionRate.value)),
      text: html`of the cases leave the document: ${count(left)} of ${count(it.cases)}.
        ${most === undefined ? nothing : html`Most often: ${spoken(lead(most.text))}.`}`,
      basis: html`${term('interval', 'interval')} ${share(it.exceptionRate.low)} to ${share(it.exceptionRate.high)}, n = ${count(it.cases)}`,
      bars: it.months.map(({ month: name, cases, exceptions }) => ({
        share: cases === 0 ? 0 : exceptions / cases,
        pale: cases < enough,
        aside: cases < enough,
        title: `${month(name)}: ${count(exceptions)} of ${count(cases)} cases leave it`,
      })),
      colour: 'var(--desire)',
      trend: 'share that leaves it, by month',
      way: { href: this.session.href({ view: 'exceptions', params: {} }), text: 'See the exceptions' },
    };
  }
  #waits({ by, rows, trend }: Handed) {
    const [first] = rows;
    const { log } = this.session;
    if (first === undefined)
      return html`<p class="answer-said quiet">${log!.teams === 0 && log!.resources === 0 ? 'The log does not say who did the work.' : 'No work passes from one to another.'}</p>
        <p class="answer-basis quiet small">Import it with a column for the team, or the person, to see where work waits between them.</p>
        <span class="grow"></span>
        <a class="answer-way" href=${`/import?workflow=${encodeURIComponent(this.session.workflow!.id)}`}>${icon('upload', 14)} Import with teams</a>`;
    const rare = isRare(first);
    const known = trend.filter(({ medianMs }) => medianMs !== null);
    const longest = Math.max(1, ...known.map(({ medianMs }) => medianMs!));
    return this.#answer({
      figure: rich(duration(Number(rare ? first.p90Ms : first.medianMs))),
      text: html`${rare ? 'or longer is what one in ten waits' : 'is the median wait'} where work passes from <b class="name">${first.from}</b> to
        <b class="name">${first.to}</b>: ${rich(share(Number(first.waitShare)))} of all waiting between ${by === 'team' ? 'teams' : 'people'}.`,
      basis: html`n = ${
        by === 'team'
          ? html`<a href=${this.session.casesHref({ kind: 'handoff', keep: true, from: String(first.from), to: String(first.to) })}>${count(Number(first.count))}</a>`
          : count(Number(first.count))
      } ${term('handoff', 'handoffs')}, ${rare ? `median ${duration(Number(first.medianMs))}` : `p90 ${duration(Number(first.p90Ms))}`}${log?.hasStarts ? '' : ', work on the next step included'}`,
      bars: (trend.filter(({ n }) => n >= enough).length < 3 ? [] : trend).map(({ slice, medianMs, n }) => ({
        share: (medianMs ?? 0) / longest,
        pale: n < enough,
        aside: n < enough,
        title: `${slice.title}: ${medianMs === null ? 'none' : `median ${duration(medianMs)}, n = ${count(n)}`}`,
      })),
      colour: 'var(--wait-3)',
      trend: 'its median wait over the period',
      way: {
        href: this.session.href({
          view: 'handoffs',
          params: { from: String(first.from), to: String(first.to), by: by === 'resource' ? by : null },
        }),
        text: 'See the handoffs',
      },
    });
  }
  #costs({ rows, by, trend }: Managed) {
    const value = managedShare(rows, by);
    if (value === null) return html`<p class="answer-said quiet">Nothing is done in these cases.</p>`;
    const other = rows.filter((row) => row.class !== 'core');
    const sum = (all: readonly Row[], name: string) => all.reduce((total, row) => total + Number(row[name] ?? 0), 0);
    const [activities, confirmed] = [sum(rows, 'activities'), sum(rows, 'confirmed')];
    const effort = sum(other, 'effortMs');
    return this.#answer({
      figure: rich(share(value)),
      text:
        by === 'effort'
          ? html`of the effort goes into ${managing}: <span title=${exactDuration(effort)}>${compact(effort / hour)}&nbsp;hours</span> of
            ${compact(sum(rows, 'effortMs') / hour)}.`
          : html`of all ${term('touch', 'touches')} are for ${managing}. How long they take is unknown: the log has no start times.`,
      basis: html`n = ${count(sum(rows, by === 'effort' ? 'timed' : 'touches'))} pieces of work · ${
        confirmed === activities
          ? 'what each activity is for is confirmed'
          : `what ${count(activities - confirmed)} of ${counted(activities, 'activity', 'activities')} ${activities - confirmed === 1 ? 'is' : 'are'} for is only proposed`
      }`,
      bars: (trend.filter(({ share: part }) => part !== null).length < 3 ? [] : trend).map(({ slice, share: part }) => ({
        share: part ?? 0,
        pale: part === null,
        title: `${slice.title}: ${part === null ? 'no cases' : share(part)}`,
      })),
      colour: 'var(--ink-3)',
      trend: 'its share over the period',
      way: { href: this.session.href({ view: 'overhead', params: {} }), text: 'See the overhead' },
    });
  }

  // — What to act on

  #findings(documented: boolean) {
    const handed = this.#handed;
    const sources = [handed, this.#bottlenecks, this.#approvals, ...(documented ? [this.#compared] : [])];
    if (sources.some(({ value, failure, cancelled }) => value === undefined && failure === null && !cancelled))
      return html`<p class="quiet small worth-wait" role="status">Weighing what was found…</p>`;
    const found = findings({
      comparison: documented ? (this.#compared.value ?? null) : null,
      handoffs: handed.value?.rows ?? [],
      steps: handed.value?.steps ?? [],
      between: handed.value?.by === 'resource' ? 'people' : 'teams',
      bottlenecks: (this.#bottlenecks.value?.rows ?? []).filter(({ kind }) => kind === 'edge'),
      approvals: this.#approvals.value?.rows ?? [],
    });
    if (found.length === 0) return html`<p class="quiet">Nothing stands out: no wait, approval or deviation of any size was found.</p>`;
    return html`<ol class="findings">${found.map((it) => this.#finding(it))}</ol>`;
  }
  #finding({ text, costMs, of, estimated, cases, to }: Finding) {
    return html`<li>
      <a href=${this.session.href(to)}>
        <span class="finding-text">${spoken(text)}</span>
        <span class="finding-cost number">
          ${costMs === null ? nothing : html`<b title=${exactDuration(costMs)}>${estimated ? '≈ ' : ''}${compact(costMs / hour)}</b> <span class="quiet small">hours ${of}</span>`}
        </span>
        <span class="finding-cases number small quiet">${counted(cases, 'case')}</span>
        ${icon('right', 14)}
      </a>
    </li>`;
  }

  // — Throughput and key figures

  #trend() {
    const by = this.#by;
    return this.#throughput.render(
      ({ rows, columns }) => {
        const periods = rows as unknown as readonly Period[];
        const open = (period: Period, next: Period | undefined) => this.session.openCases(endedIn(period, next));
        const rowOpen = (row: TableRow) => {
          const at = periods.findIndex(({ period }) => period === row.period);
          if (at >= 0) open(periods[at]!, periods[at + 1]);
        };
        return html`<dp-figure
          .heading=${`Throughput: how long cases take, and how many are completed each ${by}`}
          .note=${`median and p90 of the cases completed in each ${by}; a ${by} opens its cases`}
          .draw=${(svg: SVGSVGElement, width: number) => throughput(svg, periods, { width, by, open })}
          .table=${{
            columns: columns.map((column) =>
              column.name === 'period'
                ? { ...column, width: 140, text: (it: unknown) => periodName({ period: String(it) } as Period, by) }
                : column,
            ),
            rows,
            open: rowOpen,
          }}
          .controls=${html`<div class="segmented" role="group" aria-label="Period">
            ${(['week', 'month'] as const).map(
              (it) =>
                html`<button type="button" aria-pressed=${it === by} @click=${() => this.session.go({ params: { by: it === 'month' ? null : it } }, { replace: true })}>${it === 'week' ? 'Weeks' : 'Months'}</button>`,
            )}
          </div>`}
        ></dp-figure>`;
      },
      {
        loading: 'Counting the cases',
        isEmpty: ({ rows }) => rows.length === 0,
        empty: { title: 'No cases', text: 'Throughput over time needs cases.' },
      },
    );
  }

  #figures(it: Row) {
    const { session } = this;
    const view = (name: string) => session.href({ view: name, params: {} });
    const n = (name: string) => Number(it[name]);
    const fact = (label: unknown, value: unknown, href: string | null = null) =>
      html`<div><dt>${label}</dt><dd>${href === null ? value : html`<a href=${href}>${value}</a>`}</dd></div>`;
    const time = (name: string) =>
      html`<span title=${exactDuration(it[name] as number | null)}>${rich(duration(it[name] as number | null))}</span>`;
    return html`<dl class="facts">
      ${fact(term('case', 'Cases'), count(n('cases')), session.casesHref())}
      ${fact(term('event', 'Events'), count(n('events')))}
      ${fact(term('activity', 'Activities'), count(n('activities')), view('map'))}
      ${fact(term('variant', 'Variants'), html`${count(n('variants'))} <span class="unit">${count(n('variantsFor80'))} for 80&nbsp;%</span>`, view('variants'))}
      ${fact('People and systems', n('resources') === 0 ? 'not recorded' : count(n('resources')))}
      ${fact('Teams', n('teams') === 0 ? 'not recorded' : count(n('teams')), n('teams') > 1 ? view('handoffs') : null)}
      ${fact(term('throughput-time', 'Throughput, median'), time('medianThroughputMs'))}
      ${fact(term('p90', 'p90'), time('p90ThroughputMs'))}
      ${it.hasStarts === true ? fact(html`${term('working-time', 'In work')}, median`, time('medianActiveMs')) : nothing}
      ${fact(term('rework', 'Cases with rework'), html`${rich(share(n('reworkShare')))} <span class="unit">${count(n('reworkCases'))}</span>`, n('reworkCases') > 0 ? session.casesHref({ kind: 'rework', keep: true, activity: null }) : null)}
    </dl>`;
  }
}

const comparing = { loading: 'Comparing with the document' };

/** The cases completed in a period; the last one has no next and is open towards the end. */
const endedIn = (period: Period, next: Period | undefined): Condition => ({
  kind: 'time',
  keep: true,
  from: new Date(period.period).toISOString(),
  to: next === undefined ? null : new Date(next.period).toISOString(),
  mode: 'ended',
});
