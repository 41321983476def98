import { html, nothing, svg } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { Comparison, LogInfo, Workflow } from '../../analysis/schema/index.ts';
import { ask, call, Failure, failureOf } from '../api.ts';
import { icon } from '../components/icons.ts';
import { Loaded } from '../components/loaded.ts';
import { rich, term } from '../components/number.ts';
import { sayFailure } from '../components/toast.ts';
import { count, counted, duration, period, share } from '../format.ts';
import { SessionPart } from '../here.ts';
import '../components/popover.ts';
import './workflows.css';

/** What a line of the list shows beside the name; each part is null until it is known or where it cannot be. */
interface Figures {
  readonly log: LogInfo | null;
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
  /** Cases completed in each month. */
  readonly months: readonly number[];
  readonly exceptions: Comparison['exceptionRate'] | null;
}

type Exceptions = ReadonlyMap<string, Comparison['exceptionRate']>;

/** The exception rates of the whole logs that have been compared, by log and document. */
const exceptionRates = async (signal: AbortSignal): Promise<Exceptions> =>
  new Map(
    (await call('comparisons', { signal })).flatMap(({ made, exceptionRate }) =>
      made.filter.length === 0 ? [[`${made.log} ${made.document}`, exceptionRate]] : [],
    ),
  );

const figures = async (workflow: Workflow, compared: Exceptions, signal: AbortSignal): Promise<Figures> => {
  if (workflow.log === null) return { log: null, medianMs: null, p90Ms: null, months: [], exceptions: null };
  const [log, overview, throughput] = await Promise.all([
    call('log', { params: { log: workflow.log }, signal }),
    ask(workflow.log, 'overview', { signal }),
    ask(workflow.log, 'throughput', { params: { by: 'month' }, signal }),
  ]);
  const row = overview.rows[0] ?? {};
  return {
    log,
    medianMs: (row.medianThroughputMs as number | null) ?? null,
    p90Ms: (row.p90ThroughputMs as number | null) ?? null,
    months: throughput.rows.map((it) => Number(it.completed)),
    exceptions: compared.get(`${workflow.log} ${workflow.document}`) ?? null,
  };
};

const spark = (values: readonly number[]) => {
  const most = Math.max(1, ...values);
  const step = 96 / Math.max(1, values.length);
  return html`<svg width="96" height="24" role="img" aria-label=${`Cases completed a month: ${values.join(', ')}`}>
    ${values.map((value, i) => svg`<rect x=${i * step} y=${24 - (22 * value) / most} width=${Math.max(1, step - 1.5)} height=${(22 * value) / most} rx="0.5" fill="var(--ink-faint)"/>`)}
  </svg>`;
};

