import { html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Part } from '../here.ts';
import './drop.css';

/** A place to drop a file on, or to choose one. Fires `file` (detail: the File). */
@customElement('dp-drop')
export class Drop extends Part {
  /** What the button says. */
  @property() text = 'Choose a file';
  /** Extensions for the file dialog. */
  @property() accept = '';
  @property({ attribute: false }) content: unknown = '';
  @state() private over = false;

  #give(file: File | undefined | null): void {
    if (file) this.dispatchEvent(new CustomEvent('file', { detail: file }));
  }

  protected override render() {
    return html`<div
      class=${this.over ? 'drop over' : 'drop'}
      @dragover=${(event: DragEvent) => {
        event.preventDefault();
        this.over = true;
      }}
      @dragleave=${() => {
        this.over = false;
      }}
      @drop=${(event: DragEvent) => {
        event.preventDefault();
        this.over = false;
        this.#give(event.dataTransfer?.files[0]);
      }}
    >
      ${this.content}
      <label class="button primary large drop-choose">
        <span>${this.text}</span>
        <input
          type="file"
          class="visually-hidden"
          accept=${this.accept}
          @change=${(event: Event) => {
            const input = event.target as HTMLInputElement;
            this.#give(input.files?.[0]);
            input.value = '';
          }}
        />
      </label>
    </div>`;
  }
}
