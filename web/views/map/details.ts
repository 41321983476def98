import { html, nothing, type TemplateResult } from 'lit';
import type { Condition } from '../../api.ts';
import type { Activity, Graph, Path } from '../../charts/map/graph.ts';
import { rich, term } from '../../components/number.ts';
import type { DefinitionId } from '../../definitions.ts';
import { count, counted, date, duration, exactDuration, share } from '../../format.ts';
import type { Session } from '../../session.ts';
import type { Spot } from './walk.ts';

/** The name of a node, start and end included. */
export const nameOf = (graph: Graph, node: number): string => graph.activities[node]?.activity ?? (node === graph.start ? 'Start' : 'End');
/** `Check Budget → Approve Requisition`. */
export const pathName = ({ from, to }: Path): string => `${from ?? 'Start'} → ${to ?? 'End'}`;

/** All cases of the log as filtered. */
const allCases = (graph: Graph): number => graph.activities[0]?.ofCases ?? 0;

/** The cases behind something on the map; null for start and end, which all cases have. */
export const conditionOf = (graph: Graph, at: Spot, keep: boolean): Condition | null => {
  if (at.kind === 'node') {
    const activity = graph.activities[at.index]?.activity;
    return activity === undefined ? null : { kind: 'activity', keep, activities: [activity], mode: 'any' };
  }
  const { from, to } = graph.paths[at.index]!;
  if (from === null) return to === null ? null : { kind: 'starts', keep, activities: [to] };
  return to === null ? { kind: 'ends', keep, activities: [from] } : { kind: 'follows', keep, from, to, directly: true };
};

const time = (ms: number | null) => html`<span title=${exactDuration(ms)}>${rich(duration(ms))}</span>`;

type Line = readonly [label: unknown, value: unknown];
const lines = (all: readonly Line[]) =>
  html`<dl class="detail-facts">${all.map(([label, value]) => html`<div><dt>${label}</dt><dd class="number">${value}</dd></div>`)}</dl>`;

const times = (
  title: DefinitionId,
  it: { readonly medianMs: number | null; readonly p90Ms: number | null; readonly meanMs: number | null; readonly totalMs: number | null },
  note: unknown = nothing,
) => html`<section>
  <h3>${term(title)}</h3>
  ${lines([
    [term('median'), time(it.medianMs)],
    [term('p90'), time(it.p90Ms)],
    ['Mean', time(it.meanMs)],
    ['Total', time(it.totalMs)],
  ])}
  ${note}
</section>`;

/** Everything that is known about an activity, a path, the start or the end; and what to do with its cases. */
export const details = (graph: Graph, at: Spot, session: Session, choose: (spot: Spot) => void): TemplateResult => {
  const activity = at.kind === 'node' ? graph.activities[at.index] : undefined;
  const path = at.kind === 'edge' ? graph.paths[at.index]! : undefined;
  return html`${deeds(graph, at, session)}
    ${path ? pathFacts(graph, path, session) : activity ? activityFacts(graph, activity, session) : endFacts(graph)}
    ${
      at.kind === 'node'
        ? html`${pathList(graph, at.index, 'into', choose)}${pathList(graph, at.index, 'out', choose)}`
        : html`<section>
            <h3>Between</h3>
            <div class="map-ends">
              ${[graph.from[at.index]!, graph.to[at.index]!].map(
                (node) => html`<button type="button" class="button small" @click=${() => choose({ kind: 'node', index: node })}>
                  <span class="truncate">${nameOf(graph, node)}</span>
                </button>`,
              )}
            </div>
          </section>`
    }`;
};

const deeds = (graph: Graph, at: Spot, session: Session) => {
  const keep = conditionOf(graph, at, true);
  const drop = conditionOf(graph, at, false);
  return html`<div class="detail-deeds">
    <a class="button small" href=${session.casesHref(...(keep === null ? [] : [keep]))}>Show cases</a>
    ${
      keep === null || drop === null
        ? nothing
        : html`<button type="button" class="button small" @click=${() => session.addFilter(keep)}>Keep these cases</button>
          <button type="button" class="button small" @click=${() => session.addFilter(drop)}>Leave these out</button>`
    }
  </div>`;
};

const shareLine = (graph: Graph, cases: number): Line => [
  term('share'),
  html`${rich(share(cases / Math.max(1, allCases(graph))))} <span class="quiet small">of ${count(allCases(graph))}</span>`,
];

