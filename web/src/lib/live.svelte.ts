/** Word of changes to the ledger, as it happens. */

class Live {
  /** Counts up with every change. */
  seq = $state(0);
  /** Whether the desk can be reached. */
  there = $state(true);
  #waiting: ReturnType<typeof setTimeout> | undefined;

  #events: EventSource | undefined;

  start(): void {
    this.stop();
    const events = new EventSource('/api/events');
    this.#events = events;
    let first = true;
    events.addEventListener('changed', () => {
      this.there = true;
      if (first) {
        first = false;
        return;
      }
      // several changes that come together are one
      clearTimeout(this.#waiting);
      this.#waiting = setTimeout(() => this.changed(), 200);
    });
    events.addEventListener('error', () => {
      this.there = false;
    });
  }

  stop(): void {
    this.#events?.close();
  }

  changed(): void {
    this.seq += 1;
  }
}

export const live = new Live();
