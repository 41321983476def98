import { Task } from '@lit/task';
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Filter } from '../../analysis/schema/index.ts';
import { type Answer, ask, type Failure, failureOf, type Job } from '../api.ts';
import { session } from '../here.ts';
import { emptyState, errorBanner, errorState, loadingState, nothingLeft, pendingBar } from './states.ts';

export interface Loading {
  readonly signal: AbortSignal;
  /** Shows how far a job has come. */
  readonly progress: (job: Job) => void;
}

/** What a view says when there is nothing: what it will show, and the one step to get there. */
export interface Empty {
  readonly title: string;
  readonly text: string;
  readonly action?: TemplateResult;
}

/**
 * Something that is fetched, in its four states: empty, loading (keeps what was there, shows progress, can be cancelled),
 * error (keeps what was there) and data. `args` decides when to fetch again: a shallow change of the array; null waits.
 */
export class Loaded<T> {
  /** The last thing that arrived; stays while the next one is fetched or fails. */
  value: T | undefined;
  failure: Failure | null = null;
  cancelled = false;
  readonly #task: Task<readonly unknown[], T>;
  readonly #host: ReactiveControllerHost;
  #job: Job | null = null;

  constructor(host: ReactiveControllerHost, args: () => readonly unknown[] | null, load: (loading: Loading) => Promise<T>) {
    this.#host = host;
    // A view that was just left hears of the new address once more: it must not ask for what nobody will see.
    const wanted = () => ((host as { readonly isConnected?: boolean }).isConnected === false ? null : args());
    this.#task = new Task<readonly unknown[], T>(host, {
      args: () => wanted() ?? [null],
      task: async (_, { signal }) => {
        if (wanted() === null) throw waiting;
        this.#job = null;
        this.cancelled = false;
        return load({
          signal,
          progress: (job) => {
            this.#job = job;
            host.requestUpdate();
          },
        });
      },
      onComplete: (value) => {
        this.value = value;
        this.failure = null;
      },
      onError: (error) => {
        this.failure = error === waiting || isAbort(error) ? null : failureOf(error);
        // Also where somebody else cancelled the job that both were waiting for.
        if (isAbort(error)) this.cancelled = true;
      },
    });
  }

  get pending(): boolean {
    return this.#task.status === 1;
  }
  /** Fetches again. */
  readonly again = (): void => {
    this.failure = null;
    void this.#task.run();
  };
  /** Stops waiting, and the job if there is one. */
  readonly cancel = (): void => {
    this.cancelled = true;
    this.#task.abort('cancelled');
    this.#host.requestUpdate();
  };

  /** Draws whichever state it is in. `isEmpty` turns data that says nothing into `empty`. */
  render(
    data: (value: T) => unknown,
    options: { readonly empty?: Empty; readonly isEmpty?: (value: T) => boolean; readonly loading?: string } = {},
  ): unknown {
    const { value, failure } = this;
    if (failure?.code === 'nothing-left') return nothingLeft(session);
    if (value === undefined) {
      if (failure !== null) return errorState(failure, this.again);
      if (this.cancelled)
        return emptyState({
          title: 'Cancelled',
          text: 'Nothing was changed.',
          action: html`<button type="button" class="button" @click=${this.again}>Start again</button>`,
        });
      return loadingState(this.#job?.step || options.loading || 'Reading the log', this.#job?.share ?? null, this.cancel);
    }
    if (options.empty && options.isEmpty?.(value) && !this.pending) return emptyState(options.empty);
    return html`${this.pending ? pendingBar(this.#job?.share ?? null, this.cancel) : nothing}${failure === null ? nothing : errorBanner(failure, this.again)}${data(value)}`;
  }
}

const waiting = new Error('waiting');
const isAbort = (error: unknown): boolean => error === 'cancelled' || (error instanceof DOMException && error.name === 'AbortError');

/** A question asked of the current log under the current filter; asked again when any of them changes. `null` asks nothing yet. */
export interface Asked {
  readonly question: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** Instead of the session's filter. */
  readonly filter?: Filter;
}

/** The answer to a question, loaded for a host. */
export const asked = (host: ReactiveControllerHost, what: () => Asked | null): Loaded<Answer> => {
  const filterOf = (it: Asked) => it.filter ?? session.filter;
  return new Loaded<Answer>(
    host,
    () => {
      const it = what();
      return session.log === null || it === null
        ? null
        : [session.log.id, it.question, JSON.stringify(it.params ?? {}), JSON.stringify(filterOf(it))];
    },
    ({ signal }) => {
      const it = what()!;
      return ask(session.log!.id, it.question, { params: it.params ?? {}, filter: filterOf(it), signal });
    },
  );
};
