import { questionById } from '../analysis/questions/index.ts';
import type { Comparison, DocumentInfo, Filter, LogInfo, Workflow } from '../analysis/schema/index.ts';
import { cell, duration, number, percent } from './format.ts';
import { type Bar, bars, type Html, h, page } from './report-page.ts';
import type { Answer, Row, Store } from './store/store.ts';
import { version } from './version.ts';

const TOP = 10;

/** What a report tells, in its order: a question, the columns that are shown, and the one that is drawn as a bar. */
const sections = [
  {
    question: 'bottlenecks',
    title: 'Where work waits',
    show: ['from', 'to', 'count', 'medianMs', 'p90Ms', 'totalMs', 'share'],
    bar: 'share',
    only: edgesOnly,
  },
  {
    question: 'handoffs',
    title: 'Handoffs between teams',
    show: ['from', 'to', 'count', 'cases', 'medianMs', 'p90Ms', 'totalMs', 'waitShare'],
    bar: 'waitShare',
  },
  {
    question: 'rework',
    title: 'Work that is done again',
    show: ['activity', 'reworkCases', 'share', 'surplus', 'medianMs', 'otherMedianMs'],
    bar: 'share',
  },
  {
    question: 'overhead-summary',
    title: 'What managing the work costs',
    show: ['class', 'activities', 'confirmed', 'touches', 'effortMs', 'waitBeforeMs', 'touchShare', 'waitShare', 'effortShare'],
    bar: 'effortShare',
  },
  {
    question: 'approvals',
    title: 'What approvals catch',
    show: ['activity', 'decisions', 'caught', 'yield', 'yieldLow', 'yieldHigh', 'effortMs', 'waitBeforeMs', 'rubberStamp'],
    bar: null,
  },
  { question: 'variants', title: 'The most frequent ways', show: ['activities', 'cases', 'share', 'medianMs', 'p90Ms'], bar: 'share' },
] as const satisfies readonly Section[];

interface Section {
  readonly question: string;
  readonly title: string;
  readonly show: readonly string[];
  readonly bar: string | null;
  readonly only?: (row: Row) => boolean;
}

function edgesOnly(row: Row): boolean {
  return row.kind === 'edge';
}

/** The answers a report is made from. */
export interface Gathered {
  readonly log: LogInfo;
  readonly filter: Filter;
  readonly overview: Answer;
  readonly throughput: Answer;
  readonly answers: Readonly<Record<string, Answer>>;
}

/** Asks everything that a report tells. */
export const gather = async (store: Store, log: LogInfo, filter: Filter, signal?: AbortSignal): Promise<Gathered> => {
  const classes = log.workflow ? (await store.catalog.get<Workflow>('workflow', log.workflow)).classes : {};
  const ask = (question: string): Promise<Answer> =>
    store.ask(log.id, question, { params: 'classes' in questionById(question).params.shape ? { classes } : {}, filter, signal });
  const answers: Record<string, Answer> = {};
  for (const { question } of sections) answers[question] = await ask(question);
  return { log, filter, overview: await ask('overview'), throughput: await ask('throughput'), answers };
};

const tableOf = ({ columns, rows }: Answer, { show, bar, only }: Section): Html => {
  const shown = show.flatMap((name) => columns.filter((column) => column.name === name));
  const kept = (only ? rows.filter(only) : rows).slice(0, TOP);
  if (kept.length === 0) return h`<p class="none">Nothing of the kind in this log.</p>`;
  return h`<table><thead><tr>${shown.map(({ title, type }) => h`<th class="${type}">${title}</th>`)}</tr></thead><tbody>${kept.map(
    (row) =>
      h`<tr>${shown.map((column) =>
        column.name === bar
          ? h`<td class="number bar"><span style="width:${(100 * Number(row[column.name] ?? 0)).toFixed(1)}%"></span><b>${cell(row[column.name], column)}</b></td>`
          : h`<td class="${column.type}">${cell(row[column.name], column)}</td>`,
      )}</tr>`,
  )}</tbody></table>`;
};

const card = (title: string, value: string, note: string): Html =>
  h`<div class="card"><h3>${title}</h3><p class="value">${value}</p><p>${note}</p></div>`;

const day = (time: unknown): string => (typeof time === 'string' ? time.slice(0, 10) : '–');
const ms = (value: unknown): string => (typeof value === 'number' ? duration(value) : '–');

/** Names between asterisks as emphasis. */
const emphasised = (text: string): readonly (Html | string)[] =>
  text.split(/\*([^*]+)\*/).map((part, i) => (i % 2 === 1 ? h`<em>${part}</em>` : part));

