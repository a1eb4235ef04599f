/** What the desk is, who is at it, and which words it takes. */

import { Fault, get, gone } from './api.svelte';
import { live } from './live.svelte';
import type { About } from './types';

class Desk {
  data = $state.raw<About | undefined>();
  /** Whether somebody must log in first. */
  login = $state(false);

  constructor() {
    gone.session = () => {
      this.login = true;
      this.data = undefined;
      live.stop();
    };
  }

  async load(): Promise<void> {
    try {
      this.data = await get<About>('/about');
      this.login = false;
      live.start();
    } catch (error) {
      if (!(error instanceof Fault && error.code === 'login')) live.there = false;
    }
  }

  /** Whether whoever is at the desk may what this role may. */
  may(role: string): boolean {
    const roles = ['viewer', 'analyst', 'editor', 'administrator'];
    return roles.indexOf(this.data?.person.role ?? '') >= roles.indexOf(role);
  }
}

export const about = new Desk();
