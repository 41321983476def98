import type { Workflow } from '../../analysis/schema/index.ts';
import { type Command, text } from './command.ts';
import { dataDir, importFile, jsonOption, mappingOptions, noteQuality, open } from './ground.ts';

/** `desire-path import FILE`: a log in the data folder, for the service and for later commands. */
export const importCommand: Command = {
  positionals: ['FILE'],
  options: {
    workflow: { type: 'string', value: 'NAME', help: 'the workflow it belongs to, by name or id; made if there is none' },
    name: { type: 'string', value: 'NAME', help: 'what to call the log; the file’s name if absent' },
    ...mappingOptions,
    json: jsonOption,
  },
  run: async (invocation) => {
    const { positionals, values, terminal } = invocation;
    const opened = await open(dataDir());
    try {
      const { store, workflows } = opened;
      const wanted = text(values, 'workflow');
      const known = wanted && (await store.catalog.list<Workflow>('workflow')).find(({ id, name }) => id === wanted || name === wanted);
      const made = wanted && !known ? await workflows.create(wanted, null) : null;
      try {
        const workflow = (known || made)?.id ?? null;
        const log = await importFile(opened, positionals[0], { name: text(values, 'name'), workflow }, invocation);
        noteQuality(log, invocation);
        terminal.out(
          values.json
            ? JSON.stringify(log)
            : `Log ${log.id}: ${log.cases} cases, ${log.events} events, ${log.activities} activities, ${log.variants} variants.`,
        );
      } catch (error) {
        // A workflow that was made for this log alone does not stay without it.
        if (made) await store.catalog.remove('workflow', made.id);
        throw error;
      }
    } finally {
      await opened.close();
    }
  },
};
