import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { LogInfo } from '../../analysis/schema/index.ts';
import type { QuestionInfo } from '../../server/api.ts';
import { askCsv, call } from '../api.ts';
import { fileName, saveAs } from '../components/export.ts';
import { icon } from '../components/icons.ts';
import { Loaded } from '../components/loaded.ts';
import { term } from '../components/number.ts';
import { problemList } from '../components/states.ts';
import { say, sayFailure } from '../components/toast.ts';
import type { DefinitionId } from '../definitions.ts';
import { count, counted, dateTime, period, share } from '../format.ts';
import { SessionPart } from '../here.ts';
import { roles } from './import/roles.ts';
import '../components/menu.ts';
import './data.css';

/** The workflow's logs: which one is current, what its import found, how it was read, and everything to take away. */
@customElement('dp-data-view')
export class LogsView extends SessionPart {
  @state() private dropping: LogInfo | null = null;
  readonly #logs = new Loaded<readonly LogInfo[]>(
    this,
    () => (this.session.workflow === null ? null : [this.session.workflow.id, this.session.log?.id]),
    ({ signal }) => call('logs', { query: { workflow: this.session.workflow!.id }, signal }),
  );
  readonly #questions = new Loaded<readonly QuestionInfo[]>(
    this,
    () => [],
    ({ signal }) => call('questions', { signal }),
  );

  async #use(log: LogInfo): Promise<void> {
    const { workflow } = this.session;
    const before = workflow!.log;
    const choose = async (id: string | null) => {
      await call('changeWorkflow', { params: { workflow: workflow!.id }, body: { log: id } });
      await this.session.reload();
    };
    try {
      await choose(log.id);
      say({ text: `${log.name} is the current log now.`, action: { text: 'Undo', act: () => choose(before).catch(sayFailure) } });
    } catch (error) {
      sayFailure(error);
    }
  }
  async #drop(log: LogInfo): Promise<void> {
    try {
      await call('dropLog', { params: { log: log.id } });
      await this.session.reload();
      this.#logs.again();
      say(`Deleted ${log.name}.`);
    } catch (error) {
      sayFailure(error);
    }
  }
  async #export(log: LogInfo, question: QuestionInfo): Promise<void> {
    try {
      saveAs(
        await askCsv(log.id, question.id, { filter: log.id === this.session.log?.id ? this.session.filter : [] }),
        `${fileName(log.name, question.title)}.csv`,
      );
    } catch (error) {
      sayFailure(error);
    }
  }
  protected override updated(): void {
    const dialog = this.querySelector('dialog');
    if (this.dropping !== null && dialog?.open === false) dialog.showModal();
  }

  protected override render() {
    const { session } = this;
    const add = `/import?workflow=${encodeURIComponent(session.workflow?.id ?? '')}`;
    return html`<div class="page" tabindex="-1">
      ${this.#logs.render((logs) => this.#page(logs, add), {
        loading: 'Looking for logs',
        isEmpty: (logs) => logs.length === 0,
        empty: {
          title: 'No event log yet',
          text: 'This view will show what an import found, kept and left out, and how the columns were read.',
          action: html`<a class="button primary" href=${add}>${icon('upload')} Import a log</a>`,
        },
      })}
      <dialog class="ask" aria-labelledby="drop-title" @close=${() => {
        this.dropping = null;
      }}>
        <h2 id="drop-title">Delete ${this.dropping?.name}?</h2>
        <p>The log and the reports made from it go. This cannot be undone; the file you imported is not touched.</p>
        <form method="dialog" class="row">
          <button class="button">Keep it</button>
          <button class="button danger" @click=${() => this.#drop(this.dropping!)}>Delete</button>
        </form>
      </dialog>
    </div>`;
  }

  #page(logs: readonly LogInfo[], add: string) {
    const { session } = this;
    const current = session.workflow?.log ?? null;
    const log = logs.find(({ id }) => id === session.place.params.log) ?? logs.find(({ id }) => id === current) ?? logs[0]!;
    return html`<div class="page-head">
        <div>
          <h1>Data</h1>
          <p>The event logs of this workflow. Every view shows the current one.</p>
        </div>
        <a class="button" href=${add}>${icon('upload')} Import another log</a>
      </div>
      <section class="card data-logs" aria-label="Logs">
        <table>
          <thead>
            <tr><th scope="col">Log</th><th scope="col">Period</th><th scope="col" class="number">Cases</th><th scope="col" class="number">Events</th><th scope="col">Imported</th><th scope="col"><span class="visually-hidden">Actions</span></th></tr>
          </thead>
          <tbody>
            ${logs.map(
              (it) => html`<tr aria-selected=${it.id === log.id}>
                <th scope="row">
                  <a href=${session.href({ params: { log: it.id } })}>${it.name}</a>
                  ${it.id === current ? html`<span class="badge good">${icon('check', 12)} current</span>` : nothing}
                  <p class="quiet small truncate">${it.source} · ${it.format.toUpperCase()}</p>
                </th>
                <td class="number left">${period(it.firstEvent, it.lastEvent)}</td>
                <td class="number">${count(it.cases)}</td>
                <td class="number">${count(it.events)}</td>
                <td class="number left quiet">${dateTime(it.created)}</td>
                <td>
                  <dp-menu
                    label=${`More about ${it.name}`}
                    .items=${[
                      ...(it.id === current
                        ? []
                        : [{ text: 'Make it the current log', icon: 'check' as const, act: () => void this.#use(it) }]),
                      {
                        text: 'Delete',
                        icon: 'trash' as const,
                        danger: true,
                        act: () => {
                          this.dropping = it;
                        },
                      },
                    ]}
                  ></dp-menu>
                </td>
              </tr>`,
            )}
          </tbody>
        </table>
      </section>
      ${this.#quality(log)}
      <div class="data-columns">${this.#mapping(log)}${this.#exports(log)}</div>`;
  }

  #quality(log: LogInfo) {
    const { quality } = log;
    const fact = (title: unknown, n: number, note?: string) =>
      html`<div><dt>${title}</dt><dd>${count(n)}${note ? html` <span class="unit">${note}</span>` : nothing}</dd></div>`;
    const of = (id: DefinitionId, title: string) => term(id, title);
    const bad = quality.problems.filter(({ severity }) => severity !== 'info').length;
    return html`<section class="card" aria-labelledby="quality-title">
      <header>
        <h2 id="quality-title">What the import of ${log.name} found</h2>
        ${bad === 0 ? html`<span class="badge good">${icon('check', 12)} nothing to worry about</span>` : html`<span class="badge desire">${icon('warning', 12)} ${counted(bad, 'thing')} to look at</span>`}
      </header>
      <div class="body stack data-quality">
        <dl class="facts">
          ${fact('Rows in the source', quality.sourceRows)}
          ${fact('Left out', quality.leftOut, quality.sourceRows === 0 || quality.leftOut === 0 ? undefined : share(quality.leftOut / quality.sourceRows))}
          ${fact(of('event', 'Events'), quality.events)} ${fact(of('instance', 'Activity instances'), quality.instances)} ${fact(of('case', 'Cases'), quality.cases)}
          ${fact(of('variant', 'Variants'), log.variants)} ${fact(of('unpaired', 'Unpaired'), quality.unpaired)}
          ${fact(of('ties', 'Cases with ties'), quality.casesWithTies, quality.cases === 0 || quality.casesWithTies === 0 ? undefined : share(quality.casesWithTies / quality.cases))}
        </dl>
        ${quality.problems.length === 0 ? html`<p class="quiet">Every row could be read.</p>` : problemList(quality.problems)}
      </div>
    </section>`;
  }

  #mapping(log: LogInfo) {
    const { mapping } = log;
    return html`<section class="card" aria-labelledby="mapping-title">
      <header><h2 id="mapping-title">How it was read</h2></header>
      <dl class="data-list">
        ${roles.map(({ role, title, description }) => (mapping[role] === null ? nothing : html`<div><dt title=${description}>${title}</dt><dd><code>${mapping[role]}</code></dd></div>`))}
        <div><dt>Time format</dt><dd>${mapping.timeFormat === null ? 'ISO 8601' : html`<code>${mapping.timeFormat}</code>`}</dd></div>
        <div><dt>Time zone</dt><dd>${mapping.zone}</dd></div>
        <div><dt>Start and complete</dt><dd>${mapping.lifecycle === 'pair' ? 'paired into one instance' : 'every event an instance of its own'}</dd></div>
        ${log.attributes.length === 0 ? nothing : html`<div><dt>Kept attributes</dt><dd class="data-attributes">${log.attributes.map((it) => html`<span class="badge" title=${`${it.type}, one value ${it.of === 'case' ? 'a case' : 'an event'}`}>${it.name}</span>`)}</dd></div>`}
      </dl>
    </section>`;
  }

  #exports(log: LogInfo) {
    const filtered = log.id === this.session.log?.id && this.session.filter.length > 0;
    const whole = (this.#questions.value ?? []).filter(
      ({ params }) => ((params as { required?: readonly string[] } | null)?.required ?? []).length === 0,
    );
    return html`<section class="card" aria-labelledby="export-title">
      <header><h2 id="export-title">Take it away</h2></header>
      <p class="data-note quiet small">Each as CSV, ${filtered ? 'under the present filter' : 'of the whole log'}: times in UTC, durations in milliseconds.</p>
      <ul class="data-exports">
        ${whole.map(
          (question) => html`<li>
            <div><p>${question.title}</p><p class="quiet small truncate" title=${question.description}>${question.description}</p></div>
            <button type="button" class="button ghost small" aria-label=${`${question.title} as CSV`} @click=${() => this.#export(log, question)}>${icon('download')} CSV</button>
          </li>`,
        )}
      </ul>
    </section>`;
  }
}
