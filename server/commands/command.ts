import type { parseArgs } from 'node:util';

export type Values = Readonly<Record<string, string | boolean | undefined>>;

/** Where a command writes. What it was asked for goes to `out`, everything else to `note`. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly note: (text: string) => void;
  /** How far something is: one line that is overwritten, on a terminal only. */
  readonly progress: (share: number | null, step: string) => void;
}

export interface Option {
  readonly type: 'string' | 'boolean';
  /** What stands for its value in the help. */
  readonly value?: string;
  readonly help: string;
  readonly required?: boolean;
}

export interface Invocation {
  readonly positionals: readonly string[];
  readonly values: Values;
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** What one word of the command line takes and does. */
export interface Command {
  /** More for its help than its options say. */
  readonly more?: string;
  /** Names of its arguments, all of them required. */
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  readonly run: (invocation: Invocation) => Promise<void>;
}

/** The command line itself is wrong: exit code 2, with a way to the help. */
export class Usage extends Error {}

/** What `parseArgs` wants to know of our options. */
export const parsable = (options: Command['options']): NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']> =>
  Object.fromEntries([
    ...Object.entries(options).map(([name, { type }]) => [name, { type }] as const),
    ['help', { type: 'boolean', short: 'h' }],
  ]);

export const text = (values: Values, name: string): string | undefined => {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
};

/** An option that holds JSON. */
export const json = (values: Values, name: string): unknown => {
  const value = text(values, name);
  if (value === undefined) return undefined;
  try {
    return JSON.parse(value);
  } catch (error) {
    throw new Usage(
      `--${name} is not JSON: ${error instanceof Error ? error.message : error}. Quote it for the shell: --${name} '{"…": …}'.`,
    );
  }
};
