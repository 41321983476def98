import { z } from 'zod';

/** What an activity is for: the work itself, or managing the work. */
export const activityClass = z.enum(['core', 'approve', 'check', 'track', 'document', 'coordinate']);
export type ActivityClass = z.output<typeof activityClass>;

/** The thing users manage: a name, an owner, the current log and the documented workflow. */
export const workflow = z.object({
  id: z.string(),
  name: z.string(),
  owner: z.string().nullable(),
  created: z.string(),
  /** The current log and document, by id. */
  log: z.string().nullable(),
  document: z.string().nullable(),
  /** Corrections of what each activity was proposed to be for. */
  classes: z.record(z.string(), activityClass),
});
export type Workflow = z.output<typeof workflow>;
