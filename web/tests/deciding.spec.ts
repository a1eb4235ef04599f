import type { Page } from '@playwright/test';
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
  const bar = page.getByRole('toolbar', { name: 'Say what these words are' });
  await expect(bar).toContainText('“2”');
  await bar.getByRole('button', { name: 'Correct the incident' }).click();
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

/** Tab on until the text of the report has the focus. */
async function intoText(page: Page): Promise<void> {
  for (let n = 0; n < 60; n += 1) {
    if (await page.evaluate(() => document.activeElement?.matches('article.text') ?? false)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('the text cannot be reached by Tab');
}

test('a report is marked by keyboard alone: toll, incident, statement, taken out, undone', async ({ desk, page }) => {
  const found = await (await fetch(`${desk.at}/api/reports?outlet=Valley%20Post`)).json();
  const id = found.reports[0].report as string;
  const read = async () => (await fetch(`${desk.at}/api/reports/${id}`)).json();
  await page.goto(`${desk.at}/reports/${id}`);
  await expect(page.locator('article.text')).toBeVisible();
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const status = page.getByRole('status').first();
  await intoText(page);
  await press('t');
  await expect(status).toHaveText('Choose words first');
  await press('?');
  await expect(page.getByRole('dialog')).toContainText('Take out');
  await press('Escape');
  await intoText(page);

  // "Shelling killed 2 people in Brody on ...": the third word and the next
  await press('ArrowRight', 'ArrowRight', 'ArrowRight', 'Shift+ArrowRight');
  const bar = page.getByRole('toolbar');
  await expect(bar).toContainText('“2 people”');
  await press('t');
  const form = page.getByRole('dialog');
  await expect(form.getByLabel('What it is')).toHaveValue('2');
  await press('Tab', 'Tab');
  await page.keyboard.type('3-5');
  await press('Tab', 'Tab', 'Tab');
  await page.keyboard.type('the list names three, and two more were missed');
  await press('Enter');
  await expect(status).toContainText('Marked: entry');
  const toll = page.locator('aside li').filter({ hasText: 'Killed: 3–5' });
  await expect(toll.first()).toContainText('Ana');
  await expect(page.locator('.text .hand').first()).toHaveAttribute('title', /the list names three.*read was: 2/);
  expect((await read()).reading.incidents[0].killed).toHaveLength(1);

  // an incident on the word after; the focus is in the text again
  await press('ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight');
  await expect(bar).toContainText('“medics”');
  await press('i');
  await page.keyboard.type('Abduction');
  await press('Tab', 'Tab', 'Tab', 'Enter');
  await expect(status).toContainText('Marked: entry');
  const incident = page.locator('aside .entry').filter({ hasText: 'Abduction' });
  await expect(incident.first()).toContainText('“medics”');

  // a statement from there to the end of the line's words
  await press('Shift+ArrowRight', 'Shift+ArrowRight', 's');
  await page.keyboard.type('denies');
  await press('Tab');
  await page.keyboard.type('medics');
  await press('Tab', 'Tab', 'Tab', 'Tab', 'Enter');
  await expect(status).toContainText('Marked: entry');
  const after = await read();
  const denial = after.reading.statements.find((one: { act: string }) => one.act === 'deny');
  expect(denial.speaker_name).toBe('medics');
  expect(after.marked.map((one: { part: string }) => one.part)).toEqual(['value', 'incident', 'statement']);

  // the first word names the shelling that was read: no incident, says the person
  await press('Home', 'x');
  await expect(form).toContainText('No incident: Shelling “Shelling”');
  await press('Enter');
  await expect(status).toContainText('Taken out: entry');
  await expect(page.locator('aside .entry').filter({ hasText: 'Shelling · Brody' })).toHaveCount(0);
  await press('u');
  await expect(status).toContainText('Undone: Taken out');
  await expect(page.locator('aside .entry').filter({ hasText: 'Shelling · Brody' })).toHaveCount(1);
  const shown = await read();
  expect(shown.reading.incidents).toHaveLength(2);
  // what nobody could mark is told
  await press('Home', 'Escape', 'x');
  await expect(status).toHaveText('Choose words first');
});

test('what somebody is said to say of an incident is added and taken out', async ({ desk, page }) => {
  const found = await (await fetch(`${desk.at}/api/reports?outlet=Valley%20Post`)).json();
  const id = found.reports[0].report as string;
  const claims = async () => {
    const read = await (await fetch(`${desk.at}/api/reports/${id}`)).json();
    return read.reading.incidents[0].claims as { by: string | null; says: string; party: string | null }[];
  };
  const before = await claims();
  await page.goto(`${desk.at}/reports/${id}`);
  await intoText(page);
  await page.keyboard.press('Home');
  await page.keyboard.press('b');
  const form = page.getByRole('dialog');
  await form.getByLabel('Who says so').selectOption({ index: 1 });
  await form.getByLabel('What is said of it').selectOption('not_responsible');
  await form.getByLabel('Party').fill('Valley militia');
  await form.getByLabel('Reason').fill('the medics clear the militia');
  await page.keyboard.press('Enter');
  const status = page.getByRole('status').first();
  await expect(status).toContainText('Marked: entry');
  const row = page.locator('aside .values li').filter({ hasText: 'did not do it · Valley militia' });
  await expect(row).toContainText('Ana');
  const marked = await claims();
  expect(marked).toHaveLength(before.length + 1);
  expect(marked.at(-1)).toMatchObject({ says: 'not_responsible', party: 'Valley militia' });
  await row.getByRole('button', { name: /^Not said:/ }).click();
  await expect(form).toContainText('did not do it · Valley militia');
  await page.keyboard.press('Enter');
  await expect(status).toContainText('Taken out: entry');
  await expect(row).toHaveCount(0);
  expect(await claims()).toEqual(before);
});

test('words are chosen with the mouse, and two at once are told of each other', async ({ desk, browser }) => {
  const found = await (await fetch(`${desk.at}/api/reports?outlet=Valley%20Post`)).json();
  const at = `${desk.at}/reports/${found.reports[0].report}`;
  const open = async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(at);
    await page.locator('.text .place').first().dblclick();
    await page.getByRole('button', { name: /^Role/ }).click();
    await page.getByLabel('This is the').selectOption('place');
    await page.getByLabel('What it is').fill('Brody @ 50.5, 30.2');
    await page.getByLabel('Reason').fill('the village, not the town');
    return page;
  };
  const [one, other] = [await open(), await open()];
  await other.route('**/api/reports/**', (route) => route.abort());
  const mark = { name: 'Mark', exact: true };
  await one.getByRole('dialog').getByRole('button', mark).click();
  await expect(one.getByRole('dialog')).toBeHidden();
  await other.getByRole('dialog').getByRole('button', mark).click();
  await expect(other.getByRole('dialog').getByRole('alert')).toContainText('decided on this report meanwhile');
  await expect(other.getByLabel('What it is')).toHaveValue('Brody @ 50.5, 30.2');
  await other.unroute('**/api/reports/**');
  await other.reload();
  await expect(other.getByText('the village, not the town').first()).toBeVisible();
  await other
    .locator('aside')
    .getByRole('button', { name: /^Undo #/ })
    .click();
  await expect(other.getByRole('status').first()).toContainText('Undone: Marked');
  await expect(other.getByText('the village, not the town')).toHaveCount(0);
});

test('two that are not the same wait no more as a pair', async ({ desk, page }) => {
  const queue = async () => (await fetch(`${desk.at}/api/review?why=link`)).json();
  const before = await queue();
  const { incident, other } = before.items[0];
  await page.goto(`${desk.at}/review?why=link`);
  const current = page.locator('.queue [aria-current="true"]');
  await expect(current).toBeVisible();
  await page.keyboard.press('d');
  await expect(page.getByRole('dialog')).toContainText('what is read never joins them');
  await page.keyboard.press('Tab');
  await page.keyboard.type('two days of shelling');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').first()).toContainText('Told apart: entry');
  type Waits = { incident: { id: string }; other: { id: string } | null };
  const asked = (one: Waits) => one.incident.id === incident.id && one.other?.id === other.id;
  const now = await queue();
  expect(now.items.some(asked)).toBe(false);
  await page.goto(`${desk.at}/incidents/${other.id}`);
  await expect(page.getByRole('heading', { name: 'Not the same as' })).toBeVisible();
  await expect(page.getByRole('link', { name: incident.id })).toBeVisible();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('one after all');
  await page.getByRole('dialog').getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Not the same as' })).toBeHidden();
  expect((await queue()).items.some(asked)).toBe(true);
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

test('a log of incidents comes in once somebody said what its columns mean', async ({ desk, page }) => {
  const log =
    'No,Day,Event,Town,Dead,Remark\n7,2031-04-02,shelling,Harrow,3,near the mill\n8,2031-04-03,raid,Harrow,two,\n';
  await page.goto(`${desk.at}/add`);
  await expect(page.getByText('You are Ana')).toBeVisible();
  await page
    .getByLabel('Drop files here')
    .setInputFiles({ name: 'harrow.csv', mimeType: 'text/csv', buffer: Buffer.from(log) });
  const mapping = page.getByLabel('What its columns mean');
  await expect(mapping).toHaveValue(/log = "harrow"/);
  // what is wrong is told, and the text stays
  await mapping.fill('log = "harrow"\nkey = "Number"\n[columns]\ndate = "Day"\n');
  await page.getByRole('button', { name: 'Read the rows' }).click();
  await expect(page.getByRole('alert')).toContainText('Number');
  await mapping.fill(
    'log = "harrow"\nkey = "No"\n[columns]\ndate = "Day"\ntype = "Event"\nplace = "Town"\nkilled = "Dead"\n[types]\nraid = "armed_clash"\n',
  );
  await page.getByRole('button', { name: 'Read the rows' }).click();
  await expect(page.getByText('Shelling · Harrow')).toBeVisible();
  await page.getByRole('button', { name: 'Keep 2 reports' }).click();
  await expect(page.getByText('2 reports kept')).toBeVisible();
  // the lists follow after a moment
  const killed = async () => {
    const kept = await (await fetch(`${desk.at}/api/incidents?outlet=harrow`)).json();
    return kept.incidents.map((one: { killed: { min: number } }) => one.killed.min).sort();
  };
  await expect.poll(killed).toEqual([2, 3]);
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
