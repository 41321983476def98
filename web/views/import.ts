import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Mapping, Workflow } from '../../analysis/schema/index.ts';
import type { Preview, Upload } from '../../server/api.ts';
import { call, type Failure, failureOf, follow, sendFile } from '../api.ts';
import { icon } from '../components/icons.ts';
import { Loaded } from '../components/loaded.ts';
import { bar, errorBanner, problemList } from '../components/states.ts';
import { say } from '../components/toast.ts';
import { count, counted, share, timeSpan } from '../format.ts';
import { SessionPart } from '../here.ts';
import { mappingForm } from './import/mapping-form.ts';
import { roleOf } from './import/roles.ts';
import '../components/drop.ts';
import './import/import.css';

interface Work {
  readonly text: string;
  readonly share: number | null;
  readonly stop: AbortController;
}
const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';
const titleOf = (file: string): string =>
  file
    .replace(/(\.(csv|tsv|txt|xes|xml|gz|zip))+$/i, '')
    .replace(/[_-]+/g, ' ')
    .trim() || file;

/** A file becomes a log: choose, check the mapping, import. Two clicks where the proposal is right. */
@customElement('dp-import-view')
export class ImportView extends SessionPart {
  @state() private work: Work | null = null;
  @state() private failure: Failure | null = null;
  /** What the user made of the proposal. */
  @state() private mapping: Mapping | null = null;
  @state() private name = '';
  /** A workflow's id, or empty for a new one. */
  @state() private target: string | null = null;

