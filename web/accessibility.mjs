/**
 * Lighthouse's score for accessibility, page by page: node accessibility.mjs http://127.0.0.1:7070. CHROMIUM names the browser.
 * Lighthouse is none of the project's own tools, for the tests look for each of its faults; have it beside: npm install --no-save lighthouse
 */

import { chromium } from '@playwright/test';
import lighthouse from 'lighthouse';

const base = process.argv[2] ?? 'http://127.0.0.1:7070';
const port = 9333;
const open = () =>
  chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', `--remote-debugging-port=${port}`, '--enable-unsafe-swiftshader'],
  });
const ask = async (path) => (await fetch(`${base}/api${path}`)).json();
const incident = (await ask('/incidents?limit=1')).incidents[0]?.id;
const report = (await ask('/reports?limit=1')).reports[0]?.report;
const pages = [
  '/',
  '/map',
  '/incidents',
  `/incidents/${incident}`,
  '/disputes',
  '/review',
  '/reports',
  `/reports/${report}`,
  '/sources',
  '/add',
  '/api',
  '/nowhere',
];
let least = 100;
for (const path of pages) {
  // one of its own for each: Lighthouse closes what it opened
  const browser = await open();
  const result = await lighthouse(base + path, {
    port,
    onlyCategories: ['accessibility'],
    formFactor: 'desktop',
    screenEmulation: { mobile: false, width: 1280, height: 860, deviceScaleFactor: 1, disabled: false },
    throttlingMethod: 'provided',
    logLevel: 'error',
  });
  await browser.close();
  const score = Math.round((result?.lhr.categories['accessibility']?.score ?? 0) * 100);
  least = Math.min(least, score);
  const failed = Object.values(result?.lhr.audits ?? {}).filter((audit) => audit.score === 0);
  process.stdout.write(`${score}  ${path}  ${failed.map((audit) => audit.id).join(' ')}\n`);
}
process.stdout.write(`the least: ${least}\n`);
process.exitCode = least >= 95 ? 0 : 1;
