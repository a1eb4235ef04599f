/** The words of the interface, from message files; numbers and days as the language writes them. */

import ar from '../messages/ar.json';
import en from '../messages/en.json';

type Message = string | Partial<Record<Intl.LDMLPluralRule, string>>;
type Messages = Record<string, Message>;
export type Key = keyof typeof en;

const languages: Record<string, Messages> = { en, ar };
const KEY = 'truceline.language';

class Words {
  language = $state(localStorage.getItem(KEY) ?? (navigator.language.startsWith('ar') ? 'ar' : 'en'));

  get rtl(): boolean {
    return this.language === 'ar';
  }

  get locale(): string {
    // digits stay those of the reports
    return this.language === 'ar' ? 'ar-u-nu-latn' : 'en-GB';
  }

  use(language: string): void {
    this.language = language;
    localStorage.setItem(KEY, language);
  }
}

export const words = new Words();

/** What writes numbers and days, by what for and the language: to make one takes longer than to use it a hundred times. */
const makers = new Map<string, unknown>();
function made<T>(what: string, make: () => T): T {
  const key = `${what} ${words.locale}`;
  const known = makers.get(key) ?? make();
  makers.set(key, known);
  return known as T;
}

/** A message with its values put in; `n` chooses its form. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  const message: Message = languages[words.language]?.[key] ?? en[key];
  let text: string;
  if (typeof message === 'string') text = message;
  else {
    const form = made('form', () => new Intl.PluralRules(words.locale)).select(Number(values['n'] ?? 0));
    text = message[form] ?? message.other ?? '';
  }
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    return typeof value === 'number' ? number(value) : (value ?? '');
  });
}

/** The name of a value of the record, `air_strike`, in the language of the interface. */
export function named(kind: string, value: string): string {
  const key = `${kind}.${value}`;
  return key in en ? t(key as Key) : value.replaceAll('_', ' ');
}

export function number(value: number): string {
  return made('number', () => new Intl.NumberFormat(words.locale)).format(value);
}

export function day(date: string, style: 'long' | 'short' = 'long'): string {
  const parsed = new Date(date.length === 10 ? `${date}T00:00:00Z` : date);
  if (Number.isNaN(parsed.getTime())) return date;
  const month = style === 'long' ? 'short' : 'numeric';
  const options: Intl.DateTimeFormatOptions = { day: 'numeric', month, year: 'numeric', timeZone: 'UTC' };
  return made(`day ${style}`, () => new Intl.DateTimeFormat(words.locale, options)).format(parsed);
}

export function instant(at: string): string {
  const parsed = new Date(at);
  if (Number.isNaN(parsed.getTime())) return at;
  const options: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' };
  return made('instant', () => new Intl.DateTimeFormat(words.locale, options)).format(parsed);
}

/** When an incident was, in a few words. */
export function when(date: { start: string | null; end: string | null } | null): string {
  const [from, to] = [date?.start ?? date?.end, date?.end ?? date?.start];
  if (!from || !to) return t('no_day');
  return from === to ? day(from) : `${day(from)} – ${day(to)}`;
}

/** Where it was, in a few words. */
export function where(place: { name: string | null; admin: string | null; country: string | null } | null): string {
  const names = [place?.name, place?.admin, place?.country].filter((name) => name) as string[];
  const apart = names.filter((name, at) => name !== names[at - 1]);
  return apart.slice(0, 2).join(', ') || t('no_place');
}

/** A count as its sources have it: 20, 20–30, 25+, up to 10. */
export function range(range: { min: number | null; max: number | null }): string {
  const { min, max } = range;
  if (min === null && max === null) return '';
  if (max === null) return `${number(min ?? 0)}+`;
  if (min === null) return t('up_to', { max });
  return min === max ? number(min) : `${number(min)}–${number(max)}`;
}
