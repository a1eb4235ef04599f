/** The record and the desk's answers, as far as the pages use them. The whole of it: /api/openapi.json. */

import type { Outline, Short } from './monitor';

export type Span = [number, number];
export interface Range {
  min: number | null;
  max: number | null;
}
export interface DateRange {
  start: string | null;
  end: string | null;
  precision?: string | null;
}
export interface Place {
  name: string | null;
  admin: string | null;
  country: string | null;
  lat: number | null;
  lon: number | null;
  precision: string | null;
}
export interface Side {
  says: string;
  by: string[];
  reports: string[];
}
export interface Dispute {
  aspect: string;
  sides: Side[];
}
export interface Blame {
  party: string;
  blamed_by: string[];
  denied_by: string[];
  admitted_by: string[];
}
export interface Decision {
  decision: string;
  reason: string;
  incident?: string;
  with?: string[];
  from?: string[];
  report?: string;
  /** The least role that a report is kept for. */
  to?: string;
  part?: string;
  words?: Span[] | Span;
  of?: Span;
  by?: Span;
  counted?: string;
  says?: string;
  party?: string | null;
  type?: string;
  reality?: string;
  main?: boolean;
  speaker?: Span[];
  speaker_name?: string | null;
  cue?: Span[];
  quote?: string;
  act?: string;
  instead?: Span;
  versions?: string[];
  field?: string;
  value?: string;
  note?: string;
  what?: string;
  name?: string;
  violation?: string;
  agreement?: string;
  text?: string;
  occurrence?: string | null;
  attribution?: string | null;
  breach?: string | null;
  finding?: string | null;
}
export interface Made extends Decision {
  seq: number;
  who: string;
  at: string;
}
/** What a statement says of an incident; the report itself where `by` is null. */
export interface Claim {
  by: string | null;
  says: string;
  party: string | null;
}
/** What a person marked in a report, and what stood there before. */
export interface Marked extends Made {
  on: string | null;
  before: unknown[] | null;
  problem: string | null;
}
export interface Card {
  id: string;
  type: string;
  reality: string;
  main: boolean;
  date: DateRange | null;
  place: Place | null;
  actors: string[];
  targets: string[];
  killed: Range;
  killed_independent: Range;
  injured: Range;
  reports: number;
  independent_reports: number;
  outlets: string[];
  independent_outlets: number;
  sides: string[];
  blame: Blame[];
  disputes: Dispute[];
  status: string;
  decisions?: Made[];
  problems?: string[];
}
export interface Count extends Range {
  who: string;
  approximate: boolean;
  spans: Span[];
  by: string | null;
}
export interface Party {
  name: string;
  by?: string | null;
}
export interface Account {
  local: string;
  main: boolean;
  type: string;
  reality: string;
  date: DateRange | null;
  place: Place | null;
  actors: Party[];
  targets: Party[];
  killed: Count[];
  injured: Count[];
  claims: Claim[];
}
export interface Told {
  version: string;
  report: string;
  name: string;
  title: string | null;
  outlet: string;
  url: string | null;
  published: string | null;
  copies: string;
  replaced?: string;
  restricted?: string;
  account: Account;
}
export interface Link {
  a: string;
  b: string;
  incident?: string;
  probability: number;
  reasons: { feature: string; weight: number; text: string }[];
}
export interface Shown extends Card {
  versions: Told[];
  links: Link[];
  possible: Link[];
  not_same?: { incident: string; entry: number }[];
}
export interface Change {
  field: string;
  before: unknown;
  after: unknown;
}
export interface Past extends Partial<Decision> {
  seq: number;
  at: string;
  who: string;
  step: 'report' | 'reading' | 'decision' | 'undo';
  report?: string;
  name?: string;
  outlet?: string;
  undone?: number;
  undo?: number;
  changes: Change[];
}
export interface Listed {
  seq: number;
  report: string;
  name: string;
  title: string | null;
  outlet: string;
  url: string | null;
  published: string | null;
  language: string | null;
  added_by: string;
  added_at: string;
  incidents: number;
  /** The least role that sees it, where it is restricted. */
  restricted?: string;
}
export interface Statement {
  id: string;
  speaker: Span[];
  speaker_name: string | null;
  cue: Span[];
  content: Span[];
  quote: string;
  act: string;
  within: string | null;
}
export interface Incident {
  id: string;
  main: boolean;
  type: string;
  triggers: Span[];
  reality: string;
  date: (DateRange & { spans: Span[] }) | null;
  place: (Place & { spans: Span[] }) | null;
  actors: { name: string; spans: Span[]; by: string | null }[];
  targets: { name: string; spans: Span[] }[];
  killed: Count[];
  injured: Count[];
  claims: Claim[];
}
export interface Reading {
  report: {
    id: string;
    title: string | null;
    source: string | null;
    published: string | null;
    language: string | null;
    text: string;
    pages?: { page: number; start: number; end: number }[];
  };
  mentions: { start: number; end: number; kind: string; entity: string | null }[];
  times: { start: number; end: number; type: string; value: string }[];
  statements: Statement[];
  incidents: Incident[];
  figures: { what: string; min: number | null; max: number | null; spans: Span[]; by: string | null }[];
  agreements: { name: string; kind: string; status: string; spans: Span[] }[];
  summary: { text: string; spans: Span[] }[];
  problems: { code: string; message: string }[];
  made_by: { version: string; model: string; lexicon: string };
}
export interface ReadReport extends Listed {
  reading: Reading;
  marked: Marked[];
  restricted_by: Made[];
  given: { version: string; local: string; incident: string }[];
  original: boolean;
  pdf: boolean;
}
export interface Counted {
  value: string;
  count: number;
}
export interface Facets {
  total: number;
  types: Counted[];
  statuses: Counted[];
  countries: Counted[];
  areas: Counted[];
  actors: Counted[];
  outlets: Counted[];
  disputes: Counted[];
  months: Counted[];
}
export interface Outlines {
  total: number;
  left_off: number;
  types: string[];
  statuses: string[];
  precisions: string[];
  places: string[];
  ids: string[];
  type: number[];
  status: number[];
  first: (number | null)[];
  last: (number | null)[];
  lat: (number | null)[];
  lon: (number | null)[];
  precision: (number | null)[];
  place: (number | null)[];
  killed_min: (number | null)[];
  killed_max: (number | null)[];
  reports: number[];
  disputed: boolean[];
}
export interface About {
  version: string;
  person: { name: string; role: string };
  team: boolean;
  /** Whether reports are fetched from addresses. */
  fetches: boolean;
  head: { seq: number; hash: string };
  protected: boolean;
  types: string[];
  fields: string[];
  axes: Record<string, string[]>;
  formats: string[];
  provisions: { kind: string; about: string; violation: string }[];
}
export interface Today {
  day: string | null;
  reports: number;
  outlets: number;
  incidents: number;
  disputes: Record<string, number>;
  disputed: number;
  waiting: number;
  alleged_violations: number | null;
  alleged: Short[];
  agreements: Outline[] | null;
  arrived: Listed[];
  stirred: Card[];
  areas: { area: string; country: string | null; last: string; days: number; incident: string; recent: number }[];
  days: { day: string; incidents: number; killed: number }[];
}
export interface Source {
  outlet: string;
  reports: number;
  shared: number;
  first: string | null;
  last: string | null;
  profile: { kind: string | null; country: string | null; side: string | null } | null;
  incidents: number;
  alone: number;
  disputed: number;
}
export interface Item {
  incident: Card;
  why: string[];
  other: Card | null;
  probability: number | null;
}
export interface Queue {
  items: Item[];
  total: number;
  why: Record<string, number>;
  next: string | null;
}
export interface Preview {
  preview: string;
  problems: string[];
  reports: { known: boolean; empty: boolean; reading: Reading }[];
}
export interface Kept {
  reports: { report: string; new: boolean; incidents: string[]; shared: number; copies: number }[];
}
export type Disputed = Dispute & {
  incident: string;
  type: string;
  date: DateRange | null;
  place: Place | null;
  reports: number;
};
