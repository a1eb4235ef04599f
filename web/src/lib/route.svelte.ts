/** Where the person is: the address is the one truth, filters included. */

class Route {
  path = $state(location.pathname);
  search = $state(location.search);

  constructor() {
    addEventListener('popstate', () => this.#read());
    document.addEventListener('click', (event) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
      const link = (event.target as Element).closest('a');
      if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
      if (link.pathname.startsWith('/api/') || link.hash) return;
      event.preventDefault();
      this.go(link.pathname + link.search);
    });
  }

  #read(): void {
    this.path = location.pathname;
    this.search = location.search;
  }

  get query(): URLSearchParams {
    return new URLSearchParams(this.search);
  }

  go(to: string, replace = false): void {
    if (replace) history.replaceState(null, '', to);
    else history.pushState(null, '', to);
    const moved = location.pathname !== this.path;
    this.#read();
    if (moved) {
      scrollTo(0, 0);
      // whoever hears the page is told where they are now
      requestAnimationFrame(() => document.querySelector<HTMLElement>('h1')?.focus());
    }
  }

  /** The same page with other filters; what is empty goes. */
  set(values: Record<string, string | undefined>, replace = true): void {
    const query = this.query;
    for (const [name, value] of Object.entries(values)) {
      if (value) query.set(name, value);
      else query.delete(name);
    }
    const text = query.toString();
    this.go(this.path + (text ? `?${text}` : ''), replace);
  }
}

export const route = new Route();