const activityFacts = (graph: Graph, it: Activity, session: Session) => html`
  ${lines([
    ['Cases', count(it.cases)],
    shareLine(graph, it.cases),
    ['Times done', count(it.count)],
    ['Per case that has it', rich(count(it.count / it.cases))],
    ['Starts a case', html`${count(it.starts)} <span class="quiet small">cases</span>`],
    ['Ends a case', html`${count(it.ends)} <span class="quiet small">cases</span>`],
    ...(it.resources > 0 ? ([['People and systems', count(it.resources)]] as const) : []),
    ['First and last seen', `${date(it.firstSeen)} – ${date(it.lastSeen)}`],
  ])}
  ${
    it.timed === 0
      ? html`<section>
          <h3>${term('working-time')}</h3>
          <p class="quiet small">Not known: the log records no start times${session.log?.hasStarts ? ' for this activity' : ''}.</p>
        </section>`
      : times(
          'working-time',
          it,
          html`<p class="quiet small number">n = ${count(it.timed)}${it.timed < it.count ? ` of ${count(it.count)}` : ''}</p>`,
        )
  }
  ${
    it.medianWaitMs === null
      ? nothing
      : times(
          'waiting-time',
          { medianMs: it.medianWaitMs, p90Ms: it.p90WaitMs, meanMs: it.meanWaitMs, totalMs: it.totalWaitMs },
          caution(session, 'before it'),
        )
  }`;

const caution = (session: Session, where: string) =>
  session.log?.hasStarts
    ? html`<p class="quiet small">From the end of the step before to its start, ${where}.</p>`
    : html`<p class="quiet small">Without start times in the log this also holds the work on the next step.</p>`;

const pathFacts = (graph: Graph, it: Path, session: Session) => html`
  ${lines([['Cases', count(it.cases)], shareLine(graph, it.cases), ['Times taken', count(it.count)]])}
  ${it.medianMs === null ? nothing : times('waiting-time', it, caution(session, 'on this path'))}`;

const endFacts = (graph: Graph) => lines([['Cases', count(allCases(graph))]]);

const pathList = (graph: Graph, node: number, side: 'into' | 'out', choose: (spot: Spot) => void) => {
  const found = [...graph.byCases].filter((edge) => (side === 'into' ? graph.to : graph.from)[edge] === node);
  if (found.length === 0) return nothing;
  const most = graph.paths[found[0]!]!.cases;
  const listed = found.slice(0, 8);
  return html`<section>
    <h3>${side === 'into' ? 'Comes from' : 'Goes on to'}</h3>
    <ul class="map-paths">
      ${listed.map((edge) => {
        const path = graph.paths[edge]!;
        return html`<li>
          <button
            type="button"
            @click=${() => choose({ kind: 'edge', index: edge })}
          >
            <span class="truncate">${nameOf(graph, (side === 'into' ? graph.from : graph.to)[edge]!)}</span>
            <span class="number">${count(path.cases)}</span>
            <span class="number quiet">${path.medianMs === null ? '' : rich(duration(path.medianMs))}</span>
            <i style=${`width:${((100 * path.cases) / most).toFixed(1)}%`}></i>
          </button>
        </li>`;
      })}
    </ul>
    ${found.length > listed.length ? html`<p class="quiet small">and ${counted(found.length - listed.length, 'rarer path')}</p>` : nothing}
  </section>`;
};

/** All measures in a few lines, for hovering. */
export const hint = (graph: Graph, at: Spot): TemplateResult => {
  const row = (label: string, value: string) => html`<dt>${label}</dt><dd class="number">${rich(value)}</dd>`;
  const all = allCases(graph);
  if (at.kind === 'edge') {
    const it = graph.paths[at.index]!;
    return html`<strong>${pathName(it)}</strong>
      <dl>
        ${row('Cases', `${count(it.cases)} · ${share(it.cases / Math.max(1, all))}`)} ${row('Times', count(it.count))}
        ${it.medianMs === null ? nothing : html`${row('Median between', duration(it.medianMs))}${row('p90', duration(it.p90Ms))}${row('Mean', duration(it.meanMs))}${row('Total', duration(it.totalMs))}`}
      </dl>`;
  }
  const it = graph.activities[at.index];
  if (it === undefined) return html`<strong>${nameOf(graph, at.index)}</strong><dl>${row('Cases', count(all))}</dl>`;
  return html`<strong>${it.activity}</strong>
    <dl>
      ${row('Cases', `${count(it.cases)} · ${share(it.share)}`)} ${row('Times', count(it.count))}
      ${it.timed === 0 ? nothing : html`${row('Median work', duration(it.medianMs))}${row('p90', duration(it.p90Ms))}${row('Mean', duration(it.meanMs))}${row('Total', duration(it.totalMs))}`}
      ${it.medianWaitMs === null ? nothing : row('Median wait before', duration(it.medianWaitMs))}
    </dl>`;
};

/** One line for screen readers. */
export const says = (graph: Graph, at: Spot): string => {
  if (at.kind === 'node') {
    const it = graph.activities[at.index];
    if (it === undefined) return `${nameOf(graph, at.index)}: ${counted(allCases(graph), 'case')}`;
    return `${it.activity}: ${counted(it.cases, 'case')}, done ${counted(it.count, 'time')}${it.medianMs === null ? '' : `, median work ${duration(it.medianMs)}`}`;
  }
  const it = graph.paths[at.index]!;
  return `Path ${it.from ?? 'Start'} to ${it.to ?? 'End'}: ${counted(it.cases, 'case')}${it.medianMs === null ? '' : `, median ${duration(it.medianMs)} between`}`;
};
