import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Fault } from '../../analysis/fault.ts';
import {
  type DocumentInfo,
  type Filter,
  filter as filterSchema,
  type LogInfo,
  type Mapping,
  mapping as mappingSchema,
} from '../../analysis/schema/index.ts';
import { addDocument } from '../documents.ts';
import { createJobs, finish, type Jobs, type Work } from '../jobs/index.ts';
import { openStore } from '../store/index.ts';
import type { Store } from '../store/store.ts';
import { createUploads, MAX_UPLOAD_BYTES, type Uploads } from '../uploads.ts';
import { importUpload } from '../work/import-upload.ts';
import { readUpload } from '../work/read-upload.ts';
import { createWorkflows, type Workflows } from '../workflows.ts';
import { type Invocation, json, type Option, text, Usage, type Values } from './command.ts';

/** What the modules stand on, opened for one command. */
export interface Opened {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly uploads: Uploads;
  readonly workflows: Workflows;
  readonly close: () => Promise<void>;
}

/** The folder that holds everything: DATA_DIR, or `.data` where the command was given. */
export const dataDir = (): string => resolve(process.env.DATA_DIR || '.data');

const maxUploadBytes = (): number => {
  const given = process.env.MAX_UPLOAD_BYTES;
  if (!given) return MAX_UPLOAD_BYTES;
  const bytes = Number(given);
  if (!Number.isSafeInteger(bytes) || bytes <= 0)
    throw new Usage(`MAX_UPLOAD_BYTES is "${given}"; it must be a number of bytes, such as 1073741824.`);
  return bytes;
};

/** Opens a data folder with everything that works on it; makes it if it is not there. */
export const open = async (folder: string): Promise<Opened & { readonly maxUploadBytes: number }> => {
  const limit = maxUploadBytes();
  const store = await openStore({ dataDir: folder });
  const jobs = await createJobs({ store });
  const uploads = createUploads(store.dataDir, limit);
  await uploads.sweep();
  return {
    store,
    jobs,
    uploads,
    workflows: createWorkflows(store),
    maxUploadBytes: limit,
    close: async () => {
      await jobs.close();
      await store.close();
    },
  };
};

/** Does a work to its end with progress on the terminal; Ctrl-C cancels it. */
export const complete = async (jobs: Jobs, work: Work, { terminal, signal }: Pick<Invocation, 'terminal' | 'signal'>): Promise<string> =>
  finish(jobs, await jobs.start(work), { signal, progress: ({ share, step }) => terminal.progress(share, step) });

/** Options of every command that reads a source file. */
export const mappingOptions: Readonly<Record<string, Option>> = {
  case: { type: 'string', value: 'COLUMN', help: 'the column that says which events belong together' },
  activity: { type: 'string', value: 'COLUMN', help: 'the column that says what was done' },
  end: { type: 'string', value: 'COLUMN', help: 'the column with the time it was done, or the only time' },
  start: { type: 'string', value: 'COLUMN', help: 'the column with the time it was begun; "" for none' },
  resource: { type: 'string', value: 'COLUMN', help: 'the column with who did it; "" for none' },
  team: { type: 'string', value: 'COLUMN', help: 'the column with the group it was done in; "" for none' },
  transition: { type: 'string', value: 'COLUMN', help: 'the column with start, complete, …; "" for none' },
  instance: { type: 'string', value: 'COLUMN', help: 'the column that ties a start to its complete; "" for none' },
  lifecycle: { type: 'string', value: 'pair|keep', help: 'make one instance of start and complete, or keep every event' },
  'time-format': {
    type: 'string',
    value: 'FORMAT',
    help: 'epoch-s, epoch-ms, epoch-us or a pattern such as "%d/%m/%Y %H:%M"; "" for ISO 8601',
  },
  zone: { type: 'string', value: 'ZONE', help: 'the time zone of times that state none, such as Europe/Berlin' },
};

const REQUIRED = ['case', 'activity', 'end', 'lifecycle', 'zone'];

