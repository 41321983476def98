import { parseArgs } from 'node:util';
import { Fault } from '../analysis/fault.ts';
import { ask } from './commands/ask.ts';
import { type Command, parsable, type Terminal, Usage } from './commands/command.ts';
import { compare } from './commands/compare.ts';
import { discover } from './commands/discover.ts';
import { importCommand } from './commands/import.ts';
import { report } from './commands/report.ts';
import { serve } from './commands/serve.ts';
import { version } from './version.ts';

const commands: readonly Command[] = [serve, importCommand, ask, discover, compare, report];

const usage = ({ name, positionals, options }: Command): string =>
  [
    `desire-path ${name}`,
    ...positionals,
    ...Object.entries(options).flatMap(([option, { required, value }]) => (required ? [`--${option}${value ? ` ${value}` : ''}`] : [])),
    ...(Object.values(options).some(({ required }) => !required) ? ['[options]'] : []),
  ].join(' ');

const helpOf = (command: Command): string => {
  const rows = [...Object.entries(command.options), ['help', { help: 'show this' }] as const].map(
    ([name, option]) => [`--${name}${'value' in option ? ` ${option.value}` : ''}`, option.help] as const,
  );
  const width = Math.max(...rows.map(([option]) => option.length));
  return [`${usage(command)}`, '', `  ${command.summary}`, '', ...rows.map(([option, help]) => `  ${option.padEnd(width)}  ${help}`)].join(
    '\n',
  );
};

const help = (): string => {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    `Desire Path ${version}: the workflow you documented beside the one your work follows.`,
    '',
    ...commands.map(({ name, summary }) => `  desire-path ${name.padEnd(width)}  ${summary}`),
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

const perform = async (argv: readonly string[], signal: AbortSignal): Promise<void> => {
  const [word, ...rest] = argv;
  if (word === undefined) throw new Usage(help());
  if (word === '--help' || word === '-h' || word === 'help') return terminal.out(help());
  if (word === '--version') return terminal.out(version);
  const command = commands.find(({ name }) => name === word);
  if (!command) throw new Usage(`There is no command "${word}".\n\n${help()}`);
  const parsed = read(command, rest);
  if (parsed.values.help) return terminal.out(helpOf(command));
  const missing = [
    ...command.positionals.slice(parsed.positionals.length),
    ...Object.entries(command.options).flatMap(([name, { required }]) =>
      required && parsed.values[name] === undefined ? [`--${name}`] : [],
    ),
  ];
  if (missing.length > 0) throw new Usage(`${missing.join(', ')} is missing.\n\n${helpOf(command)}`);
  const surplus = parsed.positionals.slice(command.positionals.length);
  if (surplus.length > 0) throw new Usage(`"${surplus.join(' ')}" is more than ${command.name} takes.\n\n${helpOf(command)}`);
  await command.run({ ...parsed, terminal, signal });
};

const read = (
  command: Command,
  args: string[],
): { readonly positionals: readonly string[]; readonly values: Record<string, string | boolean | undefined> } => {
  try {
    const { positionals, values } = parseArgs({ args, options: parsable(command.options), allowPositionals: true });
    return { positionals, values: values as Record<string, string | boolean | undefined> };
  } catch (error) {
    throw new Usage(`${error instanceof Error ? error.message : error}\n\n${helpOf(command)}`);
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
  process.on('SIGINT', stop).on('SIGTERM', stop);
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
