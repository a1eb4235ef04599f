/** Deciding: what is sent, what was seen, and what can be taken back. */

import { live } from './live.svelte';
import { post } from './api.svelte';
import type { Decision } from './types';

export interface Done {
  seq: number;
  what: string;
  /** The incident, the report in which something was marked, the alleged violation or the agreement. */
  incident: string;
}

/** What a decision is about. */
const subject = (decision: Decision): string =>
  decision.incident ?? decision.report ?? decision.violation ?? decision.agreement ?? '';

class Deciding {
  /** What was decided here since the page was opened, the last first. */
  done = $state<Done[]>([]);
  /** The reason that was given last: most decisions of a sitting share it. */
  reason = $state('');

  /** The last entry that was made here on each: what one decided oneself is no news. */
  readonly #own = new Map<string, number>();

  async decide(decision: Decision, seen: number): Promise<void> {
    const { entry } = await post<{ entry: { seq: number } }>('/decisions', {
      ...decision,
      seen: Math.max(seen, this.#own.get(subject(decision)) ?? 0),
    });
    this.#own.set(subject(decision), entry.seq);
    this.reason = decision.reason;
    this.done = [{ seq: entry.seq, what: decision.decision, incident: subject(decision) }, ...this.done];
    live.changed();
  }

  async undo(seq: number, reason: string): Promise<void> {
    const { entry } = await post<{ entry: { seq: number } }>(`/decisions/${seq}/undo`, { reason });
    const incident = this.done.find((one) => one.seq === seq)?.incident;
    if (incident) this.#own.set(incident, entry.seq);
    this.done = this.done.filter((one) => one.seq !== seq);
    live.changed();
  }
}

export const deciding = new Deciding();
