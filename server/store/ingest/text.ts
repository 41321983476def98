/** A text as a literal of SQL: for the places where DuckDB takes no parameter (options of `read_csv`, formats, `create table as`). */
export const literal = (text: string): string => `'${text.replaceAll("'", "''").replaceAll('\0', "' || chr(0) || '")}'`;

/** A name as an identifier of SQL. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A whole number as people read it: 1,234,567. */
export const count = (value: number): string => value.toLocaleString('en-US');

/** `1 row`, `2 rows`. */
export const counted = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/** A value shown in a message: short, on one line. */
export const shown = (value: string): string => {
  const signs = [...value.slice(0, 200).replaceAll(/[\s\p{Cc}]+/gu, ' ')];
  return `"${signs.length > 60 ? `${signs.slice(0, 60).join('')}…` : signs.join('')}"`;
};
