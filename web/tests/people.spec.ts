import type { Browser, Page } from '@playwright/test';
import { expect, test } from './desk';

/** Somebody who comes in by an invitation, in a browser of their own. */
async function come(browser: Browser, link: string, name: string, password: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(link);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: 'Come in' }).click();
  await expect(page.getByText(`You are ${name}`)).toBeVisible();
  return page;
}

test('the first administrator comes in, invites, and a viewer cannot decide', async ({ team, browser }) => {
  const admin = await (await browser.newContext()).newPage();
  await admin.goto(team.at);
  await expect(admin.getByRole('heading', { name: 'Log in' })).toBeVisible();
  await admin.goto(team.link);
  await admin.getByLabel('Name').fill('Mirel');
  await admin.getByLabel('New password').fill('a long enough password');
  await admin.getByRole('button', { name: 'Come in' }).click();
  await expect(admin.getByRole('heading', { name: 'Today' })).toBeVisible();
  await expect(admin.getByText('You are Mirel')).toBeVisible();

  await admin.getByRole('link', { name: 'People' }).click();
  await admin.locator('form select').selectOption('viewer');
  await admin.getByRole('button', { name: 'Invite somebody' }).click();
  const link = await admin.locator('code').first().innerText();

  const viewer = await come(browser, link, 'Joren', 'another long password');
  await viewer.goto(`${team.at}/review`);
  await expect(viewer.locator('.queue [aria-current="true"]')).toBeVisible();
  await viewer.keyboard.press('c');
  await viewer.getByLabel('Reason').fill('I think so');
  await viewer.keyboard.press('Enter');
  await expect(viewer.getByRole('dialog').getByRole('alert')).toContainText('this takes the role of analyst');

  await viewer.goto(`${team.at}/me`);
  await viewer.getByRole('button', { name: 'Log out' }).click();
  await expect(viewer.getByRole('heading', { name: 'Log in' })).toBeVisible();
  await viewer.getByLabel('Name').fill('Joren');
  await viewer.getByLabel('Password').fill('wrong wrong wrong');
  await viewer.getByRole('button', { name: 'Log in' }).click();
  await expect(viewer.getByRole('alert')).toContainText('is wrong');
  await viewer.getByLabel('Password').fill('another long password');
  await viewer.getByRole('button', { name: 'Log in' }).click();
  await expect(viewer.getByText('You are Joren')).toBeVisible();
});

test('a report is restricted on its page, and who may not see it has the ledger without it', async ({
  team,
  browser,
}) => {
  const admin = await come(browser, team.link, 'Mirel', 'a long enough password');
  await admin.goto(`${team.at}/people`);
  await admin.locator('form select').selectOption('analyst');
  await admin.getByRole('button', { name: 'Invite somebody' }).click();
  const link = await admin.locator('code').first().innerText();
  const analyst = await come(browser, link, 'Joren', 'another long password');
  await analyst.goto(`${team.at}/reports`);
  const first = analyst.locator('.lines a').first();
  const [title, href] = [await first.innerText(), (await first.getAttribute('href')) ?? ''];
  const shown = analyst.locator(`.lines a[href="${href}"]`);

  await admin.goto(team.at + href);
  await admin.getByRole('button', { name: 'Restrict' }).click();
  await admin.getByLabel('Who may see it').selectOption('editor');
  await admin.getByLabel('Reason').fill('it names a witness');
  await admin.getByRole('dialog').getByRole('button', { name: 'Restrict' }).click();
  const kept = admin.getByRole('region', { name: 'Restricted' });
  await expect(kept).toContainText('Editors and above');
  await expect(kept).toContainText('it names a witness');
  await admin.goto(`${team.at}/reports`);
  await expect(admin.locator('.lines li').first()).toContainText('Editors and above');

  // the page of the list is told, and has it no more
  await expect(shown).toHaveCount(0);
  await analyst.goto(team.at + href);
  await expect(analyst.getByText(title)).toHaveCount(0);
  await expect(analyst.getByText('no report of the ledger is called')).toBeVisible();

  await admin.goto(team.at + href);
  await kept.getByRole('button', { name: 'Undo' }).click();
  await expect(kept).toHaveCount(0);
  await analyst.goto(`${team.at}/reports`);
  await expect(shown).toHaveCount(1);
});

test('what comes in restricted is at no moment shown to others', async ({ team, browser }) => {
  const admin = await come(browser, team.link, 'Mirel', 'a long enough password');
  await admin.goto(`${team.at}/add`);
  await admin
    .getByLabel('Or paste a report')
    .fill('A raid on Sarnem killed four people on 3 March 2031, Canary Radio said.');
  await admin.getByRole('button', { name: 'Read it' }).click();
  const keep = admin.getByRole('button', { name: /^Keep/ });
  await expect(keep).toBeEnabled();
  await admin.getByLabel('Who may see it').selectOption('administrator');
  await expect(keep).toBeDisabled();
  await admin.getByLabel('Reason').fill('it names a witness');
  await keep.click();
  await admin.locator('main a[href^="/reports/"]').first().click();
  const kept = admin.getByRole('region', { name: 'Restricted' });
  await expect(kept).toContainText('Administrators alone');
  await expect(kept).toContainText('it names a witness');
});
