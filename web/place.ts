import { type Filter, filter as filterSchema } from '../analysis/schema/index.ts';

/** Where the user is. The address holds all of it, so that a copied link reopens the same view. */
export interface Place {
  readonly workflow: string | null;
  readonly view: string;
  /** The view's own parameters: text by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly filter: Filter;
}

const parseFilter = (text: string | null): Filter | null => {
  if (text === null) return [];
  try {
    const read = filterSchema.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
};

/** A part of a path as it was before it was encoded; one that is no encoding stands for itself, and will not be found. */
const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** Reads an address. A filter that cannot be read comes back empty, with `damaged`. */
export const placeOf = (url: URL): Place & { readonly damaged: boolean } => {
  const [first, second, third] = url.pathname.split('/').filter((part) => part !== '');
  const read = parseFilter(url.searchParams.get('f'));
  return {
    workflow: first === 'w' && second !== undefined ? decoded(second) : null,
    view: first === 'w' && second !== undefined ? (third ?? 'overview') : (first ?? 'workflows'),
    params: Object.fromEntries([...url.searchParams].filter(([name]) => name !== 'f')),
    filter: read ?? [],
    damaged: read === null,
  };
};

/** Writes an address. */
export const hrefOf = (place: Place): string => {
  const path =
    place.workflow === null
      ? place.view === 'workflows'
        ? '/'
        : `/${place.view}`
      : `/w/${encodeURIComponent(place.workflow)}/${place.view}`;
  const query = new URLSearchParams(place.params);
  if (place.filter.length > 0) query.set('f', JSON.stringify(place.filter));
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
};
