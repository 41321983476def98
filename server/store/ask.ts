import { z } from 'zod';
import { Fault } from '../../analysis/fault.ts';
import { type Question, questionById, questions } from '../../analysis/questions/index.ts';
import type { Made } from '../../analysis/schema/index.ts';
import type { QuestionInfo } from '../api.ts';
import { toArrow } from './arrow.ts';
import { rowsOf } from './rows.ts';
import type { Read, Scopes } from './scope.ts';
import type { Answer, AskOptions, Column } from './store.ts';

const columnsOf = (question: Question): readonly Column[] =>
  Object.entries(question.row.shape).map(([name, schema]) => {
    const { title = name, unit } = z.globalRegistry.get(schema as z.ZodType) ?? {};
    return { name, title, unit: typeof unit === 'string' ? unit : null, type: unit === 'time' ? 'time' : typeOf(schema as z.ZodType) };
  });

const typeOf = (schema: z.ZodType): Column['type'] => {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return typeOf(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodBoolean) return 'boolean';
  if (schema instanceof z.ZodArray) return 'list';
  return 'text';
};

/** Every question, as its readers see it: columns with their units, parameters as JSON Schema. */
export const questionInfos: QuestionInfo[] = questions.map((question) => ({
  id: question.id,
  title: question.title,
  description: question.description,
  columns: [...columnsOf(question)],
  params: z.toJSONSchema(question.params, { io: 'input' }),
}));

const paramsOf = (question: Question, given: unknown): Record<string, unknown> => {
  const { data, error } = question.params.safeParse(given ?? {});
  if (!error) return data;
  const problems = error.issues.map(({ path, message }) => ({
    severity: 'error' as const,
    message: path.length > 0 ? `${path.join('.')}: ${message}` : message,
    place: path.length > 0 ? { element: path.join('.') } : undefined,
  }));
  throw new Fault(
    'bad-request',
    `The question "${question.id}" cannot be asked so: ${problems.map(({ message }) => message).join('; ')}.`,
    {
      problems,
    },
  );
};

interface Asked {
  readonly made: Made;
  readonly columns: readonly Column[];
  readonly read: Read;
}

const put = async (scopes: Scopes, log: string, id: string, { params: given, filter = [], signal }: AskOptions): Promise<Asked> => {
  const question = questionById(id);
  const params = paramsOf(question, given);
  const read = await scopes.read({ log, filter, signal }, (info) => question.sql(params, info));
  const made = { log, by: id, params, filter, document: null, at: new Date().toISOString() };
  return { made, columns: columnsOf(question), read };
};

/** Asks a question of a log. Throws `not-found` (log or question), `bad-request` (with every parameter that is wrong), `bad-filter`, `cancelled`, `overrun`. */
export const ask = async (scopes: Scopes, log: string, question: string, options: AskOptions = {}): Promise<Answer> => {
  const { made, columns, read } = await put(scopes, log, question, options);
  return { made, columns, rows: rowsOf(read) };
};

/** The same as an Arrow IPC stream. */
export const askArrow = async (scopes: Scopes, log: string, question: string, options: AskOptions = {}): Promise<Uint8Array> => {
  const { made, columns, read } = await put(scopes, log, question, options);
  return toArrow(read, columns, made);
};
