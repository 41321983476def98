import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Workflow } from '../../analysis/schema/index.ts';
import { call } from '../api.ts';
import { icon } from '../components/icons.ts';
import { say, sayFailure } from '../components/toast.ts';
import { counted, period } from '../format.ts';
import { SessionPart } from '../here.ts';
import '../components/menu.ts';
import './header.css';

/** The workflow's one line: its name and owner (both can be changed in place), its log, period and document. */
@customElement('dp-header')
export class Header extends SessionPart {
  @state() private editing: 'name' | 'owner' | null = null;

  async #save(workflow: Workflow, field: 'name' | 'owner', value: string): Promise<void> {
    this.editing = null;
    const text = value.trim();
    if (text === (workflow[field] ?? '') || (field === 'name' && text === '')) return;
    const before = workflow[field];
    const put = async (body: { name?: string; owner?: string | null }) => {
      await call('changeWorkflow', { params: { workflow: workflow.id }, body });
      await this.session.reload();
    };
    try {
      await put(field === 'name' ? { name: text } : { owner: text === '' ? null : text });
      say({
        text: field === 'name' ? `Renamed to ${text}.` : text === '' ? 'The workflow has no owner now.' : `${text} owns the workflow now.`,
        action: { text: 'Undo', act: () => put(field === 'name' ? { name: before! } : { owner: before }).catch(sayFailure) },
      });
    } catch (error) {
      sayFailure(error);
    }
  }
  async #drop(workflow: Workflow): Promise<void> {
    try {
      await call('dropWorkflow', { params: { workflow: workflow.id } });
      this.session.go({ workflow: null, view: 'workflows', filter: [] });
      say(`Deleted ${workflow.name}.`);
    } catch (error) {
      sayFailure(error);
    }
  }
  protected override async updated(changed: Map<string, unknown>): Promise<void> {
    if (!changed.has('editing') || this.editing === null) return;
    const field = this.querySelector<HTMLInputElement>('.header-edit');
    field?.focus();
    field?.select();
  }

  #editable(workflow: Workflow, field: 'name' | 'owner', shown: unknown, label: string) {
    return this.editing === field
      ? html`<input
          class="input header-edit"
          aria-label=${label}
          maxlength="200"
          .value=${workflow[field] ?? ''}
          @keydown=${(event: KeyboardEvent) => {
            if (event.key === 'Enter') void this.#save(workflow, field, (event.target as HTMLInputElement).value);
            if (event.key === 'Escape') this.editing = null;
          }}
          @blur=${(event: Event) => {
            if (this.editing === field) void this.#save(workflow, field, (event.target as HTMLInputElement).value);
          }}
        />`
      : html`<button type="button" class="header-field" title=${label} @click=${() => {
          this.editing = field;
        }}>${shown}</button>`;
  }

  protected override render() {
    const { session } = this;
    const { workflow, log } = session;
    if (workflow === null)
      return html`<div class="header"><a class="header-up" href="/">Workflows</a><span class="header-slash">/</span></div>`;
    return html`<div class="header">
      <a class="header-up" href="/">Workflows</a>
      <span class="header-slash" aria-hidden="true">/</span>
      <h1>${this.#editable(workflow, 'name', html`<span class="truncate">${workflow.name}</span>`, 'Rename the workflow')}</h1>
      <div class="header-facts">
        ${this.#editable(workflow, 'owner', html`${icon('person', 14)} ${workflow.owner ?? html`<span class="quiet">No owner</span>`}`, 'Change the owner')}
        ${
          log === null
            ? html`<a class="header-field" href=${session.href({ view: 'data' })}>${icon('log', 14)} <span class="quiet">No log yet</span></a>`
            : html`<a class="header-field" href=${session.href({ view: 'data' })} title="The log: where it came from and what its import found">
                ${icon('log', 14)} <span class="truncate">${log.name}</span> <span class="quiet number">${counted(log.events, 'event')}</span>
              </a>
              <span class="header-fact number" title="First event to last, UTC">${icon('clock', 14)} ${period(log.firstEvent, log.lastEvent)}</span>`
        }
        <a class="header-field" href=${session.href({ view: 'document' })} title="The documented workflow">
          ${icon('file', 14)} ${workflow.document === null ? html`<span class="quiet">No document yet</span>` : 'Document'}
        </a>
      </div>
      <dp-menu
        label="More about this workflow"
        .items=${[
          { text: 'Import a log', icon: 'upload', href: `/import?workflow=${encodeURIComponent(workflow.id)}` },
          {
            text: 'Copy a link to this view',
            icon: 'copy',
            act: () => navigator.clipboard.writeText(location.href).then(() => say('Copied the link.'), sayFailure),
          },
          null,
          { text: 'Delete the workflow', icon: 'trash', danger: true, act: () => this.#confirm() },
        ]}
      ></dp-menu>
      <dialog class="ask" aria-labelledby="ask-title">
        <h2 id="ask-title">Delete ${workflow.name}?</h2>
        <p>Its logs, documents and reports go with it. This cannot be undone.</p>
        <form method="dialog" class="row">
          <button class="button">Keep it</button>
          <button class="button danger" @click=${() => this.#drop(workflow)}>Delete</button>
        </form>
      </dialog>
      ${nothing}
    </div>`;
  }
  #confirm(): void {
    this.querySelector('dialog')?.showModal();
  }
}
