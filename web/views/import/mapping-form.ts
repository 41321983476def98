import { html, nothing } from 'lit';
import type { Mapping } from '../../../analysis/schema/index.ts';
import type { Upload } from '../../../server/api.ts';
import { roles } from './roles.ts';

const formats: readonly (readonly [string, string])[] = [
  ['', 'Recognised (ISO 8601)'],
  ['%d/%m/%Y %H:%M', 'day/month/year, 31/12/2024 14:05'],
  ['%d/%m/%Y %H:%M:%S', 'day/month/year with seconds'],
  ['%m/%d/%Y %H:%M', 'month/day/year, 12/31/2024 14:05'],
  ['%m/%d/%Y %I:%M:%S %p', 'month/day/year, 02:05:09 PM'],
  ['%d.%m.%Y %H:%M:%S', 'day.month.year, 31.12.2024 14:05:09'],
  ['%Y/%m/%d %H:%M:%S', 'year/month/day'],
  ['epoch-s', 'seconds since 1970'],
  ['epoch-ms', 'milliseconds since 1970'],
  ['epoch-us', 'microseconds since 1970'],
];
const typed = (event: Event): string => (event.target as HTMLInputElement | HTMLSelectElement).value;

const samples = (upload: Upload, column: string | null): string => {
  const at = column === null ? -1 : upload.columns.indexOf(column);
  if (at < 0) return '';
  return [...new Set(upload.sample.map((row) => row[at]).filter((value) => value !== null && value !== undefined))].slice(0, 3).join(', ');
};

/** The mapping as a form: what was proposed and why, everything can be corrected. `change` gets what the user altered. */
export const mappingForm = (upload: Upload, mapping: Mapping, change: (it: Partial<Mapping>) => void) => {
  const kept = new Map(mapping.attributes.map((it) => [it.column, it.of]));
  const used = new Set(roles.map(({ role }) => mapping[role]));
  const rest = upload.columns.filter((column) => !used.has(column));
  const keep = (column: string, of: string) =>
    change({
      attributes: [
        ...mapping.attributes.filter((it) => it.column !== column),
        ...(of === '' ? [] : [{ column, of: of as 'case' | 'event' }]),
      ],
    });
  const assign = (role: (typeof roles)[number]['role'], column: string) =>
    change({
      [role]: column === '' ? null : column,
      // A column that plays a role is not kept a second time.
      attributes: mapping.attributes.filter((it) => it.column !== column),
      ...(role === 'transition' && column === '' ? { lifecycle: 'keep' as const, instance: null } : {}),
    });
  const shown = roles.filter(({ role }) => role !== 'instance' || mapping.transition !== null);
  return html`<div class="mapping">
    ${shown.map(({ role, title, description, needed }) => {
      const proposed = upload.proposal.roles.find((it) => it.role === role);
      const now = mapping[role];
      const own = proposed !== undefined && proposed.column === now && now !== null;
      const values = samples(upload, now);
      return html`<div class="mapping-role">
        <label for=${`role-${role}`} title=${description}>${title}${needed ? nothing : html` <span class="unit">optional</span>`}</label>
        <select id=${`role-${role}`} class="select" @change=${(event: Event) => assign(role, typed(event))}>
          ${needed ? nothing : html`<option value="" ?selected=${now === null}>none</option>`}
          ${upload.columns.map((column) => html`<option value=${column} ?selected=${column === now}>${column}</option>`)}
        </select>
        <p class="mapping-why">
          ${own ? html`<span class="mapping-score" role="img" title=${`${Math.round(proposed.score * 100)} % sure`} aria-label=${`${Math.round(proposed.score * 100)} % sure`}><i style=${`width:${Math.round(proposed.score * 100)}%`}></i></span>` : nothing}
          <span class="truncate" title=${`${own ? proposed.reason : description}${values === '' ? '' : `. Values: ${values}`}`}>${own ? proposed.reason : now === null ? description : 'Your choice'}${values === '' ? '' : ` · ${values}`}</span>
        </p>
      </div>`;
    })}
    <div class="mapping-role">
      <label for="time-format">Time format</label>
      <select id="time-format" class="select" @change=${(event: Event) => change({ timeFormat: typed(event) === '' ? null : typed(event) })}>
        ${formats.map(([format, text]) => html`<option value=${format} ?selected=${format === (mapping.timeFormat ?? '')}>${text}</option>`)}
        ${mapping.timeFormat !== null && !formats.some(([format]) => format === mapping.timeFormat) ? html`<option value=${mapping.timeFormat} selected>${mapping.timeFormat}</option>` : nothing}
      </select>
      <label class="mapping-own"><span class="visually-hidden">Own time pattern</span><input class="input" placeholder="own pattern, e.g. %d-%b-%Y %H:%M" .value=${mapping.timeFormat ?? ''} @change=${(event: Event) => change({ timeFormat: typed(event).trim() === '' ? null : typed(event).trim() })} /></label>
    </div>
    <div class="mapping-role">
      <label for="zone">Time zone</label>
      <input id="zone" class="input" list="zones" .value=${mapping.zone} @change=${(event: Event) => change({ zone: typed(event).trim() || 'UTC' })} />
      <datalist id="zones">${['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => html`<option value=${zone}></option>`)}</datalist>
      <p class="mapping-why"><span class="truncate">Of times that state none</span></p>
    </div>
    ${
      mapping.transition === null
        ? nothing
        : html`<div class="mapping-role">
          <span class="mapping-label" id="lifecycle">Start and complete</span>
          <div class="segmented" role="group" aria-labelledby="lifecycle">
            <button type="button" aria-pressed=${mapping.lifecycle === 'pair'} @click=${() => change({ lifecycle: 'pair' })}>Pair</button>
            <button type="button" aria-pressed=${mapping.lifecycle === 'keep'} @click=${() => change({ lifecycle: 'keep' })}>Keep apart</button>
          </div>
          <p class="mapping-why"><span class="truncate">${mapping.lifecycle === 'pair' ? 'A start and its complete become one piece of work' : 'Every event is a piece of work of its own'}</span></p>
        </div>`
    }
  </div>
  ${
    rest.length === 0
      ? nothing
      : html`<details class="mapping-rest" open>
        <summary><span>Other columns</span> <span class="quiet small">${kept.size} of ${rest.length} kept</span></summary>
        <div>
          ${rest.map(
            (column) => html`<div class="mapping-role">
              <label for=${`keep-${column}`} class="truncate" title=${column}>${column}</label>
              <select id=${`keep-${column}`} class="select" @change=${(event: Event) => keep(column, typed(event))}>
                <option value="" ?selected=${!kept.has(column)}>leave behind</option>
                <option value="case" ?selected=${kept.get(column) === 'case'}>keep, one value a case</option>
                <option value="event" ?selected=${kept.get(column) === 'event'}>keep, one value an event</option>
              </select>
              <p class="mapping-why"><span class="truncate">${samples(upload, column)}</span></p>
            </div>`,
          )}
        </div>
      </details>`
  }`;
};
