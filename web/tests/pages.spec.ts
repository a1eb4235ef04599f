import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test, type Desk } from './desk';

const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

/** Every page, with what it takes to open one incident and one report. */
async function pages(desk: Desk): Promise<Record<string, string>> {
  const review = await (await fetch(`${desk.at}/api/review`)).json();
  const incident = review.items[0].incident.id as string;
  const shown = await (await fetch(`${desk.at}/api/incidents/${incident}`)).json();
  const first = async (of: string): Promise<string> =>
    ((await (await fetch(`${desk.at}/api/${of}`)).json())[of] as { id: string }[])[0]?.id ?? 'none';
  return {
    agreements: '/agreements',
    agreement: `/agreements/${encodeURIComponent(await first('agreements'))}`,
    violations: '/violations',
    violation: `/violations/${await first('violations')}`,
    talks: '/talks',
    talk: `/talks/${await first('talks')}`,
    briefs: '/briefs?from=2031-03-01&to=2031-03-31',
    terms: '/terms',
    today: '/',
    map: '/map',
    search: '/incidents',
    incident: `/incidents/${incident}`,
    disputes: '/disputes',
    review: '/review',
    reports: '/reports',
    report: `/reports/${shown.versions[0].report}`,
    sources: '/sources',
    add: '/add',
    api: '/api',
    missing: '/nowhere',
  };
}

/** What a page must never do: ask elsewhere, or complain. */
function watch(page: Page, desk: Desk): string[] {
  const faults: string[] = [];
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (!['data:', 'blob:'].includes(protocol) && origin !== desk.at) faults.push(`asked ${request.url()}`);
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  return faults;
}

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    // @ts-expect-error axe was put there above
    const result = await window.axe.run(document, { resultTypes: ['violations'] });
    return result.violations as { id: string; impact: string; nodes: { html: string }[] }[];
  });
  return found.map((one) => `${one.impact} ${one.id}: ${one.nodes[0]?.html.slice(0, 160)}`);
}

for (const [scheme, width] of [
  ['light', 1280],
  ['dark', 390],
] as const) {
  test(`every page holds, ${scheme} at ${width} pixels`, async ({ desk, browser }) => {
    test.setTimeout(300_000);
    const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 800 } });
    const page = await context.newPage();
    const told = watch(page, desk);
    for (const [name, path] of Object.entries(await pages(desk))) {
      await page.goto(desk.at + path);
      await expect(page.locator('h1').first(), name).toBeVisible();
      await expect(page.getByText('One moment'), name).toHaveCount(0);
      if (name === 'map') await expect(page.locator('canvas.maplibregl-canvas')).toBeVisible();
      expect(await faults(page), name).toEqual([]);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wide, `${name} is wider than the window`).toBeLessThanOrEqual(0);
    }
    expect(told).toEqual([]);
    await context.close();
  });
}

test('Arabic runs from right to left, with every message', async ({ desk, page }) => {
  const told = watch(page, desk);
  await page.goto(desk.at);
  await page.getByLabel('Language').selectOption('ar');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  for (const path of ['/', '/incidents', '/review', '/disputes', '/agreements', '/violations', '/talks', '/terms']) {
    await page.goto(desk.at + path);
    await expect(page.locator('h1').first()).toHaveText(/[\u0600-\u06ff]/);
    expect(await faults(page), path).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide, path).toBeLessThanOrEqual(0);
  }
  expect(told).toEqual([]);
});

test('filters are in the address, and the timeline chooses days', async ({ desk, page }) => {
  await page.goto(`${desk.at}/map?place=Orlania`);
  await expect(
    page.getByRole('region', { name: 'Incidents in view' }).or(page.getByLabel('Incidents in view')),
  ).toContainText('Orel');
  const chart = page.getByRole('img', { name: /Timeline/ });
  const box = await chart.boundingBox();
  if (!box) throw new Error('no timeline');
  await page.mouse.move(box.x + 2, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 3, box.y + 20);
  await page.mouse.up();
  await expect(page).toHaveURL(/from=2031-03-05/);
  await expect(page.getByText('1 incident', { exact: false }).first()).toBeVisible();
  await page.goto(`${desk.at}/incidents`);
  await page.getByLabel('Words in a report').fill('Shelling');
  await expect(page).toHaveURL(/words=Shelling/);
  await page.getByRole('button', { name: /^Shelling/ }).click();
  await expect(page).toHaveURL(/type=shelling/);
  await page.reload();
  await expect(page.getByLabel('Words in a report')).toHaveValue('Shelling');
});

