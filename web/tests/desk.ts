/** A desk for tests: the program itself, over a ledger of the examples and a few reports with places on the map. */

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { test as base } from '@playwright/test';

const program = resolve(process.env['TRUCELINE'] ?? '../target/release/truceline');
const folder = mkdtempSync(join(tmpdir(), 'truceline-desk-'));
const environment = { ...process.env, XDG_DATA_HOME: folder };
const made = join(folder, 'made.db');
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

interface Story {
  name: string;
  source: string;
  day: string;
  place: [string, string, number, number];
  precision: string;
  killed: number;
}

const STORIES: Story[] = [
  {
    name: 'orel-wire',
    source: 'Orlan Wire',
    day: '2031-03-05',
    place: ['Orel', 'Sava', 51.2, 33.4],
    precision: 'exact',
    killed: 12,
  },
  {
    name: 'orel-times',
    source: 'Orel Times',
    day: '2031-03-05',
    place: ['Orel', 'Sava', 51.2, 33.4],
    precision: 'exact',
    killed: 24,
  },
  {
    name: 'brody-post',
    source: 'Valley Post',
    day: '2031-03-12',
    place: ['Brody', 'Upper Sava', 50.4, 30.1],
    precision: 'admin1',
    killed: 2,
  },
];

/** The reading of a report, as `truceline read --format jsonl` prints it. */
function reading(story: Story): object {
  const [place, admin, lat, lon] = story.place;
  const text = `Shelling killed ${story.killed} people in ${place} on ${story.day}, medics said. ${story.source} saw it. The Orlan army was blamed.`;
  const at = (words: string) => [text.indexOf(words), text.indexOf(words) + words.length];
  const count = { min: story.killed, max: story.killed };
  return {
    report: {
      id: story.name,
      title: `Shelling in ${place}`,
      source: story.source,
      published: story.day,
      language: 'en',
      text,
    },
    sentences: [[0, text.length]],
    statements: [
      {
        id: 's1',
        speaker: [at('medics')],
        speaker_name: 'medics',
        cue: [at('said')],
        content: [at('Shelling killed')],
        quote: 'indirect',
        act: 'assert',
        within: null,
      },
    ],
    incidents: [
      {
        id: 'i1',
        main: true,
        type: 'shelling',
        triggers: [at('Shelling')],
        reality: 'actual',
        date: { start: story.day, end: story.day, precision: 'day', spans: [at(story.day)] },
        place: { name: place, admin, country: 'Orlania', lat, lon, precision: story.precision, spans: [at(place)] },
        actors: [{ name: 'Orlan army', spans: [at('Orlan army')], by: null }],
        targets: [],
        killed: [{ who: 'total', ...count, approximate: false, spans: [at(String(story.killed))], by: 's1' }],
        injured: [],
        claims: [{ by: 's1', says: 'responsible', party: 'Orlan army' }],
        toll: { killed: count, injured: { min: null, max: null } },
      },
    ],
    made_by: { version: 'test', model: 'none', lexicon: 'none' },
  };
}

export interface Desk {
  at: string;
  ledger: string;
  /** Where the first administrator comes in; empty where nobody logs in. */
  link: string;
}

async function open(ledger: string, ...more: string[]): Promise<[Desk, ChildProcess]> {
  const args = ['serve', '--ledger', ledger, '--as', 'Ana', '--address', '127.0.0.1:0', ...more];
  const child = spawn(program, args, { env: environment });
  let at = '';
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /http:\/\/[^ ]+/.exec(line)?.[0] ?? '';
    if (!at) at = new URL(address).origin;
    if (!more.includes('--login')) return [{ at, ledger, link: '' }, child];
    if (address.includes('#')) return [{ at, ledger, link: address }, child];
  }
  throw new Error('the desk did not open');
}

let number = 0;

function own(ledger: string): string {
  const copy = join(folder, `${(number += 1)}.db`);
  copyFileSync(ledger, copy);
  return copy;
}

/** Each test has a desk of its own, which nobody else decides at. */
export const test = base.extend<{ desk: Desk; fetching: Desk; team: Desk }, { ledger: string }>({
  ledger: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const lines = join(folder, 'stories.jsonl');
      writeFileSync(lines, STORIES.map((story) => JSON.stringify(reading(story))).join('\n'));
      execFileSync(program, ['add', '--ledger', made, '--as', 'Ana', '../examples', lines], {
        env: environment,
        stdio: 'pipe',
      });
      await use(made);
    },
    { scope: 'worker' },
  ],
  desk: async ({ ledger }, use) => {
    const [desk, child] = await open(own(ledger));
    await use(desk);
    child.kill();
  },
  fetching: async ({ ledger }, use) => {
    const [desk, child] = await open(own(ledger), '--fetch');
    await use(desk);
    child.kill();
  },
  team: async ({ ledger }, use) => {
    const [desk, child] = await open(own(ledger), '--login');
    await use(desk);
    child.kill();
  },
});
export { expect } from '@playwright/test';
