/** The README's pictures of the desk, over examples/: TRUCELINE=../target/release/truceline node pictures.mjs. CHROMIUM names the browser. */

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from '@playwright/test';

const program = resolve(process.env['TRUCELINE'] ?? '../target/release/truceline');
const folder = mkdtempSync(join(tmpdir(), 'truceline-pictures-'));
const ledger = join(folder, 'examples.db');
try {
  execFileSync(program, ['add', '--ledger', ledger, '../examples'], { stdio: 'ignore' });
} catch (error) {
  // one of the examples has a problem, for the page of problems
  if (error.status !== 1) throw error;
}
const server = spawn(program, ['serve', '--ledger', ledger, '--as', 'Ana', '--address', '127.0.0.1:0']);
const at = await new Promise((found) => {
  for (const stream of [server.stdout, server.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line);
      if (address) found(address[0]);
    });
});
const ask = async (path) => (await fetch(`${at}/api${path}`)).json();
// the incident of which most is told
const { incidents } = await ask('/incidents?limit=50');
const told = [...incidents].sort((a, b) => b.disputes.length - a.disputes.length || b.reports - a.reports)[0];
const { reports } = await ask('/reports?limit=50');
const wire = reports.find((one) => one.name?.includes('wire')) ?? reports[0];
const pages = [
  ['today', '/', 'light'],
  ['review', '/review', 'light'],
  ['report', `/reports/${wire.report}`, 'light'],
  ['incident', `/incidents/${told.id}`, 'dark'],
];
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--enable-unsafe-swiftshader'],
});
for (const [name, path, colorScheme] of pages) {
  const page = await browser.newPage({ viewport: { width: 1180, height: 760 }, colorScheme, locale: 'en-GB' });
  await page.goto(at + path);
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `../docs/desk/${name}.png` });
  await page.close();
}
await browser.close();
server.kill();
rmSync(folder, { recursive: true, force: true });
