import type { z } from 'zod';
import type { LogInfo } from '../schema/index.ts';
import type { Sql } from '../sql.ts';

/** What a question may know of the log it is asked of: its attribute columns. */
export type AskedLog = Pick<LogInfo, 'attributes'>;

/**
 * A question is data: SQL over `event`, `trace` and `variant` (server/store/store.ts), which the store binds to one log and one filter.
 * `row` names the columns of the answer in order, each with `.meta({ title, description, unit })`: unit 'ms', 'share', 'cases', 'count', 'time' or none.
 */
export interface Question<Params extends z.ZodObject = z.ZodObject, Row extends z.ZodObject = z.ZodObject> {
  readonly id: string;
  readonly title: string;
  /** What it answers, in one sentence a newcomer understands. */
  readonly description: string;
  readonly params: Params;
  readonly row: Row;
  /** A method, so that a list of questions with different parameters has one type: callers give what `params` parsed. Throws a `Fault` where the log lacks what the parameters name. */
  sql(params: z.output<Params>, log: AskedLog): Sql;
}

/** Keeps the types of a question while it is written. */
export const question = <Params extends z.ZodObject, Row extends z.ZodObject>(it: Question<Params, Row>): Question<Params, Row> => it;
