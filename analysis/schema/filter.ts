import { z } from 'zod';

const keep = z.boolean().default(true).meta({
  title: 'Keep',
  description: 'true keeps the matching cases, false leaves them out.',
});
const activity = z.string().min(1);

/** One condition on whole cases. */
export const condition = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('time'),
    keep,
    /** ISO 8601 instants; the window is [from, to). */
    from: z.iso.datetime({ offset: true }).nullable().default(null),
    to: z.iso.datetime({ offset: true }).nullable().default(null),
    /** Which cases are in the window: wholly inside, touching it, started in it, ended in it. */
    mode: z.enum(['contained', 'touching', 'started', 'ended']).default('touching'),
  }),
  z.strictObject({
    kind: z.literal('activity'),
    keep,
    activities: z.array(activity).min(1),
    mode: z.enum(['any', 'all']).default('any'),
  }),
  z.strictObject({
    kind: z.literal('starts'),
    keep,
    activities: z.array(activity).min(1),
  }),
  z.strictObject({
    kind: z.literal('ends'),
    keep,
    activities: z.array(activity).min(1),
  }),
  z.strictObject({
    kind: z.literal('variant'),
    keep,
    variants: z.array(z.int().min(0)).min(1),
  }),
  z.strictObject({
    kind: z.literal('case'),
    keep,
    cases: z.array(z.string()).min(1),
  }),
  /** `column` is an attribute's column, or resource or team; a case matches when any of its events does. null matches a missing value. */
  z.strictObject({
    kind: z.literal('attribute'),
    keep,
    column: z.string(),
    values: z.array(z.string().nullable()).min(1),
  }),
  /** First event to last, in milliseconds, both ends included. */
  z.strictObject({
    kind: z.literal('duration'),
    keep,
    minMs: z.number().min(0).nullable().default(null),
    maxMs: z.number().min(0).nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal('follows'),
    keep,
    from: activity,
    to: activity,
    directly: z.boolean().default(true),
  }),
  z.strictObject({
    kind: z.literal('handoff'),
    keep,
    from: z.string(),
    to: z.string(),
  }),
  z.strictObject({
    kind: z.literal('rework'),
    keep,
    activity: activity.nullable().default(null),
  }),
]);
export type Condition = z.output<typeof condition>;

/** Conditions that must all hold. Empty: the whole log. */
export const filter = z.array(condition).default([]);
export type Filter = z.output<typeof filter>;
