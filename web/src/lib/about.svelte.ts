/** What the desk is, and which words it takes: asked once. */

import { get } from './api.svelte';
import type { About } from './types';

class Desk {
  data = $state.raw<About | undefined>();

  async load(): Promise<void> {
    this.data = await get<About>('/about');
  }
}

export const about = new Desk();