/** The proposed mapping with what the user said otherwise. An empty text means "none" where a column may be missing. */
const corrected = (proposed: Mapping, values: Values): Mapping => {
  const said = Object.keys(mappingOptions).flatMap((name) => {
    const value = text(values, name);
    if (value === undefined) return [];
    const key = name === 'time-format' ? 'timeFormat' : name;
    return [[key, value === '' && !REQUIRED.includes(name) ? null : value] as const];
  });
  const roles = new Set(said.map(([, value]) => value));
  const result = mappingSchema.safeParse({
    ...proposed,
    ...Object.fromEntries(said),
    // A column that was given a role is no longer kept as an attribute beside it.
    attributes: proposed.attributes.filter(({ column }) => !roles.has(column)),
  });
  if (result.success) return result.data;
  throw new Usage(result.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n'));
};

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

/** Imports a file under its proposed mapping and the user's corrections. */
export const importFile = async (
  { uploads, jobs, workflows, store }: Opened,
  path: string,
  { name, workflow }: { readonly name?: string; readonly workflow: string | null },
  invocation: Invocation,
): Promise<LogInfo> => {
  if (!isFile(path)) throw new Fault('not-found', `There is no file ${path}.`);
  const upload = await complete(jobs, readUpload(uploads, await uploads.copy(path)), invocation);
  try {
    const { proposal } = await uploads.get(upload);
    const mapping = corrected(proposal.mapping, invocation.values);
    for (const question of proposal.questions) invocation.terminal.note(`Note: ${question}`);
    const work = importUpload({ uploads, workflows, upload, mapping, name: name ?? basename(path), workflow });
    return await store.catalog.get<LogInfo>('log', await complete(jobs, work, invocation));
  } finally {
    await uploads.drop(upload);
  }
};

/** Tells what an import left out or could not be sure of. */
export const noteQuality = ({ quality }: LogInfo, { terminal }: Pick<Invocation, 'terminal'>): void => {
  if (quality.leftOut > 0) terminal.note(`${quality.leftOut} of ${quality.sourceRows} rows were left out.`);
  for (const problem of quality.problems) if (problem.severity !== 'info') terminal.note(`${problem.severity}: ${problem.message}`);
};

/**
 * Runs something on the log that `--log` names: a stored one by its id, or a file, which is imported into a store in the temporary folder
 * that is gone afterwards.
 */
export const withLog = async (invocation: Invocation, run: (opened: Opened, log: LogInfo) => Promise<void>): Promise<void> => {
  const which = text(invocation.values, 'log') ?? '';
  if (isFile(which)) {
    const folder = await mkdtemp(join(tmpdir(), 'desire-path-'));
    try {
      const opened = await open(folder);
      try {
        const log = await importFile(opened, which, { workflow: null }, invocation);
        noteQuality(log, invocation);
        await run(opened, log);
      } finally {
        await opened.close();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return;
  }
  const none = new Fault('not-found', `"${which}" is neither a file nor the id of a log in ${dataDir()}.`);
  if (!existsSync(dataDir())) throw none;
  const opened = await open(dataDir());
  try {
    const log = (await opened.store.catalog.list<LogInfo>('log')).find(({ id }) => id === which);
    if (!log) throw none;
    await run(opened, log);
  } finally {
    await opened.close();
  }
};

/** Runs something on the document that `--model` names: a file, which is forgotten afterwards, or a stored one by its id. */
export const withModel = async (opened: Opened, invocation: Invocation, run: (document: DocumentInfo) => Promise<void>): Promise<void> => {
  const which = text(invocation.values, 'model') ?? '';
  const { catalog } = opened.store;
  if (!isFile(which)) {
    const stored = (await catalog.list<DocumentInfo>('document')).find(({ id }) => id === which);
    if (!stored) throw new Fault('not-found', `"${which}" is neither a file nor the id of a document beside that log.`);
    return run(stored);
  }
  const document = await addDocument(opened, {
    bytes: await readFile(which),
    name: basename(which),
    workflow: null,
    signal: invocation.signal,
  });
  try {
    for (const problem of document.problems) invocation.terminal.note(`${problem.severity}: ${problem.message}`);
    await run(document);
  } finally {
    await opened.workflows.dropDocument(document.id);
  }
};

/** Writes what `--out` names, and says so. A place that cannot be written is a `Fault` ("refused"). */
export const writeOut = async (path: string, content: string, { terminal }: Pick<Invocation, 'terminal'>): Promise<void> => {
  try {
    await writeFile(path, content);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? WHY_NOT[String(error.code)] : undefined;
    throw new Fault('refused', `${path} cannot be written${why ? `: ${why}` : ''}.`, { cause: error });
  }
  terminal.note(`Written to ${path}.`);
};

const WHY_NOT: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not',
  EROFS: 'its disk is read-only',
  ENOSPC: 'its disk is full',
};

/** The filter that `--filter` gives as JSON. */
export const filterOf = (values: Values): Filter => {
  const result = filterSchema.safeParse(json(values, 'filter'));
  if (result.success) return result.data;
  throw new Fault('bad-filter', 'The filter is not understood.', {
    problems: result.error.issues.map(({ path, message }) => ({
      severity: 'error',
      message,
      place: { element: ['filter', ...path].join('.') },
    })),
  });
};

export const logOption: Option = { type: 'string', value: 'L', help: 'the id of a stored log, or a file', required: true };
export const filterOption: Option = { type: 'string', value: 'JSON', help: 'a list of conditions on cases, as the service takes it' };
export const jsonOption: Option = { type: 'boolean', help: 'print one JSON document and nothing else' };
