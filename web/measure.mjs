/** How long pages take over a ledger: node measure.mjs http://127.0.0.1:7070. CHROMIUM names the browser. */

import { chromium } from '@playwright/test';

const base = process.argv[2] ?? 'http://127.0.0.1:7070';
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const ask = async (path) => (await fetch(`${base}/api${path}`)).json();
const middle = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];

const first = [];
for (let n = 0; n < 5; n += 1) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const begun = performance.now();
  await page.goto(base, { waitUntil: 'commit' });
  await page.locator('.figures').waitFor();
  first.push(Math.round(performance.now() - begun));
  await context.close();
}

const facets = await ask('/facets');
const searches = [
  ...facets.types.slice(0, 10).map(({ value }) => `type=${value}`),
  ...facets.countries.slice(0, 4).map(({ value }) => `place=${encodeURIComponent(value)}`),
  ...facets.actors.slice(0, 6).map(({ value }) => `actor=${encodeURIComponent(value)}`),
  ...facets.months.slice(0, 6).map(({ value }) => `from=${value}-01&to=${value}-28`),
  'status=contested',
  'disputed=true',
  'main=true',
  'min_killed=20',
  'words=market',
  'words=bridge&disputed=true',
];
const page = await browser.newPage();
await page.goto(`${base}/incidents`);
await page.locator('.lines li').first().waitFor();
const changes = [];
for (const search of searches) {
  const took = await page.evaluate(async (search) => {
    const begun = performance.now();
    history.pushState(null, '', `/incidents?${search}`);
    dispatchEvent(new PopStateEvent('popstate'));
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    while (document.querySelector('section[aria-busy]')?.getAttribute('aria-busy') !== 'false') await frame();
    await frame();
    return performance.now() - begun;
  }, search);
  changes.push([Math.round(took), search]);
}
const slow = changes.toSorted((a, b) => b[0] - a[0]);
const lines = [
  `first page: ${first.join(', ')} ms`,
  `${changes.length} changes of a filter: median ${middle(changes.map(([took]) => took))} ms, 95th percentile ${slow[Math.floor(slow.length * 0.05)]?.[0]} ms`,
  ...slow.slice(0, 5).map(([took, search]) => `  ${took} ms  ${search}`),
];
process.stdout.write(`${lines.join('\n')}\n`);
await browser.close();
