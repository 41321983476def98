import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Started, start, violations } from './browser.ts';

/** Overview, map and variants of the sample, in a real browser. */

let it: Started;
let workflow: { readonly id: string; readonly log: string; readonly document: string };
beforeAll(async () => {
  it = await start();
  [workflow] = (await (await fetch(`${it.address}/api/workflows`)).json()) as [typeof workflow];
});
afterEach(async () => {
  await it.tidy();
});
afterAll(async () => {
  await it?.stop();
});

/** Plain spaces, and digits without the thin spaces between them. */
const words = (text: string | null): string =>
  (text ?? '')
    .replace(/(\d)\u202f(?=\d)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
const open = async (view: string): Promise<{ readonly page: Page; readonly errors: string[] }> => {
  const opened = await it.page();
  await opened.page.goto(`${it.address}/w/${workflow.id}/${view}`);
  return opened;
};
const ask = async (question: string): Promise<readonly Record<string, unknown>[]> => {
  const reply = await fetch(`${it.address}/api/logs/${workflow.log}/ask/${question}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  return ((await reply.json()) as { rows: Record<string, unknown>[] }).rows;
};
const left = async (page: Page): Promise<number> => Number((await page.locator('.filter-left strong').textContent())!.replace(/\D/g, ''));

describe('the overview', () => {
  test('answers the four questions with what is planted, and names what to act on', async () => {
    const { page } = await open('overview');
    const answer = async (question: string) => {
      const card = page.getByRole('article', { name: question });
      await card.locator('.answer-way').waitFor();
      return words(await card.textContent());
    };
    expect(await answer('Does the document still hold?')).toMatch(/No longer: 2\d\.\d % of the cases of the last 3 months follow it, 9\d/);
    expect(await answer('How much work leaves it?')).toMatch(
      /39\.2 % of the cases leave the document: 1962 of 5000\. Most often: 1087 cases/,
    );
    expect(await answer('Where does work wait between teams?')).toMatch(
      /4 d is the median wait .* Line Management to Procurement: 23\.7 %/,
    );
    expect(await answer('What does managing it cost?')).toMatch(/4\d\.\d % of the effort goes into approving/);
    await page.locator('.findings li').nth(2).waitFor();
    const found = (await page.locator('.findings li').allTextContents()).map(words);
    expect(found.map((text) => /Line Management|Approve Payment never rejects anything in 4689|Call Supplier/.exec(text)?.[0])).toEqual([
      'Line Management',
      'Approve Payment never rejects anything in 4689',
      'Call Supplier',
    ]);
    await page.locator('.findings a').nth(2).click();
    await page
      .getByRole('heading', { name: /Call Supplier/ })
      .first()
      .waitFor();
    expect(page.url()).toContain('/compare?deviation=');
  });

  test('a month of the trend opens the cases completed in it', async () => {
    const { page } = await open('overview');
    const month = page.locator('dp-figure .stop').nth(4);
    await month.waitFor();
    await month.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('grid', { name: 'Cases' }).waitFor();
    const rows = await ask('throughput');
    await expect.poll(() => left(page)).toBe(rows[4]!.completed);
  });

  test('without a document it says so, and leads to the one step', async () => {
    const change = (document: string | null) =>
      fetch(`${it.address}/api/workflows/${workflow.id}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ document }),
      });
    await change(null);
    try {
      const { page } = await open('overview');
      const card = page.getByRole('article', { name: 'How much work leaves it?' });
      await card.getByText('No documented workflow yet').waitFor();
      expect(await card.getByRole('link', { name: 'Add the document' }).getAttribute('href')).toContain('/document');
    } finally {
      await change(workflow.document);
    }
  });
});

