import { parseArgs } from 'node:util';
import { Fault } from '../analysis/fault.ts';
import { type Command, parsable, type Terminal, Usage, type Values } from './commands/command.ts';
import { version } from './version.ts';

/** A word of the command line. It is loaded when it is used: a question needs no web server, a mistyped word no database. */
interface Word {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

const words: readonly Word[] = [
  {
    name: 'serve',
    summary: 'serve the dashboard and the interface for programs (PORT, HOST, DATA_DIR from the environment)',
    load: async () => (await import('./commands/serve.ts')).serve,
  },
  {
    name: 'import',
    summary: 'import an event log (CSV or XES, plain or .gz) into the data folder',
    load: async () => (await import('./commands/import.ts')).importCommand,
  },
  { name: 'ask', summary: 'ask a log a question', load: async () => (await import('./commands/ask.ts')).ask },
  { name: 'discover', summary: 'discover a model from a log', load: async () => (await import('./commands/discover.ts')).discover },
  {
    name: 'compare',
    summary: 'compare a log with a documented workflow (BPMN or PNML)',
    load: async () => (await import('./commands/compare.ts')).compare,
  },
  {
    name: 'report',
    summary: 'write a page about a log, and about how it leaves a documented workflow',
    load: async () => (await import('./commands/report.ts')).report,
  },
];

const usage = (name: string, { positionals, options }: Command): string =>
  [
    `desire-path ${name}`,
    ...positionals,
    ...Object.entries(options).flatMap(([option, { required, value }]) => (required ? [`--${option}${value ? ` ${value}` : ''}`] : [])),
    ...(Object.values(options).some(({ required }) => !required) ? ['[options]'] : []),
  ].join(' ');

const helpOf = ({ name, summary }: Word, command: Command): string => {
  const rows = [...Object.entries(command.options), ['help', { help: 'show this' }] as const].map(
    ([option, it]) => [`--${option}${'value' in it ? ` ${it.value}` : ''}`, it.help] as const,
  );
  const width = Math.max(...rows.map(([option]) => option.length));
  return [
    usage(name, command),
    '',
    `  ${summary}`,
    '',
    ...rows.map(([option, help]) => `  ${option.padEnd(width)}  ${help}`),
    ...(command.more ? ['', command.more] : []),
  ].join('\n');
};

const help = (): string => {
  const width = Math.max(...words.map(({ name }) => name.length));
  return [
    `Desire Path ${version}: the workflow you documented beside the one your work follows.`,
    '',
    ...words.map(({ name, summary }) => `  desire-path ${name.padEnd(width)}  ${summary}`),
    '',
    'desire-path COMMAND --help says more. Stored logs live in DATA_DIR (.data in this folder if not set).',
  ].join('\n');
};

const terminal: Terminal = {
  out: (text) => void process.stdout.write(`${text}\n`),
  note: (text) => void process.stderr.write(`${process.stderr.isTTY ? '\r\x1b[K' : ''}${text}\n`),
  progress: (share, step) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${step}${share === null ? '' : ` ${Math.floor(100 * share)} %`}`);
  },
};

const perform = async ([first, ...args]: readonly string[], signal: AbortSignal): Promise<void> => {
  if (first === undefined) throw new Usage(help());
  if (first === '--help' || first === '-h' || first === 'help') return terminal.out(help());
  if (first === '--version') return terminal.out(version);
  const word = words.find(({ name }) => name === first);
  if (!word) throw new Usage(`There is no command "${first}".\n\n${help()}`);
  const command = await word.load();
  const wrong = (message: string): Usage => new Usage(`${message}\n\n${helpOf(word, command)}`);

  const { positionals, values } = read(command, args, wrong);
  if (values.help) return terminal.out(helpOf(word, command));
  const missing = [
    ...command.positionals.slice(positionals.length),
    ...Object.entries(command.options).flatMap(([name, { required }]) => (required && values[name] === undefined ? [`--${name}`] : [])),
  ];
  if (missing.length > 0) throw wrong(`${missing.join(', ')} is missing.`);
  const surplus = positionals.slice(command.positionals.length);
  if (surplus.length > 0) throw wrong(`"${surplus.join(' ')}" is more than ${word.name} takes.`);
  await command.run({ positionals, values, terminal, signal });
};

const read = (
  command: Command,
  args: string[],
  wrong: (message: string) => Usage,
): { readonly positionals: readonly string[]; readonly values: Values } => {
  try {
    const { positionals, values } = parseArgs({ args, options: parsable(command.options), allowPositionals: true });
    return { positionals, values: values as Values };
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
};

const explain = (error: unknown): string => {
  if (!(error instanceof Fault)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const problems = error.problems.map(({ message, place, count, rows, hint }) => {
    const where = [
      place?.row !== undefined && `row ${place.row}`,
      place?.line !== undefined && `line ${place.line}`,
      place?.column !== undefined && `column "${place.column}"`,
      place?.element !== undefined && place.element,
      rows && rows.length > 0 && `rows ${rows.join(', ')}${count !== undefined && count > rows.length ? ', …' : ''}`,
    ].filter(Boolean);
    return `  ${message}${where.length > 0 ? ` (${where.join(', ')})` : ''}${hint ? ` ${hint}` : ''}`;
  });
  return [error.message, ...problems].join('\n');
};

/** The command line. Sets the exit code: 0 only on success, 2 if the command line itself is wrong, 130 after Ctrl-C. */
export const main = async (argv: readonly string[]): Promise<void> => {
  const controller = new AbortController();
  const stop = (): void => controller.abort(new Fault('cancelled', 'Cancelled.'));
  // Once: whoever asks a second time is not made to wait.
  process.once('SIGINT', stop).once('SIGTERM', stop);
  // Whoever reads our output may have seen enough (desire-path … | head): that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    await perform(argv, controller.signal);
  } catch (error) {
    process.exitCode = error instanceof Usage ? 2 : controller.signal.aborted ? 130 : 1;
    terminal.note(error instanceof Usage ? error.message : explain(error));
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
};
