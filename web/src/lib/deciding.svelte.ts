/** Deciding: what is sent, what was seen, and what can be taken back. */

import { live } from './live.svelte';
import { Fault, post } from './api.svelte';
import type { Decision } from './types';
import { t, type Key } from './words.svelte';

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

  /** Take back what was decided here last, or `one`; tells what came of it. */
  async takeBack(one: Pick<Done, 'seq' | 'what'> | null = this.done[0] ?? null): Promise<string> {
    if (!one) return t('undo_nothing');
    try {
      await this.undo(one.seq, t('undo_reason'));
      return t('undone_told', { what: t(`did.${one.what}` as Key), n: String(one.seq) });
    } catch (error) {
      return error instanceof Fault ? error.message : t('cannot');
    }
  }
}

export const deciding = new Deciding();
