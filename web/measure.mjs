/**
 * How long pages take over a ledger, and how often the map and the timeline are drawn while somebody moves them: node measure.mjs http://127.0.0.1:7070 [first changes moving].
 * CHROMIUM names the browser; WORDS, with commas between, words that many reports hold.
 */

import os from 'node:os';
import { chromium } from '@playwright/test';

const base = process.argv[2] ?? 'http://127.0.0.1:7070';
const parts = process.argv.slice(3);
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  // the map is drawn by the processor where there is no graphics card; all else is composed without it
  args: ['--no-sandbox', '--enable-unsafe-swiftshader'],
});
const tell = (line) => process.stdout.write(`${line}\n`);
const load = () => `load ${os.loadavg()[0]?.toFixed(1)} on ${os.cpus().length} cores`;
const ask = async (path) => (await fetch(`${base}/api${path}`)).json();
const at = (list, share) =>
  list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] ?? 0;

/** Open the first page five times, each in a browser that has nothing of it. */
async function first() {
  const times = [];
  for (let n = 0; n < 5; n += 1) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const begun = performance.now();
    await page.goto(base, { waitUntil: 'commit' });
    await page.locator('.figures').waitFor();
    times.push(Math.round(performance.now() - begun));
    await context.close();
  }
  tell(`first page: ${times.join(', ')} ms; ${load()}`);
}

/** Filters of every kind that the ledger has values for, alone and together. */
async function searches() {
  const facets = await ask('/facets');
  const some = (list, most, name) => list.slice(0, most).map(({ value }) => `${name}=${encodeURIComponent(value)}`);
  const words = (process.env['WORDS'] ?? 'market,reported,families,said,killed').split(',');
  return [
    ...some(facets.types, 10, 'type'),
    ...some(facets.countries, 4, 'place'),
    ...some(facets.areas, 4, 'place'),
    ...some(facets.actors, 6, 'actor'),
    ...some(facets.outlets, 4, 'outlet'),
    ...facets.months.slice(0, 6).map(({ value }) => `from=${value}-01&to=${value}-28`),
    ...words.map((word) => `words=${encodeURIComponent(word)}`),
    ...words.map((word) => `words=${encodeURIComponent(word)}&disputed=true`),
    ...words.slice(1).map((word) => `words=${encodeURIComponent(`${words[0]} ${word}`)}`),
    'status=contested',
    'disputed=true',
    'main=true',
    'min_killed=20',
    '',
  ];
}

/** Change the filters of a page and wait until all that is busy is drawn. */
async function changes(path, all) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  await page.goto(base + path);
  await page.waitForFunction(() => document.querySelector('h1') && !document.querySelector('[aria-busy="true"]'));
  await page.waitForTimeout(3000);
  const times = [];
  for (const search of all) {
    const took = await page.evaluate(async (address) => {
      const frame = () => new Promise(requestAnimationFrame);
      const begun = performance.now();
      history.pushState(null, '', address);
      dispatchEvent(new PopStateEvent('popstate'));
      await frame();
      while (document.querySelector('[aria-busy="true"]')) await frame();
      await frame();
      return performance.now() - begun;
    }, `${path}?${search}`);
    times.push([Math.round(took), search]);
  }
  await page.close();
  const only = times.map(([took]) => took);
  const [half, most] = [at(only, 0.5), at(only, 0.95)];
  tell(`${path}: ${all.length} changes of a filter: median ${half} ms, 95th percentile ${most} ms; ${load()}`);
  for (const [took, search] of times.toSorted((a, b) => b[0] - a[0]).slice(0, 4)) tell(`  ${took} ms  ${search}`);
}

/** Frames a second while `move` goes on, and the longest time between two. */
async function frames(page, name, move) {
  await page.evaluate(() => {
    const state = { on: true, at: [] };
    window.noted = state;
    const note = (now) => {
      state.at.push(now);
      if (state.on) requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  await move();
  const times = await page.evaluate(() => {
    window.noted.on = false;
    return window.noted.at;
  });
  const between = times.slice(1).map((time, n) => time - times[n]);
  const rate = Math.round((1000 * between.length) / (times.at(-1) - times[0]));
  const [most, longest] = [at(between, 0.95), Math.max(...between)].map(Math.round);
  tell(`${name}: ${rate} frames a second, 95 of 100 within ${most} ms, the longest ${longest} ms; ${load()}`);
}

async function moving() {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  await page.goto(`${base}/map`);
  await page.locator('.map[aria-busy="false"] canvas').waitFor({ timeout: 120_000 });
  await page.waitForTimeout(3000);
  const shown = await page.locator('.list h2 .num').textContent();
  const renderer = await page.evaluate(() => {
    const gl = document.createElement('canvas').getContext('webgl2');
    const info = gl?.getExtension('WEBGL_debug_renderer_info');
    return info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : 'no WebGL';
  });
  tell(`${shown} incidents in view; drawn by ${renderer}`);
  const map = await page.locator('.map').boundingBox();
  const [x, y] = [map.x + map.width / 2, map.y + map.height / 2];
  const drag = async (ms) => {
    await page.mouse.move(x, y);
    await page.mouse.down();
    const begun = performance.now();
    for (let part = 0; part < 1; part = (performance.now() - begun) / ms) {
      const swing = Math.sin(part * Math.PI * 4);
      await page.mouse.move(x + 120 * swing, y + 40 * swing);
      await page.waitForTimeout(8);
    }
    await page.mouse.up();
  };
  for (let n = 0; n < 3; n += 1) {
    await frames(page, 'map, panning', () => drag(4000));
    await page.waitForTimeout(1000);
  }
  const line = await page.locator('figure svg').boundingBox();
  const closer = async () => {
    await page.mouse.move(line.x + line.width / 2, line.y + 30);
    for (let n = 0; n < 40; n += 1) {
      await page.mouse.wheel(0, n % 10 < 5 ? -100 : 100);
      await page.waitForTimeout(50);
    }
  };
  const choose = async () => {
    await page.mouse.move(line.x + 20, line.y + 30);
    await page.mouse.down();
    for (let n = 0; n < 240; n += 1) {
      await page.mouse.move(line.x + 20 + (line.width - 40) * Math.abs(Math.sin(n / 30)), line.y + 30);
      await page.waitForTimeout(8);
    }
  };
  await frames(page, 'timeline, coming closer and back', closer);
  await frames(page, 'timeline, choosing days', choose);
  await page.close();
}

const wanted = (part) => !parts.length || parts.includes(part);
if (wanted('first')) await first();
if (wanted('changes')) {
  const all = await searches();
  await changes('/incidents', all);
  await changes('/map', all);
}
if (wanted('moving')) await moving();
await browser.close();