test('a text with markup in it is shown as text', async ({ desk, page }) => {
  const told = watch(page, desk);
  await page.goto(`${desk.at}/add`);
  await page
    .getByLabel('Or paste a report')
    .fill('Shells fell on Orel, medics said. <img src=x onerror="document.title=1"><script>document.title=2</script>');
  await page.getByRole('button', { name: 'Read it' }).click();
  await page.getByText('The text').click();
  await expect(page.getByText('<script>', { exact: false })).toBeVisible();
  await expect(page).toHaveTitle(/Add/);
  expect(told).toEqual([]);
});

/** A PDF of two pages, with a link, a script that runs when it is opened and a picture from elsewhere, as nobody should send it. */
function pdf(): Buffer {
  const drawn = (words: string) => `BT /F1 48 Tf 60 600 Td (${words}) Tj ET`;
  const stream = (text: string) => `<< /Length ${text.length} >>\nstream\n${text}\nendstream`;
  const page = (content: number) =>
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${content} 0 R /Resources << /Font << /F1 7 0 R >> >> /Annots [8 0 R] >>`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.launchURL("http://news.example/run")) >> >>',
    '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>',
    page(5),
    page(6),
    stream(drawn('Market')),
    stream(drawn('Bridge')),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    '<< /Type /Annot /Subtype /Link /Rect [0 0 612 792] /A << /S /URI /URI (http://news.example/link) >> >>',
  ];
  let text = '%PDF-1.7\n';
  const at = objects.map((object, n) => {
    const start = text.length;
    text += `${n + 1} 0 obj\n${object}\nendobj\n`;
    return start;
  });
  const table = at.map((start) => `${String(start).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  return Buffer.from(
    `${text}xref\n0 ${size}\n0000000000 65535 f \n${table}trailer << /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF`,
  );
}

test('pages of a PDF are drawn beside the text when asked for, and nothing in it runs', async ({ desk, page }) => {
  const told = watch(page, desk);
  const { report } = await pages(desk);
  const at = `**/api${report}`;
  // a program without the PDF reader takes none in: the answers are those of one that does
  await page.route(at, async (route) => {
    const answer = await route.fetch();
    const data = await answer.json();
    const { length } = data.reading.report.text as string;
    data.reading.report.pages = [
      { page: 1, start: 0, end: 1 },
      { page: 2, start: 1, end: length },
    ];
    await route.fulfill({ response: answer, json: { ...data, original: true, pdf: true } });
  });
  await page.route(`${at}/original`, (route) =>
    route.fulfill({ body: pdf(), contentType: 'application/octet-stream', headers: { 'cache-control': 'no-store' } }),
  );
  await page.goto(desk.at + report);
  await page.getByRole('button', { name: 'Pages of the original' }).click();
  const original = page.getByRole('region', { name: 'Page of the original' });
  await expect(original).toHaveAttribute('aria-busy', 'false');
  await expect(original.getByRole('status')).toHaveText('Page 1 of 2');
  const dark = () =>
    original.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
      return data?.filter((value, n) => n % 4 === 0 && value < 128).length ?? 0;
    });
  expect(await dark()).toBeGreaterThan(500);
  await original.getByRole('button', { name: 'Next page' }).click();
  await expect(original.getByRole('status')).toHaveText('Page 2 of 2');
  await original.getByRole('button', { name: 'Page before' }).click();
  // a mark leads to the page that it stands on
  await page.locator('.text .piece').last().click();
  await expect(original.getByRole('status')).toHaveText('Page 2 of 2');
  await expect(original).toHaveAttribute('aria-busy', 'false');
  expect(await faults(page)).toEqual([]);
  expect(told).toEqual([]);
});

test('counts by outlet narrow a search', async ({ desk, page }) => {
  await page.goto(`${desk.at}/incidents?place=Orlania`);
  await page.getByRole('button', { name: /^Orel Times/ }).click();
  await expect(page).toHaveURL(/outlet=Orel\+Times|outlet=Orel%20Times/);
  await expect(page.getByLabel('Outlet')).toHaveValue('Orel Times');
  await expect(page.getByText('1 incident', { exact: true })).toBeVisible();
});

test('the licences of what the pages are made of come with them', async ({ desk, page }) => {
  await page.goto(`${desk.at}/`);
  const opened = page.waitForEvent('popup');
  await page.getByRole('link', { name: 'Licences' }).click();
  const licences = await opened;
  await expect(licences.locator('body')).toContainText('maplibre-gl');
  await expect(licences.locator('body')).toContainText('pdfjs-dist');
});
