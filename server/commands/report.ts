import { gather, html } from '../report.ts';
import { getComparison } from '../reports.ts';
import { compareLog } from '../work/compare-log.ts';
import { type Command, text } from './command.ts';
import { modelOption } from './compare.ts';
import { complete, filterOf, filterOption, jsonOption, logOption, mappingOptions, withLog, withModel, writeOut } from './ground.ts';

/** `desire-path report --log L [--model M] --out FILE.html`: what matters about a log, on one page that needs no network. */
export const report: Command = {
  positionals: [],
  options: {
    log: logOption,
    model: modelOption,
    out: { type: 'string', value: 'FILE.html', help: 'where to write it', required: true },
    filter: filterOption,
    ...mappingOptions,
    json: jsonOption,
  },
  run: async (invocation) => {
    const { values, terminal } = invocation;
    const out = text(values, 'out') as string;
    const filter = filterOf(values);
    await withLog(invocation, async (opened, log) => {
      const { store, jobs } = opened;
      const asked = await gather(store, log, filter, invocation.signal);
      const write = async (page: string): Promise<void> => {
        await writeOut(out, page, invocation);
        if (values.json) terminal.out(JSON.stringify(asked));
      };
      if (text(values, 'model') === undefined) return write(html(asked));
      await withModel(opened, invocation, async (document) => {
        const id = await complete(jobs, await compareLog(store, { log: log.id, document: document.id, filter }), invocation);
        await write(html(asked, { document, comparison: await getComparison(store.catalog, id) }));
      });
    });
  },
};
