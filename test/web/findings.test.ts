import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Started, start, violations } from './browser.ts';

/** What is planted in the sample (fixtures/README.md), found in the view that is there for it. */

/** Other work may keep the machine busy. */
const patient = { timeout: 20_000 };

let it: Started;
let planted: Readonly<Record<string, number>>;
let workflow: { readonly id: string; readonly log: string };
beforeAll(async () => {
  it = await start();
  planted = JSON.parse(await readFile(new URL('../../fixtures/expected/purchase-to-pay.json', import.meta.url), 'utf8'));
  [workflow] = (await (await fetch(`${it.address}/api/workflows`)).json()) as [typeof workflow];
});
afterEach(async () => {
  await it.tidy();
});
afterAll(async () => {
  await it?.stop();
});

/** Plain spaces and digits without the thin spaces between them. */
const words = (text: string | null): string =>
  (text ?? '')
    .replace(/(\d)\u202f(?=\d)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
const open = async (view: string): Promise<{ readonly page: Page; readonly errors: string[] }> => {
  const opened = await it.page();
  await opened.page.goto(`${it.address}/w/${workflow.id}/${view}`);
  await opened.page.locator('.page h1').waitFor();
  return opened;
};
const headline = async (page: Page): Promise<string> => words(await page.locator('.page h1').textContent());
const left = async (page: Page): Promise<number> => Number((await page.locator('.filter-left strong').textContent())!.replace(/\D/g, ''));

describe('compare', () => {
  test('says how much follows the document, and every planted deviation with its date', async () => {
    const { page, errors } = await open('compare');
    expect(await headline(page)).toBe('60.8 % of 5000 cases follow the document');
    const listed = (await page.locator('.deviation').allTextContents()).map(words);
    const find = (name: string) => listed.find((text) => text.includes(name))!;
    expect(find('Call Supplier')).toContain(`${planted.supplierCalled} cases do Call Supplier`);
    expect(find('Call Supplier')).toMatch(/since (Jul|Aug) 2025/);
    expect(find('skip Approve Purchase Order')).toContain(`${planted.approvalSkipped} cases`);
    expect(find('skip Approve Purchase Order')).toContain('since Oct 2025');
    expect(find('skip Check Budget')).toContain(`${planted.informal} cases`);
    expect(listed.at(-1)).toContain(`${planted.trackerForgotten} cases skip Update Order Tracker`);
    expect(errors).toEqual([]);
  });

  test('drawing and list light each other up, by keyboard too, and cases can be kept', async () => {
    const { page } = await open('compare');
    await page.locator('.bpmn-canvas .djs-shape').first().waitFor();
    await page.locator('.deviation').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('[data-element-id="approve_order"].chosen').waitFor();
    await page.locator('[data-element-id="update_tracker"] .djs-hit').first().click();
    await page.locator('.deviation[aria-pressed="true"]').waitFor();
    expect(words(await page.locator('.deviation[aria-pressed="true"]').textContent())).toContain('Update Order Tracker');
    await page.getByRole('button', { name: /^\+ Call Supplier/ }).click();
    await page.getByRole('heading', { name: 'Call Supplier', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Keep these cases' }).click();
    await expect.poll(() => left(page).catch(() => 0), patient).toBe(planted.supplierCalled);
    await expect.poll(() => headline(page), patient).toBe(`0 % of ${planted.supplierCalled} cases follow the document`);
  });

  test('shows variants move by move', async () => {
    const { page } = await open('compare');
    await page.locator('.alignment').first().waitFor();
    const most = page
      .locator('.alignment')
      .filter({ has: page.locator('.move.model') })
      .first();
    expect(words(await most.locator('.move.model').first().textContent())).toContain('Approve Purchase Order');
    await page.getByRole('button', { name: 'All 69' }).click();
    expect(await page.locator('.alignment').first().locator('.move.model, .move.log').count()).toBe(0);
  });

  test('without a document says what is missing and where to get it', async () => {
    const made = await fetch(`${it.address}/api/workflows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Nothing documented' }),
    });
    const { id } = (await made.json()) as { id: string };
    await fetch(`${it.address}/api/workflows/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ log: workflow.log }),
    });
    const { page } = await it.page();
    for (const view of ['compare', 'exceptions']) {
      await page.goto(`${it.address}/w/${id}/${view}`);
      await page.getByRole('link', { name: 'Upload a document' }).waitFor();
    }
    await page.getByRole('link', { name: 'Upload a document' }).click();
    await page.getByRole('heading', { name: 'No documented workflow yet' }).waitFor();
  });
});