const compared = ({ document, comparison: it }: { readonly document: DocumentInfo; readonly comparison: Comparison }): Html => {
  const { exceptionRate: rate } = it;
  return h`<section><h2>Where cases leave “${document.name}”</h2>
<p>${number(it.conformingCases)} of ${number(it.cases)} cases follow the document. ${percent(rate.value)} leave it (95 % interval ${percent(rate.low)} to ${percent(rate.high)}, n = ${number(rate.n)}). Fitness ${it.optimal ? '' : '≈ '}${it.fitness.toFixed(3)}.</p>
${
  it.deviations.length === 0
    ? h`<p class="none">No case leaves the document.</p>`
    : h`<table><thead><tr><th>Deviation</th><th class="number">Cases</th><th class="number">Share of cases</th><th class="number">Median time with it</th><th class="number">without</th><th>A practice since</th></tr></thead><tbody>${it.deviations
        .slice(0, 2 * TOP)
        .map(
          (deviation) =>
            h`<tr><td><i class="${deviation.kind}"></i>${emphasised(deviation.text)}</td><td class="number">${number(deviation.cases)}</td><td class="number bar"><span style="width:${(100 * deviation.share.value).toFixed(1)}%"></span><b>${percent(deviation.share.value)}</b></td><td class="number">${ms(deviation.medianMs)}</td><td class="number">${ms(deviation.otherMedianMs)}</td><td>${deviation.since ?? '–'}</td></tr>`,
        )}</tbody></table>`
}
${it.months.length > 1 ? h`<h3>Share of cases that leave it, by month of completion</h3>${bars(it.months.map(exceptionsIn))}` : ''}
${
  it.onlyInLog.length > 0
    ? h`<p>Not in the document: ${it.onlyInLog.map(({ activity, cases }) => `${activity} (${number(cases)} cases)`).join(', ')}.</p>`
    : ''
}
${it.onlyInDocument.length > 0 ? h`<p>Not in the log: ${it.onlyInDocument.join(', ')}.</p>` : ''}</section>`;
};

/** Below this many cases a share says nothing. */
const FEW = 30;

const exceptionsIn = ({ month, cases, exceptions }: Comparison['months'][number]): Bar =>
  cases < FEW
    ? { label: month, value: 0, text: `too few cases (${number(cases)})` }
    : { label: month, value: exceptions / cases, text: `${percent(exceptions / cases)} of ${number(cases)} cases` };

/** A page about a log, whole in itself: no script, no font, no picture from elsewhere. */
export const html = (gathered: Gathered, against?: { readonly document: DocumentInfo; readonly comparison: Comparison }): string => {
  const { log, filter, overview, throughput, answers } = gathered;
  const it = overview.rows[0];
  const count = (name: string): string => number(Number(it[name]));
  const months = throughput.rows.map((row) => ({
    label: day(row.period).slice(0, 7),
    value: Number(row.completed),
    text: `${number(Number(row.completed))} completed, median ${ms(row.medianMs)}`,
  }));
  return page(
    log.name,
    h`<header><h1>${log.name}</h1><p>${day(it.firstEvent)} to ${day(it.lastEvent)} · from ${log.source}${
      filter.length > 0 ? h` · filtered: <code>${JSON.stringify(filter)}</code>` : ''
    }</p></header>
<div class="cards">
${card('Cases', count('cases'), `${count('events')} events, ${count('activities')} activities, ${count('variants')} variants`)}
${card('Median throughput time', ms(it.medianThroughputMs), `nine of ten within ${ms(it.p90ThroughputMs)}; n = ${count('cases')}`)}
${
  against
    ? card(
        'Leave the document',
        percent(against.comparison.exceptionRate.value),
        `${percent(against.comparison.exceptionRate.low)} to ${percent(against.comparison.exceptionRate.high)}; n = ${number(against.comparison.cases)}`,
      )
    : card('Variants for 80 % of cases', count('variantsFor80'), `of ${count('variants')}`)
}
${card('Cases with rework', cell(it.reworkShare, { unit: 'share', type: 'number' }), `${count('reworkCases')} of ${count('cases')}`)}
</div>
${against ? compared(against) : ''}
${months.length > 1 ? h`<section><h2>Cases completed by month</h2>${bars(months)}</section>` : ''}
${sections.map((section) => h`<section><h2>${section.title}</h2><p>${questionById(section.question).description}</p>${tableOf(answers[section.question], section)}</section>`)}
<footer>Desire Path ${version} · ${overview.made.at} · log ${log.id} · ${number(log.quality.leftOut)} of ${number(log.quality.sourceRows)} source rows left out. Times are durations of 24-hour days; instants are UTC.</footer>`,
  );
};