  readonly #upload = new Loaded<Upload>(
    this,
    () => (this.session.place.params.upload === undefined ? null : [this.session.place.params.upload]),
    async ({ signal }) => {
      const upload = await call('uploaded', { params: { upload: this.session.place.params.upload! }, signal });
      this.mapping = upload.proposal.mapping;
      this.name = titleOf(upload.name);
      return upload;
    },
  );
  readonly #workflows = new Loaded<readonly Workflow[]>(
    this,
    () => [],
    ({ signal }) => call('workflows', { signal }),
  );
  readonly #preview = new Loaded<Preview>(
    this,
    () => (this.mapping === null || this.#upload.value === undefined ? null : [this.#upload.value.id, JSON.stringify(this.mapping)]),
    ({ signal }) => call('preview', { params: { upload: this.#upload.value!.id }, body: { mapping: this.mapping! }, signal }),
  );

  get #target(): string {
    return this.target ?? this.session.place.params.workflow ?? '';
  }

  async #send(file: File): Promise<void> {
    const stop = new AbortController();
    const tell = (text: string, done: number | null) => {
      this.work = { text, share: done, stop };
    };
    this.failure = null;
    tell(`Sending ${file.name}`, 0);
    try {
      const job = await sendFile(file, { signal: stop.signal, progress: (done) => tell(`Sending ${file.name}`, done) });
      const upload = await follow(job, { signal: stop.signal, progress: (it) => tell(it.step || `Reading ${file.name}`, it.share) });
      this.session.go({ params: { upload } });
    } catch (error) {
      if (!isAbort(error)) this.failure = failureOf(error);
    } finally {
      this.work = null;
    }
  }

  async #import(upload: Upload): Promise<void> {
    const stop = new AbortController();
    const tell = (text: string, done: number | null) => {
      this.work = { text, share: done, stop };
    };
    this.failure = null;
    tell('Importing', 0);
    let made: string | null = null;
    try {
      if (this.#target === '') made = (await call('createWorkflow', { body: { name: this.name } })).id;
      const workflow = made ?? this.#target;
      const job = await call('createLog', {
        body: { upload: upload.id, workflow, name: this.name, mapping: this.mapping! },
        signal: stop.signal,
      });
      await follow(job, { signal: stop.signal, progress: (it) => tell(it.step || 'Importing', it.share) });
      this.session.go({ workflow, view: 'data', params: {}, filter: [] });
      await this.session.reload();
    } catch (error) {
      // A workflow that was made only for this log goes again with it.
      if (made !== null)
        await call('dropWorkflow', { params: { workflow: made } }).catch((cause: unknown) =>
          say({ kind: 'error', text: failureOf(cause).message }),
        );
      if (isAbort(error)) say('Import cancelled. Nothing was kept.');
      else this.failure = failureOf(error);
    } finally {
      this.work = null;
    }
  }

  protected override render() {
    const chosen = this.session.place.params.upload !== undefined;
    return html`<div class="page import" tabindex="-1">
      ${chosen ? this.#upload.render((upload) => this.#mapping(upload), { loading: 'Opening the file' }) : this.#choose()}
    </div>`;
  }

  #choose() {
    return html`<div class="page-head">
        <div>
          <h1>Import a log</h1>
          <p>A list of what happened: one row an event, with the case it belongs to, what was done, and when.</p>
        </div>
      </div>
      ${this.failure === null ? nothing : errorBanner(this.failure)}
      ${
        this.work === null
          ? html`<dp-drop
            text="Choose a file"
            accept=".csv,.tsv,.txt,.xes,.gz"
            .content=${html`<span class="drop-mark">${icon('upload', 24)}</span>
              <h2>Drop a CSV or XES file here</h2>
              <p class="quiet">Any delimiter and encoding, plain or .gz. Columns are recognised; you check them before anything is kept.</p>`}
            @file=${(event: CustomEvent<File>) => this.#send(event.detail)}
          ></dp-drop>`
          : html`<div class="drop">${this.#progress(this.work)}</div>`
      }
      <div class="import-example">
        <h2>What a row needs</h2>
        <table aria-label="An example of a log">
          <thead>
            <tr><th scope="col">Case</th><th scope="col">Activity</th><th scope="col">Time</th><th scope="col">Resource <span class="unit">if known</span></th></tr>
          </thead>
          <tbody>
            <tr><td>PO-1042</td><td>Create order</td><td>2024-03-04 09:12</td><td>Dana</td></tr>
            <tr><td>PO-1042</td><td>Approve order</td><td>2024-03-05 14:40</td><td>Rafael</td></tr>
            <tr><td>PO-1043</td><td>Create order</td><td>2024-03-05 15:02</td><td>Dana</td></tr>
          </tbody>
        </table>
        <p class="quiet small">Start times, teams, amounts and any other column can come along. With start times, work and waiting can be told apart.</p>
      </div>`;
  }

  #progress(work: Work) {
    return html`<p role="status">${work.text}${work.share === null ? '…' : html` <span class="number quiet">${share(work.share)}</span>`}</p>
      <div class="import-bar">${bar(work.share, work.text)}</div>
      <button type="button" class="button" @click=${() => work.stop.abort()}>Cancel</button>`;
  }

  #mapping(upload: Upload) {
    const mapping = this.mapping ?? upload.proposal.mapping;
    const failed = this.#preview.failure;
    const preview = this.#preview.value;
    const problems = [...upload.problems, ...(failed === null ? (preview?.problems ?? []) : failed.problems)];
    const blocked = failed !== null;
    return html`<div class="page-head">
        <div>
          <h1>${upload.name}</h1>
          <p>
            ${upload.format.toUpperCase()} · ${counted(upload.columns.length, 'column')}${upload.records === null ? nothing : html` · <span class="number">${counted(upload.records, 'record')}</span>`}
            · <a href=${this.session.href({ params: { upload: null } })}>choose another file</a>
          </p>
        </div>
      </div>
      ${this.failure === null ? nothing : errorBanner(this.failure)}
      ${
        upload.proposal.questions.length === 0
          ? nothing
          : html`<div class="import-questions">
            ${icon('info')}
            <ul>${upload.proposal.questions.map((question) => html`<li>${question}</li>`)}</ul>
          </div>`
      }
      <div class="import-columns">
        <section class="card" aria-labelledby="mapping-title">
          <header><h2 id="mapping-title">What the columns mean</h2></header>
          ${mappingForm(upload, mapping, (change) => {
            this.mapping = { ...mapping, ...change };
          })}
        </section>
        <div class="import-side">
          <section class="card import-go" aria-label="Import">
            ${
              this.work === null
                ? html`<label class="import-field"><span class="label">Name of the log</span><input class="input" maxlength="200" .value=${this.name} @input=${(
                    event: Event,
                  ) => {
                    this.name = (event.target as HTMLInputElement).value;
                  }} /></label>
                  <label class="import-field"><span class="label">Workflow</span>
                    <select class="select" @change=${(event: Event) => {
                      this.target = (event.target as HTMLSelectElement).value;
                    }}>
                      <option value="" ?selected=${this.#target === ''}>New workflow</option>
                      ${(this.#workflows.value ?? []).map((workflow) => html`<option value=${workflow.id} ?selected=${workflow.id === this.#target}>${workflow.name}</option>`)}
                    </select>
                  </label>
                  <button type="button" class="button primary large" ?disabled=${blocked || this.name.trim() === ''} @click=${() => this.#import(upload)}>Import</button>`
                : html`<div class="import-work">${this.#progress(this.work)}</div>`
            }
          </section>
          ${failed !== null && failed.problems.length === 0 ? errorBanner(failed) : nothing}
          ${problems.length === 0 ? nothing : html`<section class="card" aria-label="Problems"><header><h2>What to look at</h2></header><div class="body import-problems">${problemList(problems)}</div></section>`}
          <section class="card" aria-labelledby="preview-title">
            <header>
              <h2 id="preview-title">Three cases, as they would be read</h2>
              <span class="quiet small import-hint">from the first rows</span>
            </header>
            <div class="body" aria-busy=${this.#preview.pending}>${preview === undefined ? html`<p class="quiet">${failed === null ? 'Reading…' : 'Nothing to show until the mapping is right.'}</p>` : this.#cases(preview)}</div>
          </section>
        </div>
      </div>
      ${this.#rows(upload, mapping)}`;
  }

  #cases(preview: Preview) {
    const most = 12;
    return html`<div class="import-cases">
      ${preview.cases.map(
        (it) => html`<div>
          <h3 class="truncate" title=${it.id}>${it.id} <span class="quiet small">${counted(it.events.length, 'event')}</span></h3>
          <ol>
            ${it.events.slice(0, most).map(
              (event) => html`<li>
                <span class="truncate" title=${event.activity}>${event.activity}</span>
                <time class="quiet small truncate" title=${timeSpan(event.start, event.end)}>${timeSpan(event.start, event.end)}</time>
                ${event.resource === null && event.team === null ? nothing : html`<span class="quiet small truncate">${[event.resource, event.team].filter((part) => part !== null).join(' · ')}</span>`}
              </li>`,
            )}
          </ol>
          ${it.events.length > most ? html`<p class="quiet small">and ${count(it.events.length - most)} more</p>` : nothing}
        </div>`,
      )}
    </div>`;
  }

  #rows(upload: Upload, mapping: Mapping) {
    return html`<section class="card" aria-labelledby="rows-title">
      <header><h2 id="rows-title">The first rows of the file</h2></header>
      <div class="import-rows" tabindex="0" role="group" aria-labelledby="rows-title">
        <table>
          <thead>
            <tr>
              <th scope="col" class="number">Row</th>
              ${upload.columns.map((column) => {
                const role = roleOf(mapping, column);
                return html`<th scope="col" class=${role === null ? '' : 'used'}><span>${column}</span>${role === null ? nothing : html`<span class="badge">${role}</span>`}</th>`;
              })}
            </tr>
          </thead>
          <tbody>
            ${upload.sample.slice(0, 8).map(
              (row, i) => html`<tr>
                <td class="number quiet">${upload.firstRow + i}</td>
                ${row.map((value, at) => html`<td class=${roleOf(mapping, upload.columns[at]!) === null ? 'quiet' : ''} title=${value ?? 'missing'}>${value ?? '–'}</td>`)}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
  }
}
