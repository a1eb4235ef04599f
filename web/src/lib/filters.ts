/** The filters of an address, as the API takes them. */

const NAMES = [
  'words',
  'from',
  'to',
  'place',
  'within',
  'actor',
  'outlet',
  'type',
  'disputed',
  'min_killed',
  'status',
  'main',
] as const;

export function filters(query: URLSearchParams, more: Record<string, string | undefined> = {}): string {
  const asked = new URLSearchParams();
  for (const name of NAMES) {
    const value = query.get(name);
    if (value) asked.set(name, value);
  }
  for (const [name, value] of Object.entries(more)) if (value) asked.set(name, value);
  const text = asked.toString();
  return text ? `?${text}` : '';
}
