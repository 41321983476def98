import { html, nothing, svg } from 'lit';
import type { LogInfo } from '../../../analysis/schema/index.ts';
import type { Answer, Row } from '../../api.ts';
import { rich } from '../../components/number.ts';
import { counted, dateTime, duration, exactDuration, exactTime } from '../../format.ts';
import '../../components/table.ts';

const begin = (row: Row): number => Date.parse(String(row.started ?? row.ended));
const end = (row: Row): number => Date.parse(String(row.ended ?? row.started));

/** 0–5 on the waiting scale: how a wait stands among the waits of its case. */
const level = (waitMs: number, mostMs: number): number => (mostMs === 0 ? 0 : Math.min(5, Math.round(5 * Math.sqrt(waitMs / mostMs))));

/** The whole case on one line: work in ink, waiting by its length. */
const strip = (rows: readonly Row[], mostMs: number) => {
  const from = Math.min(...rows.map(begin));
  const span = Math.max(1, Math.max(...rows.map(end)) - from);
  const x = (at: number) => (100 * (at - from)) / span;
  return html`<svg class="case-strip" width="100%" height="28" role="img" aria-label="Work and waiting over the whole case">
    ${rows.map((row) => {
      const waitMs = Number(row.waitMs ?? 0);
      if (waitMs <= 0) return nothing;
      const left = x(begin(row) - waitMs);
      return svg`<rect x=${`${left}%`} y="10" width=${`${x(begin(row)) - left}%`} height="8" style=${`fill:var(--wait-${level(waitMs, mostMs)})`}><title>${`waits ${duration(waitMs)} for ${row.activity}`}</title></rect>`;
    })}
    ${rows.map(
      (row) =>
        svg`<rect x=${`${x(begin(row))}%`} y="5" width=${`${Math.max(0, x(end(row)) - x(begin(row)))}%`} height="18" style="fill:var(--ink-2);stroke:var(--ink-2);stroke-width:2"><title>${String(row.activity)}</title></rect>`,
    )}
  </svg>`;
};

/** One case from first to last: what was done and by whom, what it waited for, and the same as a table. */
export const caseTimeline = (events: Answer, log: LogInfo) => {
  const { rows } = events;
  const waits = rows.map((row) => Number(row.waitMs ?? 0));
  const most = Math.max(0, ...waits);
  const waited = waits.reduce((sum, ms) => sum + ms, 0);
  const hidden = new Set(['attributes', 'pos']);
  return html`<div class="case-summary">
      ${strip(rows, most)}
      <p class="quiet small row">
        <time>${dateTime(String(rows[0]!.started ?? rows[0]!.ended))}</time><span class="push"></span><time>${dateTime(String(rows.at(-1)!.ended))}</time>
      </p>
      <p class="small">
        ${counted(rows.length, 'step')}, ${log.hasStarts ? html`${rich(duration(waited))} waiting between them` : html`${rich(duration(waited))} between them <span class="quiet">(work and waiting: this log has no start times)</span>`}
      </p>
    </div>
    <ol class="timeline">
      ${rows.map((row, i) => {
        const attributes = Object.entries(JSON.parse(String(row.attributes ?? '{}')) as Record<string, unknown>).filter(
          ([, value]) => value !== null && value !== '',
        );
        const named = new Map(log.attributes.map((it) => [it.column, it.name]));
        return html`${
          waits[i]! > 0
            ? html`<li class="timeline-wait" title=${exactDuration(waits[i])}>
                <i style=${`background:var(--wait-${level(waits[i]!, most)});height:${8 + Math.round((28 * waits[i]!) / Math.max(1, most))}px`}></i>
                <span>${log.hasStarts ? 'waits' : 'after'} ${rich(duration(waits[i]))}</span>
              </li>`
            : nothing
        }
          <li class="timeline-step">
            <i></i>
            <div>
              <p class="strong">${row.activity}</p>
              <p class="quiet small">
                <time title=${`${exactTime(String(row.ended))} UTC`}>${dateTime(String(row.started ?? row.ended))}</time
                >${row.durationMs === null ? nothing : html` · took ${rich(duration(Number(row.durationMs)))}`}${row.resource === null ? nothing : html` · ${row.resource}`}${row.team === null ? nothing : html` · ${row.team}`}
              </p>
              ${attributes.length === 0 ? nothing : html`<p class="timeline-attributes small quiet">${attributes.map(([column, value]) => html`<span>${named.get(column) ?? column} <b>${String(value)}</b></span>`)}</p>`}
            </div>
          </li>`;
      })}
    </ol>
    <section class="card">
      <dp-table name=${'Events of the case'} .columns=${events.columns.filter(({ name }) => !hidden.has(name)).map((column) => ({ ...column, width: column.type === 'text' ? 140 : undefined }))} .rows=${rows}></dp-table>
    </section>`;
};
