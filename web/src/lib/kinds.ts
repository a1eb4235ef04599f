/** The types of incident in six families: each has a shape and a colour of its own. */

export type Family = 'strike' | 'clash' | 'person' | 'relief' | 'deal' | 'other';

const families: Record<string, Family> = {
  air_strike: 'strike',
  shelling: 'strike',
  remote_explosive: 'strike',
  suicide_bombing: 'strike',
  chemical_attack: 'strike',
  destruction: 'strike',
  armed_clash: 'clash',
  shooting: 'clash',
  siege: 'clash',
  territory_taken: 'clash',
  ceasefire_violation: 'clash',
  deployment: 'clash',
  execution: 'person',
  abduction: 'person',
  arrest: 'person',
  torture: 'person',
  sexual_violence: 'person',
  other_violence: 'person',
  displacement: 'relief',
  evacuation: 'relief',
  aid_delivery: 'relief',
  aid_obstructed: 'relief',
  protest: 'deal',
  talks: 'deal',
  agreement: 'deal',
  ceasefire: 'deal',
  release: 'deal',
  disarmament: 'deal',
};

export const FAMILIES: Family[] = ['strike', 'clash', 'person', 'relief', 'deal', 'other'];

export function family(type: string): Family {
  return families[type] ?? 'other';
}

/** The family's shape as an SVG path in a box of 16 by 16. */
export const SHAPES: Record<Family, string> = {
  strike: 'M8 1.5 15 14H1Z',
  clash: 'M8 .8 15.2 8 8 15.2.8 8Z',
  person: 'M2 2h12v12H2Z',
  relief: 'M8 1 14.7 5.9 12.1 13.8H3.9L1.3 5.9Z',
  deal: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Z',
  other: 'M6 1.5h4V6h4.5v4H10v4.5H6V10H1.5V6H6Z',
};

/** What a speaker does by a statement. */
export const ACTS = [
  'assert',
  'deny',
  'accuse',
  'admit',
  'claim_responsibility',
  'regret',
  'demand',
  'propose',
  'commit',
  'threaten',
  'condemn',
  'support',
  'oppose',
  'doubt',
  'predict',
  'decline',
  'other',
];
export const QUOTES = ['direct', 'indirect', 'mixed'];
export const REALITIES = ['actual', 'planned', 'hypothetical', 'denied'];
/** What somebody can say of an incident. */
export const SAYS = [
  'happened',
  'did_not_happen',
  'responsible',
  'not_responsible',
  'claims_responsibility',
  'intentional',
  'unintentional',
  'unconfirmed',
];
/** Those of them that are about a party. */
export const OF_PARTY = ['responsible', 'not_responsible', 'claims_responsibility'];
/** Whom a toll counts. */
export const COUNTED = ['total', 'civilian', 'combatant', 'child', 'woman', 'man', 'medic', 'journalist', 'aid_worker'];

/** How far from its point an incident may have been, in metres, by how exact the place is. */
export function reach(precision: string | null): number {
  if (precision === null) return 0;
  const rounded = /rounded to ([\d.]+) degrees/.exec(precision);
  if (rounded?.[1]) return Number(rounded[1]) * 55_600;
  const known: Record<string, number> = {
    near: 5_000,
    admin2: 15_000,
    admin1: 50_000,
    area: 60_000,
    country: 200_000,
    sea_or_air: 60_000,
  };
  return known[precision] ?? 0;
}
