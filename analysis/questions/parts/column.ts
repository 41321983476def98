import { z } from 'zod';

const described =
  <S extends z.ZodType>(schema: S, unit?: string) =>
  (title: string, description: string): S =>
    schema.meta(unit ? { title, description, unit } : { title, description });

/** The kinds of columns that answers are made of: each takes its title and what it means in words. Maybe… may be null. */
export const text = described(z.string());
export const maybeText = described(z.string().nullable());
export const texts = described(z.array(z.string()));
export const flag = described(z.boolean());
export const number = described(z.number());
export const count = described(z.number(), 'count');
export const cases = described(z.number(), 'cases');
/** 0–1; null where there is nothing to be a share of. */
export const share = described(z.number().nullable(), 'share');
/** A duration in milliseconds; null where it is unknown. */
export const ms = described(z.number().nullable(), 'ms');
/** An instant, ISO 8601 in UTC. */
export const time = described(z.string().nullable(), 'time');
