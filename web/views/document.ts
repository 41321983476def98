import { group } from 'd3';
import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { DocumentInfo } from '../../analysis/schema/index.ts';
import { call, type Failure, failureOf } from '../api.ts';
import { type BpmnPicture, isDrawn } from '../components/bpmn.ts';
import { fileName, saveAs } from '../components/export.ts';
import { icon } from '../components/icons.ts';
import { Loaded } from '../components/loaded.ts';
import { term } from '../components/number.ts';
import { errorBanner, problemList } from '../components/states.ts';
import { say, sayFailure } from '../components/toast.ts';
import { count, counted, dateTime } from '../format.ts';
import { SessionPart } from '../here.ts';
import '../components/bpmn.ts';
import '../components/drop.ts';
import '../components/menu.ts';
import './document.css';

const verdicts = {
  sound: {
    look: 'good',
    mark: 'check',
    text: 'Sound',
    says: 'Every run that the document allows can reach its end, ends cleanly, and every step can happen.',
  },
  unsound: {
    look: 'bad',
    mark: 'warning',
    text: 'Not sound',
    says: 'Some runs that the document allows cannot end properly, or a step of it can never happen.',
  },
  unknown: { look: '', mark: 'info', text: 'Not settled', says: 'The document allows too many states to try them all.' },
} as const;

