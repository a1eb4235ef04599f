/** Light, dark, or as the system has it. */

export type Choice = 'system' | 'light' | 'dark';
const KEY = 'truceline.theme';
const system = matchMedia('(prefers-color-scheme: dark)');

class Theme {
  choice = $state<Choice>((localStorage.getItem(KEY) as Choice | null) ?? 'system');
  #dark = $state(system.matches);

  get dark(): boolean {
    return this.choice === 'system' ? this.#dark : this.choice === 'dark';
  }

  start(): void {
    system.addEventListener('change', () => (this.#dark = system.matches));
    this.use(this.choice);
  }

  use(choice: Choice): void {
    this.choice = choice;
    localStorage.setItem(KEY, choice);
    if (choice === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = choice;
  }
}

export const theme = new Theme();
