import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Started, start, violations } from './browser.ts';

let it: Started;
beforeAll(async () => {
  it = await start();
});
afterEach(async () => {
  await it.tidy();
});
afterAll(async () => {
  await it?.stop();
});

/** The sample that the server loads by itself. */
const sample = async (): Promise<{ readonly id: string; readonly log: string; readonly document: string }> => {
  const reply = await fetch(`${it.address}/api/workflows`);
  return ((await reply.json()) as { id: string; name: string; log: string; document: string }[]).find(
    ({ name }) => name === 'Purchase to pay',
  )!;
};

const csv = [
  'order;step;start;end;who;group;amount',
  ...['A', 'B', 'C'].flatMap((order, i) => [
    `${order};Receive;2024-03-0${i + 1} 09:00:00;2024-03-0${i + 1} 09:10:00;Dana;Intake;${100 * (i + 1)}`,
    `${order};Check;2024-03-0${i + 1} 10:00:00;2024-03-0${i + 1} 10:30:00;Rafael;Control;${100 * (i + 1)}`,
    ...(order === 'C' ? [] : [`${order};Approve;2024-03-0${i + 2} 08:00:00;2024-03-0${i + 2} 08:05:00;Mia;Control;${100 * (i + 1)}`]),
  ]),
].join('\n');

const importFile = async (page: Page, name: string, text: string): Promise<void> => {
  await page.goto(`${it.address}/import`);
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.getByText('What the columns mean').waitFor();
};

describe('a file becomes a log', () => {
  test('choose, import, and the quality report, the cases and one case are there', async () => {
    const { page, errors } = await it.page();
    await importFile(page, 'small_orders.csv', csv);
    expect(await page.getByLabel('Case', { exact: true }).inputValue()).toBe('order');
    expect(await page.getByLabel('Activity', { exact: true }).inputValue()).toBe('step');
    expect(await page.locator('#role-end').inputValue()).toBe('end');
    expect(await page.locator('#role-start').inputValue()).toBe('start');
    await page.getByRole('heading', { name: /^A\b/ }).waitFor();
    await page.getByRole('button', { name: 'Import', exact: true }).click();

    await page.getByRole('heading', { name: 'What the import of small orders found' }).waitFor();
    const facts = await page.locator('.data-quality .facts > div').allInnerTexts();
    expect(facts.map((fact) => fact.replace(/\s+/g, ' '))).toEqual(
      expect.arrayContaining(['Rows in the source 8', 'Left out 0', 'Events 8', 'Cases 3', 'Variants 2']),
    );

    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Cases' }).click();
    await page.getByRole('row', { name: /^A / }).click();
    await expect.poll(() => page.locator('.timeline-step .strong').allInnerTexts()).toEqual(['Receive', 'Check', 'Approve']);
    // 09:10 to 10:00, then 10:30 to 08:00 the next day.
    const waits = await page.locator('.timeline-wait').allInnerTexts();
    expect(waits.map((wait) => wait.replace(/\s+/g, ' ').trim())).toEqual(['waits 50 min', 'waits 21 h 30 min']);
    expect(errors).toEqual([]);
  });

  test('a file that is not a log says what is wrong, and keeps nothing', async () => {
    const { page } = await it.page();
    await page.goto(`${it.address}/import`);
    await page.locator('input[type=file]').setInputFiles({ name: 'empty.csv', mimeType: 'text/csv', buffer: Buffer.from('') });
    await page.getByRole('alert').filter({ hasText: /empty/i }).waitFor();
    const reply = await fetch(`${it.address}/api/logs`);
    expect(((await reply.json()) as { source: string }[]).filter(({ source }) => source === 'empty.csv')).toEqual([]);
  });
});