/** The documented workflow: its drawing, what it says, and whether it can be followed at all. */
@customElement('dp-document-view')
export class DocumentView extends SessionPart {
  @state() private failure: Failure | null = null;
  @state() private sending: string | null = null;
  @state() private dropping: DocumentInfo | null = null;
  readonly #documents = new Loaded<readonly DocumentInfo[]>(
    this,
    () => (this.session.workflow === null ? null : [this.session.workflow.id]),
    async ({ signal }) => {
      const all = await call('documents', { query: { workflow: this.session.workflow!.id }, signal });
      return [...all].sort((a, b) => b.created.localeCompare(a.created));
    },
  );
  readonly #source = new Loaded<string>(
    this,
    () => (this.#shown === null ? null : [this.#shown.id]),
    ({ signal }) => call('documentSource', { params: { document: this.#shown!.id }, signal }),
  );

  get #shown(): DocumentInfo | null {
    const all = this.#documents.value ?? [];
    const { params } = this.session.place;
    return all.find(({ id }) => id === params.document) ?? all.find(({ id }) => id === this.session.workflow?.document) ?? all[0] ?? null;
  }

  async #send(file: File): Promise<void> {
    this.failure = null;
    this.sending = file.name;
    try {
      const made = await call('createDocument', { query: { name: file.name, workflow: this.session.workflow!.id }, body: file });
      await this.session.reload();
      this.#documents.again();
      this.session.go({ params: { document: made.id, step: null } });
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.sending = null;
    }
  }
  async #use(document: DocumentInfo): Promise<void> {
    const { workflow } = this.session;
    const before = workflow!.document;
    const choose = async (id: string | null) => {
      await call('changeWorkflow', { params: { workflow: workflow!.id }, body: { document: id } });
      await this.session.reload();
    };
    try {
      await choose(document.id);
      say({
        text: `${document.name} is the document in force now.`,
        action: { text: 'Undo', act: () => choose(before).catch(sayFailure) },
      });
    } catch (error) {
      sayFailure(error);
    }
  }
  async #drop(document: DocumentInfo): Promise<void> {
    try {
      await call('dropDocument', { params: { document: document.id } });
      await this.session.reload();
      this.session.go({ params: { document: null, step: null } });
      this.#documents.again();
      say(`Deleted ${document.name}.`);
    } catch (error) {
      sayFailure(error);
    }
  }
  #choose(step: string | null): void {
    this.session.go({ params: { step } }, { replace: true });
  }
  protected override updated(): void {
    const dialog = this.querySelector('dialog');
    if (this.dropping !== null && dialog?.open === false) dialog.showModal();
  }

  protected override render() {
    const empty = this.#documents.value?.length === 0;
    return empty ? this.#first() : this.#documents.render(() => this.#page(this.#shown!), { loading: 'Opening the document' });
  }

  #first() {
    return html`<div class="page" tabindex="-1">
      ${this.failure === null ? nothing : errorBanner(this.failure)}
      <dp-drop
        text=${this.sending === null ? 'Choose a file' : `Reading ${this.sending}…`}
        accept=".bpmn,.xml,.pnml"
        .content=${html`<h2>No documented workflow yet</h2>
          <p class="quiet document-why">Drop the BPMN or PNML file that says how the work should go. Desire Path draws it here and shows where the work leaves it.</p>`}
        @file=${(event: CustomEvent<File>) => this.#send(event.detail)}
      ></dp-drop>
    </div>`;
  }

  #page(shown: DocumentInfo) {
    const all = this.#documents.value!;
    const current = this.session.workflow?.document === shown.id;
    const step = this.session.place.params.step;
    return html`<div class="page fill document" tabindex="-1">
        <div class="document-head">
          <dp-menu
            look="button ghost document-choose"
            label=${`${shown.name} ${dateTime(shown.created)}: all versions`}
            .face=${html`<span class="truncate">${shown.name}</span> <span class="quiet number small">${dateTime(shown.created)}</span> ${icon('down', 14)}`}
            .items=${all.map((it) => ({
              text: it.name,
              note: `${dateTime(it.created)}${it.id === this.session.workflow?.document ? ', in force' : ''}`,
              checked: it.id === shown.id,
              act: () => this.session.go({ params: { document: it.id, step: null } }),
            }))}
          ></dp-menu>
          ${current ? html`<span class="badge paved">${icon('check', 12)} in force</span>` : html`<button type="button" class="button small" @click=${() => this.#use(shown)}>Put it in force</button>`}
          <span class="push"></span>
          <label class="button small drop-choose">
            ${icon('upload', 14)} <span>${this.sending === null ? 'New version' : `Reading ${this.sending}…`}</span>
            <input type="file" class="visually-hidden" accept=".bpmn,.xml,.pnml" @change=${(event: Event) => {
              const file = (event.target as HTMLInputElement).files?.[0];
              if (file) void this.#send(file);
            }} />
          </label>
          <button type="button" class="button small" ?disabled=${this.#source.value === undefined} @click=${() => saveAs(new Blob([this.#source.value!], { type: 'application/xml' }), `${fileName(shown.name.replace(/\.\w+$/, ''))}.${shown.kind}`)}>
            ${icon('download', 14)} ${shown.kind.toUpperCase()}
          </button>
          <dp-menu look="button ghost icon small" label="More about this document" .items=${[
            {
              text: 'Delete this version',
              icon: 'trash',
              danger: true,
              act: () => {
                this.dropping = shown;
              },
            },
          ]}></dp-menu>
        </div>
        ${this.failure === null ? nothing : html`<div class="document-failure">${errorBanner(this.failure)}</div>`}
        ${
          shown.kind === 'bpmn'
            ? this.#source.render(
                (xml) =>
                  isDrawn(xml)
                    ? html`<dp-bpmn
                class="grow"
                .xml=${xml}
                .name=${shown.name}
                .marks=${new Map(step === undefined ? [] : [[step, 'chosen']])}
                @element=${(event: CustomEvent<string | null>) => this.#choose(shown.steps.some(({ element }) => element === event.detail) ? event.detail : null)}
              ></dp-bpmn>`
                    : html`<div class="state grow">
                    <h2>This file holds no drawing</h2>
                    <p>It says only what follows what: its ${counted(shown.steps.length, 'step')} ${shown.steps.length === 1 ? 'is' : 'are'} listed beside, and comparing works the same. Open and save it in a BPMN editor to see it drawn here.</p>
                  </div>`,
                { loading: 'Drawing the document' },
              )
            : html`<div class="state grow">
              <h2>A Petri net has no drawing here</h2>
              <p>${counted(shown.steps.length, 'step')} were read from it; they are listed beside. Comparing works the same as with BPMN.</p>
            </div>`
        }
        <dialog class="ask" aria-labelledby="drop-title" @close=${() => {
          this.dropping = null;
        }}>
          <h2 id="drop-title">Delete ${this.dropping?.name}?</h2>
          <p>This version and the comparisons made with it go. This cannot be undone.</p>
          <form method="dialog" class="row">
            <button class="button">Keep it</button>
            <button class="button danger" @click=${() => this.#drop(this.dropping!)}>Delete</button>
          </form>
        </dialog>
      </div>
      <aside class="document-side" aria-label="What the document says">${this.#says(shown)}</aside>`;
  }

  #says(shown: DocumentInfo) {
    const verdict = verdicts[shown.soundness.verdict];
    const chosen = this.session.place.params.step;
    const lanes = [...group(shown.steps, ({ lane }) => lane)];
    return html`<section>
        <div class="row">
          <h2>${term('soundness', 'Soundness')}</h2>
          <span class=${`badge ${verdict.look} push`}>${icon(verdict.mark, 12)} ${verdict.text}</span>
        </div>
        <p class="small">${verdict.says} <span class="quiet number">${shown.soundness.states > 0 ? `${counted(shown.soundness.states, 'state')} tried.` : ''}</span></p>
        ${shown.soundness.problems.length === 0 ? nothing : problemList(shown.soundness.problems)}
      </section>
      ${
        shown.problems.length === 0
          ? nothing
          : html`<section>
            <h2>Read with a rule</h2>
            <p class="quiet small">What is not supported yet, and how it was treated instead.</p>
            ${problemList(shown.problems)}
          </section>`
      }
      <section>
        <div class="row"><h2>Steps</h2><span class="quiet number push">${count(shown.steps.length)}</span></div>
        ${lanes.map(
          ([
            lane,
            steps,
          ]) => html`${lane === null && lanes.length === 1 ? nothing : html`<h3 class="document-lane">${lane ?? 'In no lane'}</h3>`}
            <ul class="document-steps">
              ${steps.map(
                ({ element, label }) => html`<li>
                  <button type="button" aria-pressed=${element === chosen} @click=${() => {
                    this.#choose(element === chosen ? null : element);
                    this.querySelector<BpmnPicture>('dp-bpmn')?.reveal(element);
                  }}>${label}</button>
                </li>`,
              )}
            </ul>`,
        )}
      </section>`;
  }
}
