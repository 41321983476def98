import type { Comparison, TokenReplay } from '../../analysis/schema/index.ts';
import { number, percent } from '../format.ts';
import { getComparison } from '../reports.ts';
import type { Column } from '../store/store.ts';
import { compareLog, comparisonWithVariants } from '../work/compare-log.ts';
import type { Command, Option } from './command.ts';
import { complete, filterOf, filterOption, jsonOption, logOption, mappingOptions, withLog, withModel } from './ground.ts';
import { table } from './table.ts';

export const modelOption: Option = { type: 'string', value: 'M', help: 'a BPMN or PNML file, or the id of a stored document' };

const column = (name: string, title: string, type: Column['type'] = 'text', unit: string | null = null): Column => ({
  name,
  title,
  type,
  unit,
});

const replayed = ({ fitness, approximate, missing, consumed, remaining, produced }: TokenReplay): string =>
  `Token replay ${approximate ? '≈ ' : ''}${fitness.toFixed(4)}: ${number(missing)} of ${number(consumed)} tokens missing, ${number(remaining)} of ${number(produced)} remaining.`;

const inWords = ({ perVariant, ...it }: Comparison): string => {
  const lines = [
    `${number(it.cases)} cases in ${number(it.variants)} variants; ${number(it.conformingCases)} follow the document, ${percent(it.exceptionRate.value)} leave it (95 %: ${percent(it.exceptionRate.low)} to ${percent(it.exceptionRate.high)}).`,
    `Fitness ${it.fitness.toFixed(4)}, a case on average ${it.meanTraceFitness.toFixed(4)}; total cost ${it.optimal ? number(it.totalCost) : `between ${number(it.bounds.lower)} and ${number(it.bounds.upper)}`}.`,
    ...(it.tokenReplay ? [replayed(it.tokenReplay)] : []),
    '',
    ...it.deviations.map(({ text }, i) => `${String(i + 1).padStart(3)}. ${text}`),
    ...it.onlyInLog.map(({ activity, cases }) => `     Not in the document: ${activity} (${number(cases)} cases)`),
    ...it.onlyInDocument.map((activity) => `     Not in the log: ${activity}`),
  ];
  if (perVariant)
    lines.push(
      '',
      table({
        columns: [
          column('cases', 'Cases', 'number'),
          column('cost', 'Cost', 'number'),
          column('fitness', 'Fitness', 'number'),
          column('activities', 'Activities', 'list'),
        ],
        rows: perVariant,
      }),
    );
  return lines.join('\n').trimEnd();
};

/** `desire-path compare --log L --model M`: the documented workflow against what a log shows. */
export const compare: Command = {
  positionals: [],
  options: {
    log: logOption,
    model: { ...modelOption, required: true },
    variants: { type: 'boolean', help: 'with the alignment of every variant' },
    filter: filterOption,
    ...mappingOptions,
    json: jsonOption,
  },
  run: async (invocation) => {
    const { values, terminal, signal } = invocation;
    const filter = filterOf(values);
    await withLog(invocation, (opened, log) =>
      withModel(opened, invocation, async (document) => {
        const { store, jobs } = opened;
        const id = await complete(jobs, await compareLog(store, { log: log.id, document: document.id, filter }), invocation);
        const comparison = values.variants
          ? await comparisonWithVariants({ store, threads: jobs.threads, signal }, id)
          : await getComparison(store.catalog, id);
        terminal.out(values.json ? JSON.stringify(comparison) : inWords(comparison));
      }),
    );
  },
};