describe('the address is the state', () => {
  test('a filter counts, can be turned round and undone, and a copied link reopens it', async () => {
    const { id } = await sample();
    const { page } = await it.page();
    await page.goto(`${it.address}/w/${id}/cases`);
    await page.getByRole('button', { name: 'Add filter' }).click();
    await page.getByRole('menuitem', { name: /Contains an activity/ }).click();
    await page.getByRole('checkbox', { name: /^Clarify Difference/ }).check();
    await page.locator('dp-filter-form').getByRole('button', { name: 'Add filter' }).click();
    const left = page.locator('.filter-left [role=status]');
    const counted = async () => Number(((await left.locator('strong').textContent()) ?? '').replace(/\D/g, ''));
    await left.locator('strong').waitFor();
    const kept = await counted();
    expect(kept).toBeGreaterThan(0);

    await page.getByRole('button', { name: 'Leave out instead: with Clarify Difference' }).click();
    await expect.poll(counted).toBe(5000 - kept);
    const address = page.url();
    const { page: other } = await it.page();
    await other.goto(address);
    await other.getByText('without').waitFor();
    await expect
      .poll(async () => Number(((await other.locator('.filter-left strong').textContent()) ?? '').replace(/\D/g, '')))
      .toBe(5000 - kept);

    await page.keyboard.press('Control+z');
    await expect.poll(counted).toBe(kept);
    await page.keyboard.press('Control+z');
    await expect.poll(() => left.textContent()).toMatch(/all/);
    await page.goBack();
    await expect.poll(counted).toBe(kept);
  });

  test('a damaged filter is left out, and says so', async () => {
    const { id } = await sample();
    const { page } = await it.page();
    await page.goto(`${it.address}/w/${id}/cases?f=nonsense`);
    await page.getByText('could not be read').waitFor();
    await page.getByText('all 5').waitFor();
  });

  test('keys go to views, search, and walk a table down to a case', async () => {
    const { id } = await sample();
    const { page } = await it.page();
    await page.goto(`${it.address}/w/${id}/data`);
    await page.getByRole('heading', { name: 'Data', exact: true }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.getByRole('grid', { name: 'Cases' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('PR-10001');
    await page.getByText(/of 10 cases/).waitFor();
    await page.locator('tr[data-index="0"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.timeline').waitFor();
    await page.locator('.drawer-body').focus();
    await page.keyboard.press('Escape');
    await page.locator('.timeline').waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  });
});

describe('what can be taken away', () => {
  test('the cases as CSV, all of them', async () => {
    const { id } = await sample();
    const { page } = await it.page();
    await page.goto(`${it.address}/w/${id}/cases`);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const lines = Buffer.concat(chunks).toString().trim().split('\n');
    expect(lines).toHaveLength(5001);
    expect(lines[0]).toContain('caseId');
  });

  test('the drawing of the document as SVG', async () => {
    const { id } = await sample();
    const { page } = await it.page();
    await page.goto(`${it.address}/w/${id}/document`);
    await page.locator('.bpmn-canvas .djs-shape').first().waitFor();
    await page.getByRole('button', { name: 'Download the drawing' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: /SVG/ }).click()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toMatch(/^<svg[\s\S]*Budget[\s\S]*<\/svg>$/);
  });
});

describe.each(['light', 'dark'] as const)('accessible in the %s', (colorScheme) => {
  test.each(['workflows', 'import', 'mapping', 'cases', 'case', 'document', 'data', 'filter'] as const)('%s', async (view) => {
    const { id } = await sample();
    const { page, errors } = await it.page({ colorScheme });
    const paths = {
      workflows: '/',
      import: '/import',
      mapping: '/import',
      case: `/w/${id}/cases?case=PR-100017`,
      filter: `/w/${id}/cases`,
    } as const;
    await page.goto(it.address + (view in paths ? paths[view as keyof typeof paths] : `/w/${id}/${view}`), { waitUntil: 'networkidle' });
    if (view === 'mapping') {
      await importFile(page, 'small_orders.csv', csv);
      await page.getByRole('heading', { name: /^A\b/ }).waitFor();
    }
    if (view === 'filter') {
      await page.getByRole('button', { name: 'Add filter' }).click();
      await page.getByRole('menuitem', { name: /Has a value/ }).click();
      await page.getByLabel('Attribute').selectOption('team');
      await page.getByRole('checkbox').first().waitFor();
    }
    await page.waitForTimeout(300);
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
  });
});
