import { readFileSync } from 'node:fs';
import { expect, test } from './desk';

const dolvik = readFileSync('../docs/agreements/dolvik.toml', 'utf8');

test('a finding by keyboard alone: look, find, undo, open, find again', async ({ desk, page }) => {
  await page.goto(`${desk.at}/violations`);
  const current = page.locator('.found > [aria-current="true"]');
  await expect(current).toBeVisible();
  const press = (key: string) => page.keyboard.press(key);
  const told = page.getByRole('status').first();

  await press('?');
  await expect(page.getByRole('dialog')).toContainText('Undo the last decision');
  await press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  const first = await current.innerText();
  await press('j');
  await expect(current).not.toHaveText(first);
  await press('k');

  await press('f');
  const form = page.getByRole('dialog');
  await expect(form.getByLabel('Did it happen')).toBeFocused();
  await page.keyboard.type('verified');
  await press('Tab');
  await press('Tab');
  await page.keyboard.type('found');
  await press('Tab');
  await page.keyboard.type('monitoring');
  await press('Tab');
  await page.keyboard.type('our patrol saw it');
  await press('Enter');
  await expect(told).toContainText('Found: entry');
  await expect(current).toContainText('✓found');
  await expect(current).toContainText('monitoring body');

  await press('u');
  await expect(told).toContainText('Undone');
  await expect(current).not.toContainText('monitoring body');

  await press('o');
  await expect(page).toHaveURL(/\/violations\/v/);
  await expect(page.getByRole('heading', { name: 'Where it stands' })).toBeVisible();
  await press('f');
  await page.keyboard.type('inconclusive');
  for (let at = 0; at < 4; at += 1) await press('Tab');
  await expect(form.getByLabel('Reason')).toHaveValue('our patrol saw it');
  await press('Enter');
  await expect(told).toContainText('Found: entry');
  await expect(page.getByText('What people found')).toBeVisible();
  await expect(page.getByText('Did it happen: inconclusive')).toBeVisible();
  const url = page.url();
  await press('j');
  await expect(page).not.toHaveURL(url);
  await press('l');
  await expect(page).toHaveURL(/\/violations$/);
});

test('of two who find at once, one is told, and neither finding is lost', async ({ desk, browser }) => {
  const { violations } = await (await fetch(`${desk.at}/api/violations`)).json();
  const id = violations[0].id as string;
  const open = async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${desk.at}/violations/${id}`);
    await page.getByRole('button', { name: /^Find/ }).click();
    await page.getByLabel('Does it break a term').selectOption('arguable');
    await page.getByLabel('Reason').fill('read the terms');
    return page;
  };
  const [one, other] = [await open(), await open()];
  await other.route('**/api/violations/**', (route) => route.abort());
  await one.getByRole('dialog').getByRole('button', { name: 'Find', exact: true }).click();
  await expect(one.getByRole('dialog')).toBeHidden();
  await other.getByRole('dialog').getByRole('button', { name: 'Find', exact: true }).click();
  await expect(other.getByRole('dialog').getByRole('alert')).toContainText('decided on this meanwhile');
  await expect(other.getByLabel('Reason')).toHaveValue('read the terms');
});

test('filters of alleged violations are in the address', async ({ desk, page }) => {
  await page.goto(`${desk.at}/violations`);
  await page.getByRole('combobox', { name: 'Counts' }).selectOption('true');
  await expect(page).toHaveURL(/count=true/);
  await page.getByRole('searchbox', { name: 'Alleged by' }).fill('voss');
  await expect(page).toHaveURL(/accuser=voss/);
  await expect(page.locator('.found > li')).toHaveCount(1);
  await page.reload();
  await expect(page.getByRole('searchbox', { name: 'Alleged by' })).toHaveValue('voss');
  await expect(page.locator('.found > li')).toHaveCount(1);
  await page.locator('.found a').first().click();
  await expect(page.getByRole('rowheader', { name: 'army' })).toBeVisible();
  await expect(page.getByText('A count is never added')).toBeVisible();
  await page.getByRole('link', { name: 'Envoy: both sides broke truce' }).first().click();
  await expect(page.locator('.aimed').first()).toBeVisible();
});

test('an agreement is written down, checked line by line, kept and taken back', async ({ desk, page }) => {
  await page.goto(`${desk.at}/terms`);
  const text = page.getByLabel('Its text');
  await text.fill(dolvik.replace('no_air_operations', 'no_flights'));
  await expect(page.locator('#wrong')).toContainText('kind cannot be "no_flights"');
  await expect(page.getByRole('button', { name: 'Keep it' })).toBeDisabled();
  await page.getByRole('button', { name: /^Line \d+/ }).click();
  expect(
    await text.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd)),
  ).toBe('kind = "no_flights"');
  await text.fill(dolvik);
  await expect(page.getByLabel('What it comes to')).toContainText('No air operations');
  await page.getByLabel('Reason').fill('as handed out');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await expect(page).toHaveURL(/\/agreements\/dolvik-accord/);
  await expect(page.getByText('Convoys of the relief fund')).toBeVisible();
  await expect(page.getByText('Written down by Ana')).toBeVisible();
  await page.goto(desk.at);
  await expect(page.getByRole('link', { name: 'Dolvik accord' }).first()).toBeVisible();
  await page.goto(`${desk.at}/agreements/dolvik-accord`);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.getByLabel('Reason').fill('a draft');
  await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await (await fetch(`${desk.at}/api/agreements?written=true`)).json()).total).toBe(0);
});

test('a brief is looked at and taken along', async ({ desk, page }) => {
  await page.goto(`${desk.at}/briefs?from=2031-03-01&to=2031-03-31`);
  await expect(page.getByRole('heading', { name: 'At a glance' })).toBeVisible();
  await expect(page.locator('.drawing svg').first()).toBeVisible();
  await expect(page.locator('.drawing [style]')).toHaveCount(0);
  await page.getByRole('searchbox', { name: 'Place' }).fill('Sarnem');
  await expect(page).toHaveURL(/area=Sarnem/);
  await expect(page.getByText('Area: Sarnem')).toBeVisible();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'HTML' }).click()]);
  expect(file.suggestedFilename()).toBe('brief-2031-03-01-2031-03-31.html');
  const path = await file.path();
  expect(readFileSync(path, 'utf8')).toContain('Area: Sarnem');
  await page.locator('sup a').first().click();
  await expect(page.locator('.notes li:target')).toBeVisible();
});
