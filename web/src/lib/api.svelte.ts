/** What the pages ask of the desk. Answers are kept in memory with their tags, so that what has not changed does not go over again. */

import { live } from './live.svelte';

export class Fault extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

const known = new Map<string, { tag: string; data: unknown }>();
const MOST = 60;
/** Is told that a session has ended. */
export const gone = { session: (): void => undefined };

async function failed(answer: Response): Promise<Fault> {
  if (answer.status === 401) {
    known.clear();
    gone.session();
  }
  try {
    const problem = (await answer.json()) as { error?: string; code?: string };
    return new Fault(problem.error ?? answer.statusText, problem.code ?? 'inner');
  } catch {
    return new Fault(answer.statusText, 'inner');
  }
}

/** `idle`: the page asks by itself, and nobody did anything. */
export async function get<T>(path: string, signal?: AbortSignal, idle = false): Promise<T> {
  const before = known.get(path);
  const headers: Record<string, string> = before ? { 'if-none-match': before.tag } : {};
  if (idle) headers['x-idle'] = '1';
  const answer = await fetch(`/api${path}`, { headers, ...(signal ? { signal } : {}) });
  if (answer.status === 304 && before) return before.data as T;
  if (!answer.ok) throw await failed(answer);
  const data = (await answer.json()) as T;
  const tag = answer.headers.get('etag');
  if (tag) {
    known.delete(path);
    known.set(path, { tag, data });
    const oldest = known.keys().next();
    if (known.size > MOST && !oldest.done) known.delete(oldest.value);
  }
  return data;
}

export async function post<T>(path: string, body: unknown): Promise<T> {
  const raw = body instanceof Blob;
  const answer = await fetch(`/api${path}`, {
    method: 'POST',
    headers: { 'x-truceline': 'desk', 'content-type': raw ? 'application/octet-stream' : 'application/json' },
    body: raw ? body : JSON.stringify(body),
  });
  if (!answer.ok) throw await failed(answer);
  return (await answer.json()) as T;
}

/** An answer that follows its address and the ledger: what was there stays until the new one is. */
export class Asked<T> {
  data = $state.raw<T | undefined>();
  fault = $state<Fault | undefined>();
  busy = $state(true);
  /** The last entry of the journal that the answer was made of. */
  seen = $state(0);

  constructor(path: () => string | undefined) {
    let last: string | undefined;
    $effect(() => {
      const at = path();
      void live.seq;
      if (at === undefined) return;
      const stop = new AbortController();
      this.busy = true;
      const again = at === last;
      last = at;
      get<T>(at, stop.signal, again)
        .then((data) => {
          this.data = data;
          this.seen = Number(/"(\d+)-/.exec(known.get(at)?.tag ?? '')?.[1] ?? 0);
          this.fault = undefined;
          this.busy = false;
        })
        .catch((error: unknown) => {
          if (stop.signal.aborted) return;
          this.fault = error instanceof Fault ? error : new Fault(String(error), 'gone');
          this.busy = false;
        });
      return () => stop.abort();
    });
  }
}
