/** SQL as data: text with `?` for each value, and the values beside it. Values never become text. */
export interface Sql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

export type SqlValue = string | number | bigint | boolean | null;

const isSql = (part: unknown): part is Sql => typeof part === 'object' && part !== null && 'text' in part && 'values' in part;

/** Tagged template: nested `Sql` is spliced in, everything else becomes a parameter. */
export const sql = (strings: TemplateStringsArray, ...parts: readonly (Sql | SqlValue)[]): Sql => {
  let text = strings[0];
  const values: SqlValue[] = [];
  parts.forEach((part, i) => {
    if (isSql(part)) {
      text += part.text;
      values.push(...part.values);
    } else {
      text += '?';
      values.push(part);
    }
    text += strings[i + 1];
  });
  return { text, values };
};

/** An identifier, quoted: any name a file may bring, quotes included. */
export const name = (identifier: string): Sql => ({
  text: `"${identifier.replaceAll('"', '""')}"`,
  values: [],
});

/** Text that we wrote ourselves, spliced in as it is. Never for anything from outside. */
export const raw = (text: string): Sql => ({ text, values: [] });

/** Parts with a separator between them. */
export const join = (parts: readonly Sql[], separator = ', '): Sql => ({
  text: parts.map((part) => part.text).join(separator),
  values: parts.flatMap((part) => part.values),
});

/** A list of values as parameters: `?, ?, ?`. */
export const list = (values: readonly SqlValue[]): Sql => join(values.map((value) => sql`${value}`));
