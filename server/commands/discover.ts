import { extname } from 'node:path';
import { algorithms } from '../../analysis/discovery/index.ts';
import type { Discovery } from '../api.ts';
import { getDiscovery } from '../reports.ts';
import { algorithmById } from '../work/algorithm.ts';
import { discoverModel } from '../work/discover-model.ts';
import { type Command, json, text, Usage } from './command.ts';
import { complete, filterOf, filterOption, jsonOption, logOption, mappingOptions, withLog, writeOut } from './ground.ts';

const forms: Readonly<Record<string, (found: Discovery) => string | null>> = {
  '.bpmn': ({ bpmn }) => bpmn,
  '.pnml': ({ pnml }) => pnml,
  '.json': (found) => JSON.stringify(found),
};

/** `desire-path discover --log L`: a model of what a log does. */
export const discover: Command = {
  positionals: [],
  options: {
    log: logOption,
    by: { type: 'string', value: 'ALGORITHM', help: `${algorithms.map(({ id }) => id).join(', ')}; the first if absent` },
    params: { type: 'string', value: 'JSON', help: 'the algorithm’s parameters' },
    filter: filterOption,
    out: { type: 'string', value: 'FILE', help: 'where to write the model; the ending says how: .bpmn, .pnml or .json' },
    ...mappingOptions,
    json: jsonOption,
  },
  run: async (invocation) => {
    const { values, terminal } = invocation;
    const { id: algorithm } = algorithmById(text(values, 'by') ?? algorithms[0].id);
    const out = text(values, 'out');
    const form = out === undefined ? undefined : forms[extname(out).toLowerCase()];
    if (out !== undefined && !form) throw new Usage(`--out ${out}: the ending must be one of ${Object.keys(forms).join(', ')}.`);
    const params = json(values, 'params');
    const filter = filterOf(values);
    await withLog(invocation, async ({ store, jobs }, log) => {
      const id = await complete(jobs, await discoverModel(store, { log: log.id, algorithm, params, filter }), invocation);
      const found = await getDiscovery(store.catalog, id);
      if (out !== undefined && form) {
        const content = form(found);
        if (content === null) throw new Usage(`${algorithm} gives no ${extname(out)}; choose another ending.`);
        await writeOut(out, content, invocation);
      }
      if (values.json) terminal.out(JSON.stringify(found));
      else if (out === undefined) terminal.out(found.bpmn ?? found.pnml);
      for (const { severity, message } of found.soundness.problems) terminal.note(`${severity}: ${message}`);
    });
  },
};
