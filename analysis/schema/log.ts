import { z } from 'zod';

/** The most columns that can be kept as attributes: each costs memory and time with every statement about the log. */
export const MOST_ATTRIBUTES = 1000;

/** How a source's columns become an event log. Confirmed or corrected by the user; stored with the log. */
export const mapping = z.strictObject({
  case: z.string().meta({
    title: 'Case',
    description: 'The column that says which events belong together.',
  }),
  activity: z.string().meta({
    title: 'Activity',
    description: 'The column that says what was done.',
  }),
  end: z.string().meta({
    title: 'End time',
    description: 'When it was done, or the only time there is.',
  }),
  start: z.string().nullable().default(null).meta({ title: 'Start time', description: 'When work on it began.' }),
  resource: z.string().nullable().default(null).meta({ title: 'Resource', description: 'Who did it.' }),
  team: z.string().nullable().default(null).meta({
    title: 'Team',
    description: 'The group, queue or role it was done in.',
  }),
  transition: z.string().nullable().default(null).meta({
    title: 'Lifecycle transition',
    description: 'The column with start, complete, …',
  }),
  instance: z.string().nullable().default(null).meta({
    title: 'Instance id',
    description: 'The column that ties a start to its complete.',
  }),
  lifecycle: z.enum(['pair', 'keep']).default('keep').meta({
    title: 'Start and complete',
    description: 'pair: one instance from both; keep: every event is an instance of its own.',
  }),
  timeFormat: z.string().nullable().default(null).meta({
    title: 'Time format',
    description: 'null: ISO 8601; "epoch-s", "epoch-ms", "epoch-us"; or a pattern such as %d/%m/%Y %H:%M.',
  }),
  zone: z.string().default('UTC').meta({
    title: 'Time zone',
    description: 'The zone of times that state none, by its IANA name.',
  }),
  attributes: z
    .array(z.strictObject({ column: z.string(), of: z.enum(['case', 'event']) }))
    .max(MOST_ATTRIBUTES, `At most ${MOST_ATTRIBUTES} columns can be kept as attributes. Leave out those that nobody will ask for.`)
    .default([])
    .meta({
      title: 'Kept attributes',
      description: 'Columns kept as they are: one value a case, or one an event.',
    }),
});
export type Mapping = z.output<typeof mapping>;

export const place = z.object({
  row: z.number().optional(),
  column: z.string().optional(),
  line: z.number().optional(),
  element: z.string().optional(),
});

export const problem = z.object({
  message: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  place: place.optional(),
  count: z.number().optional(),
  rows: z.array(z.number()).readonly().optional(),
  hint: z.string().optional(),
});

/** What an import found, kept and left out. `sourceRows = events + leftOut`. */
export const quality = z.object({
  sourceRows: z.number().meta({ title: 'Rows in the source' }),
  events: z.number().meta({ title: 'Events kept' }),
  leftOut: z.number().meta({ title: 'Rows left out' }),
  instances: z.number().meta({ title: 'Activity instances after pairing' }),
  unpaired: z.number().meta({ title: 'Starts or completes without a partner' }),
  casesWithTies: z.number().meta({ title: 'Cases in which several instances share a time' }),
  cases: z.number().meta({ title: 'Cases' }),
  problems: z.array(problem),
});
export type Quality = z.output<typeof quality>;

/** A kept attribute: `column` is its name in the table `event` or `trace`, `name` the one its source gave. */
export const attribute = z.object({
  column: z.string(),
  name: z.string(),
  of: z.enum(['case', 'event']),
  type: z.enum(['text', 'number', 'boolean', 'time']),
});
export type Attribute = z.output<typeof attribute>;

/** A stored log, as the catalogue knows it. Times are ISO 8601 in UTC. */
export const logInfo = z.object({
  id: z.string(),
  name: z.string(),
  workflow: z.string().nullable(),
  source: z.string().meta({ title: 'File it came from' }),
  format: z.string(),
  created: z.string(),
  events: z.number(),
  instances: z.number(),
  cases: z.number(),
  variants: z.number(),
  activities: z.number(),
  resources: z.number(),
  teams: z.number(),
  firstEvent: z.string().nullable(),
  lastEvent: z.string().nullable(),
  hasStarts: z.boolean().meta({
    title: 'Has start times, so that work and waiting can be told apart',
  }),
  attributes: z.array(attribute),
  mapping,
  quality,
});
export type LogInfo = z.output<typeof logInfo>;