/** All workflows, each with the few numbers that say whether to look closer. */
@customElement('dp-workflows-view')
export class WorkflowsView extends SessionPart {
  readonly #list = new Loaded<readonly Workflow[]>(
    this,
    () => [],
    ({ signal }) => call('workflows', { signal }),
  );
  /** A workflow whose log cannot be asked says so in its own line. */
  readonly #figures = new Loaded<ReadonlyMap<string, Figures | Failure>>(
    this,
    () => (this.#list.value === undefined ? null : [this.#list.value]),
    async ({ signal }) => {
      const list = this.#list.value!;
      const compared = await exceptionRates(signal);
      const each = await Promise.allSettled(list.map((workflow) => figures(workflow, compared, signal)));
      signal.throwIfAborted();
      return new Map(each.map((it, i) => [list[i]!.id, it.status === 'fulfilled' ? it.value : failureOf(it.reason)]));
    },
  );

  /** The element is kept while other views are shown: look again on the way back. */
  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#list.value !== undefined) this.#list.again();
  }

  protected override render() {
    return html`<div class="page" tabindex="-1">
      <div class="page-head">
        <div>
          <h1>Workflows</h1>
          <p>The work you documented, beside the work as it is done.</p>
        </div>
        ${this.#create('button')}
        <a class="button primary" href="/import">${icon('upload')} Import a log</a>
      </div>
      ${this.#list.render((list) => this.#table(list), {
        loading: 'Looking for workflows',
        isEmpty: (list) => list.length === 0,
        empty: {
          title: 'No workflow yet',
          text: 'Bring an event log (CSV or XES) and see where the work really goes, where it waits, and where it leaves the document.',
          action: html`<div class="row"><a class="button primary" href="/import">${icon('upload')} Import a log</a>${this.#create('button')}</div>`,
        },
      })}
    </div>`;
  }

  #create(look: string) {
    return html`<dp-popover
      look=${look}
      .face=${html`${icon('plus')} New workflow`}
      .content=${(close: () => void) => html`<form
        class="form"
        @submit=${(event: SubmitEvent) => {
          event.preventDefault();
          const data = new FormData(event.target as HTMLFormElement);
          void this.#make(String(data.get('name')), String(data.get('owner')), close);
        }}
      >
        <label><span class="label">Name</span><input class="input" name="name" required maxlength="200" placeholder="Purchase to pay" autocomplete="off" /></label>
        <label><span class="label">Owner</span><input class="input" name="owner" maxlength="200" placeholder="Who answers for it" autocomplete="off" /></label>
        <div class="actions"><button class="button primary">Create</button></div>
      </form>`}
    ></dp-popover>`;
  }
  async #make(name: string, owner: string, close: () => void): Promise<void> {
    try {
      const made = await call('createWorkflow', { body: { name: name.trim(), owner: owner.trim() === '' ? null : owner.trim() } });
      close();
      this.session.go({ workflow: made.id, view: 'data', filter: [] });
    } catch (error) {
      sayFailure(error);
    }
  }

  #table(list: readonly Workflow[]) {
    return html`<div class="card workflows">
      <table aria-label="Workflows">
        <thead>
          <tr>
            <th scope="col">Workflow</th>
            <th scope="col">Cases a month</th>
            <th scope="col" class="number">Cases</th>
            <th scope="col" class="number">${term('throughput-time', 'Median time')}</th>
            <th scope="col" class="number">p90</th>
            <th scope="col" class="number">${term('exception-rate', 'Exceptions')}</th>
            <th scope="col">Document</th>
          </tr>
        </thead>
        <tbody>
          ${list.map((workflow) => this.#line(workflow, this.#figures.failure ?? this.#figures.value?.get(workflow.id)))}
        </tbody>
      </table>
    </div>`;
  }

  #line(workflow: Workflow, found: Figures | Failure | undefined) {
    const failed = found instanceof Failure ? found : null;
    const it = found instanceof Failure ? undefined : found;
    const view = workflow.log === null ? 'data' : 'overview';
    const href = `/w/${encodeURIComponent(workflow.id)}/${view}`;
    const waits = found === undefined && workflow.log !== null;
    const cell = (shown: unknown) => (waits ? html`<span class="ghost-number"></span>` : shown);
    return html`<tr @click=${(event: Event) => {
      if ((event.target as Element).closest('a, button') === null) this.session.follow(href);
    }}>
      <th scope="row">
        <a href=${href}>${workflow.name}</a>
        <p class="quiet small">${workflow.owner ?? 'No owner'}${it?.log ? html` · <span class="number">${period(it.log.firstEvent, it.log.lastEvent)}</span>` : nothing}</p>
      </th>
      <td>${cell(it && it.months.length > 1 ? spark(it.months) : nothing)}</td>
      <td class="number" title=${it?.log ? counted(it.log.events, 'event') : (failed?.message ?? nothing)}>${cell(
        it?.log ? count(it.log.cases) : html`<span class="quiet">${failed === null ? 'no log yet' : 'cannot be read'}</span>`,
      )}</td>
      <td class="number">${cell(rich(duration(it?.medianMs)))}</td>
      <td class="number quiet">${cell(rich(duration(it?.p90Ms)))}</td>
      <td class="number">${cell(
        it?.exceptions
          ? html`<span class="meter" title=${`n = ${count(it.exceptions.n)}, 95 %: ${share(it.exceptions.low)} to ${share(it.exceptions.high)}`}
              ><i style=${`width:${(it.exceptions.value * 100).toFixed(1)}%`}></i></span>${rich(share(it.exceptions.value))}`
          : html`<span class="quiet">${workflow.log !== null && workflow.document !== null ? 'not compared' : '–'}</span>`,
      )}</td>
      <td>${workflow.document === null ? html`<span class="quiet">none</span>` : html`<span class="badge paved">${icon('check', 12)} documented</span>`}</td>
    </tr>`;
  }
}