test('handoffs names the worst one, and the matrix is walked by arrows and opened by Enter', async () => {
  const { page, errors } = await open('handoffs');
  expect(await headline(page)).toMatch(
    /^Work waits a median 4 d between Line Management and Procurement: 23\.7 % of all waiting at handoffs$/,
  );
  await page.locator('.figure g.stop').first().focus();
  await page.keyboard.press('ArrowDown');
  const cell = page.locator('.figure g.stop:focus');
  const [from, to] = [await cell.getAttribute('data-from'), await cell.getAttribute('data-to')];
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `${from} → ${to}` }).waitFor();
  await page.getByRole('button', { name: 'People' }).click();
  await page.getByRole('heading', { name: 'Median wait between people' }).waitFor();
  expect(errors).toEqual([]);
});

test('bottlenecks names the worst place, and leads to its cases and to the map', async () => {
  const { page } = await open('bottlenecks');
  expect(await headline(page)).toMatch(/between Approve Requisition and Create Purchase Order: a median 4 d, 21\.8 % of all waiting$/);
  await page.locator('.figure g.stop').first().click();
  expect(await page.getByRole('link', { name: 'Show on the map' }).getAttribute('href')).toContain('/map?');
  await page.getByRole('link', { name: /^Show 4.394 cases$/ }).click();
  await expect.poll(() => left(page).catch(() => 0), patient).toBe(4394);
});

test('exceptions says where the informal path gathers', async () => {
  const { page, errors } = await open('exceptions');
  expect(await headline(page)).toBe(`39.2 % of cases leave the document: ${planted.exceptions} of 5000`);
  await page.getByLabel('Look into').selectOption('skipped-check-budget');
  const found = page.getByRole('heading', { name: /^72\.5.% of Supplier group Facility services do so, 12\.3 times/ });
  await found.waitFor();
  await page.locator('.figure g.stop').first().click();
  await expect.poll(() => left(page).catch(() => 0), patient).toBe(planted.informal);
  expect(errors).toEqual([]);
});

test('overhead asks about the rubber stamp, and takes corrections back', async () => {
  const { page } = await open('overhead');
  await page.locator('.yields').waitFor();
  const yields = (await page.locator('.yields li').allTextContents()).map(words);
  expect(yields.find((text) => text.startsWith('Approve Payment'))).toContain(
    `0 of ${planted.paymentsApproved} rejected or changed (less than 0.1 %): a rubber stamp?`,
  );
  expect(yields.find((text) => text.startsWith('Approve Requisition'))).toContain(`${planted.rejected} of 4705 rejected or changed (6.6 %`);
  const before = await headline(page);
  expect(before).toBe('46.3 % of the effort goes into managing the work');
  await page.getByLabel('What Call Supplier is for').selectOption('coordinate');
  await expect.poll(() => headline(page), patient).toBe('49.7 % of the effort goes into managing the work');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => headline(page), patient).toBe(before);
});

describe.each(['light', 'dark'] as const)('accessible in the %s', (colorScheme) => {
  test.each([
    'compare?deviation=skipped-approve-purchase-order&variants=all',
    'handoffs?from=Line+Management&to=Procurement',
    'handoffs?by=resource',
    'bottlenecks?kind=activity&to=Receive+Goods',
    'exceptions?family=skipped-check-budget',
    'overhead?class=approve',
  ])('%s', async (view) => {
    const { page, errors } = await it.page({ colorScheme });
    await page.goto(`${it.address}/w/${workflow.id}/${view}`, { waitUntil: 'networkidle' });
    await page.locator('.page h1').waitFor();
    await page.waitForTimeout(300);
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
  });
});
