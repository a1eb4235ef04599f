import { defineConfig } from '@playwright/test';

/** The pages in a real browser, over ledgers of their own. TRUCELINE names the program, CHROMIUM the browser. */
export default defineConfig({
  testDir: 'tests',
  workers: 1,
  timeout: 60_000,
  reporter: [['line']],
  use: {
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
    },
    locale: 'en-GB',
    viewport: { width: 1280, height: 860 },
  },
});
