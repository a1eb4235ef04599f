/** What the monitor finds, as the desk answers it. The whole of it: /api/openapi.json. */

import type { Card, Counted, Place, Range, Span } from './types';

export interface Days {
  from: string;
  to: string;
}
export interface Words {
  report: string;
  outlet: string;
  title: string;
  day: string | null;
  span: Span;
  quote: string;
}
export interface Outline {
  id: string;
  name: string;
  parties: string[];
  area: string[];
  country: string | null;
  begins: Days | null;
  ends: Days | null;
  stage: string;
  stage_day: string | null;
  in_force: boolean;
  reports: number;
  terms: number | null;
  violations: number;
  last: { violation: string; day: string; days: number | null } | null;
}
export interface Provision {
  id: string;
  kind: string;
  owed_by: string[];
  owed_to: string[];
  area: string[];
  from?: string;
  until?: string;
  text: string;
  source: string | null;
}
export interface Terms {
  name: string;
  names: string[];
  class: string | null;
  purpose: string | null;
  written: boolean | null;
  parties: string[];
  guarantors: string[];
  mediators: string[];
  excluded: string[];
  area: string[];
  declared?: string;
  effective?: string;
  end?: string;
  source: string | null;
  provision: Provision[];
}
export interface Stage {
  day: string | null;
  stage: string;
  reports: number;
  words: Words[];
}
export interface Kept {
  provision: Provision;
  about: string;
  due: string;
  done: number;
  undone: number;
  disputed: boolean;
  violations: number;
  entries: { day: string | null; done: boolean; by: string; what: string; words: Words | null }[];
  left_off: number;
}
export interface OneDay {
  day: string;
  violations: number;
  reports: number;
}
export interface Agreement extends Outline {
  names: { name: string; reports: number }[];
  according: string[];
  excluded: string[];
  hours: number | null;
  written: { agreement: Terms; text: string | null; seq: number; who: string; at: string } | null;
  stages: Stage[];
  lines: Kept[];
  days: OneDay[];
}
export interface LinkedReport {
  report: string;
  words: Words[];
  reasons: { why: string; weight: number }[];
}
export interface Checked {
  id: string | null;
  agreement: Terms | null;
  replaces: boolean;
  wrong: { line: number | null; why: string } | null;
}
export interface Axis {
  is: string;
  by: string;
  since: string | null;
}
export interface Standing {
  occurrence: Axis;
  attribution: Axis;
  breach: Axis;
  finding: string | null;
}
export interface Often extends Range {
  span: Span;
  within: Days | null;
  total: boolean;
  shares: [string, number][];
}
export interface Short {
  id: string;
  agreement: { id: string; name: string } | null;
  kind: string;
  days: Days | null;
  place: Place | null;
  accused: string[];
  accusers: string[];
  reports: number;
  words: Words | null;
  answers: [string, string[]][];
  count: Often | null;
  status: Standing;
  found: boolean;
}
export interface Shared {
  agreements: Counted[];
  accused: Counted[];
  accusers: Counted[];
  areas: Counted[];
  kinds: Counted[];
  occurrence: Counted[];
  attribution: Counted[];
  breach: Counted[];
  names: Record<string, string>;
}
export interface Violations {
  violations: Short[];
  total: number;
  shared: Shared;
  next: string | null;
}
export interface Finding {
  seq: number;
  who: string;
  at: string;
  reason: string;
  occurrence: string | null;
  attribution: string | null;
  breach: string | null;
  finding: string | null;
}
export interface Violation extends Short {
  alleged_by: { by: string; narrated: boolean; rule: string; why: string; words: Words | null }[];
  answered_by: { by: string; says: string; words: Words | null }[];
  terms: { provision: string | null; kind: string; why: string; text: string | null; owed_by: string[] }[];
  incidents: Card[];
  left_off: number;
  singly: Short[];
  findings: Finding[];
  before: string | null;
  after: string | null;
}
export interface Talk {
  id: string;
  sort: 'talks' | 'proposal';
  first: string | null;
  last: string | null;
  with: { name: string; possibly: boolean }[];
  planned: boolean;
  places: string[];
  when: Days[];
  author: string | null;
  backed_by: string[];
  rejected_by: string[];
  told: number;
  words: Words | null;
}
export interface WholeTalk extends Talk {
  sources: { by: string | null; words: Words | null }[];
  beside: Talk[];
}
export type Run = { text: string } | { strong: string } | { quote: string } | { note: number } | 'break';
export type Block =
  | { paragraph: Run[] }
  | { small: Run[] }
  | { list: Run[][] }
  | { headlines: { figure: string; label: string; by: Run[] }[] }
  | { table: { caption: string; head: string[]; rows: Run[][][] } }
  | { drawing: { caption: string; alt: string; svg: string } };
export interface Brief {
  days: Days;
  page: {
    title: string;
    subtitle: string[];
    sections: { id: string; heading: string; blocks: Block[] }[];
    notes: { source: string; quote: string; span: Span; url: string | null; report: string | null }[];
  };
}

/** The filters of the list of alleged violations that an address may have. */
export const FILTERS = [
  'agreement',
  'accused',
  'accuser',
  'area',
  'from',
  'to',
  'kind',
  'occurrence',
  'attribution',
  'breach',
  'answered',
  'found',
  'count',
] as const;

/** Those of an address, as a question, with more. */
export function question(query: URLSearchParams, names: readonly string[], more: Record<string, string> = {}): string {
  const asked = new URLSearchParams();
  for (const name of names) {
    const value = query.get(name);
    if (value) asked.set(name, value);
  }
  for (const [name, value] of Object.entries(more)) if (value) asked.set(name, value);
  const text = asked.toString();
  return text ? `?${text}` : '';
}
