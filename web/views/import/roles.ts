import { type Mapping, mapping as schema } from '../../../analysis/schema/index.ts';

export type Role = 'case' | 'activity' | 'end' | 'start' | 'resource' | 'team' | 'transition' | 'instance';

const needed: readonly Role[] = ['case', 'activity', 'end'];
const order: readonly Role[] = ['case', 'activity', 'end', 'start', 'resource', 'team', 'transition', 'instance'];

/** The roles a column can play, in the schema's own words. */
export const roles: readonly { readonly role: Role; readonly title: string; readonly description: string; readonly needed: boolean }[] =
  order.map((role) => {
    const { title = role, description = '' } = schema.shape[role].meta() ?? {};
    return { role, title, description, needed: needed.includes(role) };
  });

/** What a column is used for, in a word; null if it is left behind. */
export const roleOf = (mapping: Mapping, column: string): string | null =>
  roles.find(({ role }) => mapping[role] === column)?.title ?? (mapping.attributes.some((it) => it.column === column) ? 'kept' : null);
