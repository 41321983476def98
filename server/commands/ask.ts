import { questionById, questions } from '../../analysis/questions/index.ts';
import { csv } from '../routes/csv.ts';
import { type Command, json } from './command.ts';
import { filterOf, filterOption, jsonOption, logOption, mappingOptions, withLog } from './ground.ts';
import { table } from './table.ts';

/** `desire-path ask QUESTION --log L`: one answer, as a table, JSON or CSV. */
export const ask: Command = {
  more: `QUESTION is one of\n${questions.map(({ id, description }) => `  ${id.padEnd(18)}${description}`).join('\n')}`,
  positionals: ['QUESTION'],
  options: {
    log: logOption,
    params: { type: 'string', value: 'JSON', help: 'the question’s parameters' },
    filter: filterOption,
    ...mappingOptions,
    csv: { type: 'boolean', help: 'print CSV' },
    json: jsonOption,
  },
  run: async (invocation) => {
    const { positionals, values, terminal, signal } = invocation;
    // Everything that can be wrong with the question is said before a long import begins.
    const { id } = questionById(positionals[0]);
    const options = { params: json(values, 'params'), filter: filterOf(values), signal };
    await withLog(invocation, async ({ store }, log) => {
      const answer = await store.ask(log.id, id, options);
      terminal.out(values.json ? JSON.stringify(answer) : values.csv ? csv(answer).trimEnd() : table(answer).trimEnd());
    });
  },
};
