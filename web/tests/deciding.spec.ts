import { expect, test } from './desk';

test('review by keyboard alone: look, confirm, undo, correct, mark several', async ({ desk, page }) => {
  await page.goto(`${desk.at}/review`);
  const current = page.locator('.queue [aria-current="true"]');
  await expect(current).toBeVisible();
  const first = await current.innerText();
  const press = (key: string) => page.keyboard.press(key);

  await press('?');
  await expect(page.getByRole('dialog')).toContainText('Undo the last decision');
  await press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  await press('j');
  await expect(current).not.toHaveText(first);
  await press('k');
  const waiting = page.getByText(/\d+ wait, what matters most first/);
  const before = Number.parseInt(await waiting.innerText());
  await press('c');
  await page.keyboard.type('both reports agree');
  await press('Enter');
  await expect(page.getByRole('status').first()).toContainText('Confirmed: entry');
  await expect(waiting).toHaveText(new RegExp(`^${before - 1} wait`));
  await press('u');
  await expect(page.getByRole('status').first()).toContainText('Undone');
  await expect(waiting).toHaveText(new RegExp(`^${before} wait`));

  await press('e');
  const form = page.getByRole('dialog');
  await expect(form).toContainText('Your value stands');
  await press('Tab');
  await page.keyboard.type('7');
  await press('Tab');
  await expect(form.getByLabel('Reason')).toHaveValue('both reports agree');
  await press('Enter');
  await expect(page.getByRole('status').first()).toContainText('Corrected: entry');

  await press('x');
  await press('j');
  await press('x');
  await expect(page.getByText('2 marked')).toBeVisible();
  await press('r');
  await expect(page.getByRole('dialog')).toContainText('2 incidents');
  await press('Enter');
  await expect(page.getByRole('status').first()).toContainText('Rejected: entry');
  const rejected = await (await fetch(`${desk.at}/api/incidents?status=rejected`)).json();
  expect(rejected.total).toBe(2);
});

test('two people at once: one decision is made, the other is told, neither is lost', async ({ desk, browser }) => {
  const review = await (await fetch(`${desk.at}/api/review`)).json();
  const id = review.items[0].incident.id as string;
  const open = async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${desk.at}/incidents/${id}`);
    await page.getByRole('button', { name: 'Correct', exact: true }).click();
    await page.getByLabel('What it is').fill('9');
    await page.getByLabel('Reason').fill('counted on the spot');
    return page;
  };
  const [one, other] = [await open(), await open()];
  // the second has not seen what the first decided: its page is held back from asking again
  await other.route('**/api/incidents/**', (route) => route.abort());
  await one.getByRole('dialog').getByRole('button', { name: 'Correct' }).click();
  await expect(one.getByRole('dialog')).toBeHidden();
  await other.getByRole('dialog').getByRole('button', { name: 'Correct' }).click();
  await expect(other.getByRole('dialog').getByRole('alert')).toContainText('decided on this incident meanwhile');
  await expect(other.getByLabel('What it is')).toHaveValue('9');
  await other.unroute('**/api/incidents/**');
  await other.reload();
  await expect(other.getByText('counted on the spot').first()).toBeVisible();
});

test('words of a report correct an incident', async ({ desk, page }) => {
  const found = await (await fetch(`${desk.at}/api/reports?outlet=Valley%20Post`)).json();
  await page.goto(`${desk.at}/reports/${found.reports[0].report}`);
  await page.locator('.text .toll').first().dblclick();
  const bar = page.getByRole('form', { name: 'Correct with these words' });
  await expect(bar).toContainText('“2”');
  await bar.getByRole('button', { name: 'Correct' }).click();
  await page.getByLabel('What it is').fill('3');
  await page.getByLabel('Reason').fill('the list names three');
  await page.getByRole('dialog').getByRole('button', { name: 'Correct' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await page
    .locator('aside')
    .getByRole('link', { name: /Shelling · Brody/ })
    .click();
  await expect(page.getByText('the list names three').first()).toBeVisible();
  await expect(page.locator('ins').filter({ hasText: /^3$/ })).toBeVisible();
});

test('what is read is seen before it is kept', async ({ desk, page }) => {
  await page.goto(`${desk.at}/add`);
  await page.getByLabel('Outlet').fill('Sava Radio');
  await page
    .getByLabel('Or paste a report')
    .fill('Sela Marrow said that shells had killed nine people in Harrow on 3 March 2031.');
  await page.getByRole('button', { name: 'Read it' }).click();
  await expect(page.getByText('1 statement')).toBeVisible();
  const before = await (await fetch(`${desk.at}/api/reports?outlet=Sava%20Radio`)).json();
  expect(before.reports).toEqual([]);
  await page.getByRole('button', { name: 'Keep 1 report' }).click();
  await expect(page.getByText('1 report kept')).toBeVisible();
  await page.goto(`${desk.at}/sources`);
  await expect(page.getByRole('link', { name: 'Sava Radio' })).toBeVisible();
});

test('an address is asked for where the desk was opened for it', async ({ desk, fetching, page }) => {
  const field = page.getByLabel('Or the address of a report or a feed');
  await page.goto(`${desk.at}/add`);
  await expect(page.getByLabel('Or paste a report')).toBeVisible();
  await expect(field).toBeHidden();
  await page.goto(`${fetching.at}/add`);
  await field.fill('http://127.0.0.1/feed.xml');
  await page.getByRole('button', { name: 'Fetch and read it' }).click();
  await expect(page.getByRole('alert')).toContainText('no machine of the public web has this name');
  await expect(page.getByRole('heading', { name: 'http://127.0.0.1/feed.xml' })).toBeVisible();
});
