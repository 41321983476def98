import { z } from 'zod';
import { name, type Sql, sql } from '../../sql.ts';
import { gap } from './steps.ts';

/** Whose work is handed over, and whether staying in the same hands counts. */
export const handoffParams = {
  by: z.enum(['team', 'resource']).default('team').meta({ title: 'Between', description: 'Teams, or single people and systems.' }),
  includeSelf: z.boolean().default(false).meta({ title: 'With itself', description: 'Also count work that stays where it is.' }),
};

/** Steps with both sides known: (case_no, pos, activity, next_activity, "from", "to", us). */
export const handed = (by: 'team' | 'resource', includeSelf: boolean): Sql => {
  const [from, to] = [name(by), name(`next_${by}`)];
  return sql`(
    select case_no, pos, activity, next_activity, ${from} AS "from", ${to} AS "to", ${gap} AS us
    from event
    where ${from} is not null and ${to} is not null${includeSelf ? sql`` : sql` and ${from} <> ${to}`})`;
};
