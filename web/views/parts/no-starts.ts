import { html, nothing } from 'lit';
import type { LogInfo } from '../../../analysis/schema/index.ts';
import { term } from '../../components/number.ts';

/** Says so where a log has no start times, and waits therefore hold work too. */
export const noStarts = (log: LogInfo | null) =>
  log === null || log.hasStarts
    ? nothing
    : html`<span>no start times: ${term('waiting-time', 'waits')} hold the work on the next step too</span>`;