describe('the map', () => {
  const counts = (page: Page) =>
    page.evaluate(() => ['g.node:not(.marker)', 'g.edge'].map((it) => document.querySelectorAll(`.map-canvas ${it}`).length));
  const places = (page: Page) =>
    page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll('.map-canvas g.node')].map((it) => [it.getAttribute('data-node'), it.getAttribute('transform')]),
      ),
    );

  test('shows the whole graph at 100, less below, and nothing moves', async () => {
    const [activities, flow] = await Promise.all([ask('activities'), ask('flow')]);
    const { page, errors } = await open('map?a=100&p=100');
    await page.locator('.map-canvas g.node').first().waitFor();
    expect(await counts(page)).toEqual([activities.length, flow.length]);
    const all = await places(page);
    await page.getByLabel('Activities, as a number').fill('40');
    await page.getByLabel('Activities, as a number').press('Enter');
    await page.getByLabel('Paths, as a number').fill('0');
    await page.getByLabel('Paths, as a number').press('Enter');
    // Two fifths of fifteen, and what these need to stay on a way from start to end.
    await expect.poll(async () => (await counts(page))[0]).toBeLessThan(9);
    expect((await counts(page))[0]).toBeGreaterThanOrEqual(6);
    const fewer = await places(page);
    for (const [node, place] of Object.entries(fewer)) expect(all[node]).toBe(place);
    await expect.poll(() => page.url()).toMatch(/a=40&p=0/);
    expect(errors).toEqual([]);
  });

  test('a path opens what is known of it, and keeps its cases', async () => {
    const flow = await ask('flow');
    const skip = flow.find(({ from, to }) => from === 'Create Purchase Order' && to === 'Send Order')!;
    const { page } = await open('map');
    // The middle of the frame around a bent line is not on the line: the pointer goes to where its label stands.
    await page.locator('.map-labels text', { hasText: '1\u202f035' }).click();
    const drawer = page.getByRole('complementary', { name: 'Create Purchase Order → Send Order' });
    await drawer.waitFor();
    expect(words(await drawer.locator('.detail-facts').first().textContent())).toContain(`Cases${skip.cases}`);
    await drawer.getByRole('button', { name: 'Keep these cases' }).click();
    await expect.poll(() => left(page)).toBe(skip.cases);
  });

  test('keys walk along the busiest paths and open an activity', async () => {
    const { page } = await open('map');
    await page.locator('.map-canvas g[tabindex="0"]').focus();
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    expect(await focused()).toMatch(/^Start/);
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toMatch(/^Path Start to Create Purchase Requisition: 5\u202f000 cases/);
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toMatch(/^Create Purchase Requisition/);
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Create Purchase Requisition' }).waitFor();
    expect(page.url()).toContain('step=Create+Purchase+Requisition');
  });

  test('time colours the paths, the table lists them, and the picture can be taken away whole', async () => {
    const { page } = await open('map?m=median&p=100');
    const slow = page.getByRole('button', { name: 'Path Approve Requisition to Create Purchase Order' });
    await slow.waitFor();
    expect(await slow.getAttribute('class')).toContain('w5');
    expect(words(await slow.getAttribute('aria-label'))).toContain('median 4 d between');
    await page.getByRole('button', { name: 'Download the map' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: /SVG/ }).click()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const svg = Buffer.concat(chunks).toString();
    for (const { activity } of await ask('activities')) expect(svg).toContain(`>${activity}<`);
    await page.getByRole('button', { name: 'Show as table' }).click();
    const table = page.getByRole('grid', { name: 'Paths of the map' });
    await table.waitFor();
    expect(await table.locator('tbody tr').count()).toBe((await ask('flow')).length);
  });
});

describe('the variants', () => {
  test('are told against the usual one; some are found, chosen and kept', async () => {
    const variants = await ask('variants');
    const { page, errors } = await open('variants');
    await page.getByRole('heading', { name: /^11 variants cover/ }).waitFor();
    const fourth = page.locator('tr[data-index="3"]');
    await fourth.locator('.chevron.added').waitFor();
    expect(await fourth.locator('.chevron.added text').allTextContents()).toEqual(['Call Supplier']);

    await page.keyboard.press('/');
    await page.keyboard.type('Close Requisition');
    const closing = variants.filter(({ activities }) => (activities as string[]).includes('Close Requisition'));
    await page.getByText(`${closing.length} of ${variants.length} rows`).waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');

    await page.getByRole('checkbox', { name: 'Variant 2', exact: true }).check();
    await page.getByRole('checkbox', { name: 'Variant 4', exact: true }).check();
    const chosen = Number(variants[1]!.cases) + Number(variants[3]!.cases);
    expect(words(await page.locator('.table-tools [role=status]').last().textContent())).toContain(`2 chosen: ${chosen} cases`);
    await page.getByRole('button', { name: 'Keep only these' }).click();
    await expect.poll(() => left(page)).toBe(chosen);
    expect(errors).toEqual([]);
  });

  test('one opens with its steps and cases', async () => {
    const { page } = await open('variants?variant=3');
    const drawer = page.getByRole('complementary', { name: 'Variant 4' });
    await drawer.locator('.variant-cases a').first().waitFor();
    expect(await drawer.locator('.variant-steps .added').allTextContents()).toEqual(['Call Supplieradded']);
    await drawer.locator('.variant-cases a').first().click();
    await page.locator('.timeline').waitFor();
  });
});

describe.each(['light', 'dark'] as const)('accessible in the %s', (colorScheme) => {
  test.each([
    ['overview', '.findings li'],
    ['overview?by=week', '.findings li'],
    ['map', '.map-canvas g.node'],
    ['map?m=p90&step=Match+Invoice', '.detail-facts'],
    ['map?as=table', 'dp-table td'],
    ['variants', '.chevron'],
    ['variants?variant=3&chosen=1.3&show=names', '.variant-cases a'],
  ])('%s', async (view, there) => {
    const { page, errors } = await it.page({ colorScheme });
    await page.goto(`${it.address}/w/${workflow.id}/${view}`);
    await page.locator(there).first().waitFor();
    await page.waitForTimeout(300);
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
  });
});
