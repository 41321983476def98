import { LitElement } from 'lit';
import { Session } from './session.ts';

/** The one session of this page: an address bar has one address. */
export const session = new Session();

/** An element that renders into the page itself (light DOM): README.md says why. */
export class Part extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** A part that renders again whenever the session changes. */
export class SessionPart extends Part {
  protected readonly session = session;
  readonly #heard = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    session.addEventListener('change', this.#heard);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    session.removeEventListener('change', this.#heard);
  }
}
