import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Workflow } from '../../analysis/schema/index.ts';
import { once } from '../../server/work/once.ts';
import { createWorkflows } from '../../server/workflows.ts';
import { ask, BPMN, CSV, ended, importLog, type Service, service } from './ground.ts';

let it: Service;
beforeAll(async () => {
  it = await service();
});
afterAll(() => it.close());

const made = async (name: string): Promise<string> => (await ask(it.app, 'POST', '/api/workflows', { name })).json.id;
const workflow = async (id: string): Promise<Workflow> => (await ask(it.app, 'GET', `/api/workflows/${id}`)).json;
const change = (id: string, body: object) => ask(it.app, 'PATCH', `/api/workflows/${id}`, body);
const drop = (path: string) => ask(it.app, 'DELETE', path);

test('changes at once do not undo each other', async () => {
  const id = await made('Busy');
  await Promise.all([change(id, { owner: 'Ann' }), change(id, { classes: { a: 'check' } }), change(id, { name: 'Busier' })]);
  expect(await workflow(id)).toMatchObject({ name: 'Busier', owner: 'Ann', classes: { a: 'check' } });
});

test('it points at nothing that is not there, and a refused change does not hold up the next', async () => {
  const id = await made('Careful');
  expect((await change(id, { log: 'none' })).status).toBe(404);
  expect((await change(id, { document: 'none' })).status).toBe(404);
  expect((await change(id, { name: 'Still careful' })).status).toBe(200);
  expect(await workflow(id)).toMatchObject({ name: 'Still careful', log: null, document: null });
});

test('a log that goes is the current one of nobody, whoever it belonged to', async () => {
  const log = await importLog(it.app, 'shared.csv', CSV);
  const [one, two] = [await made('One'), await made('Two')];
  for (const id of [one, two]) await change(id, { log });
  expect((await drop(`/api/logs/${log}`)).json).toEqual({ dropped: log });
  for (const id of [one, two]) expect((await workflow(id)).log).toBeNull();
  expect((await drop(`/api/logs/${log}`)).status).toBe(404);
});

test('one that goes while others change it does not come back', async () => {
  const id = await made('Going');
  await Promise.all([change(id, { owner: 'Ann' }), drop(`/api/workflows/${id}`), change(id, { owner: 'Bob' })]);
  expect((await ask(it.app, 'GET', `/api/workflows/${id}`)).status).toBe(404);
});

describe('while work is under way', () => {
  test('an import into a workflow that goes leaves no log behind', async () => {
    const id = await made('Vanishing');
    const importing = importLog(it.app, 'late.csv', CSV, id).catch(() => null);
    await expect
      .poll(async () => (await it.jobs.list()).some(({ kind, title }) => kind === 'import' && title.includes('late.csv')))
      .toBe(true);
    await drop(`/api/workflows/${id}`);
    await importing;
    expect((await ask(it.app, 'GET', `/api/logs?workflow=${id}`)).json).toEqual([]);
  });

  test('a report that is ready after its log has gone is not kept', async () => {
    const log = await importLog(it.app, 'brief.csv', CSV);
    const report = { kind: 'comparison', id: 'r', made: { log, document: null } } as never;
    const making = once(it.store.catalog, 'r', async () => {
      await createWorkflows(it.store).dropLog(log);
      return { report };
    });
    await expect(making).rejects.toMatchObject({ code: 'not-found' });
    await expect(it.store.catalog.get('report', 'r')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('reports go with the log and with the document they were made from', async () => {
    const log = await importLog(it.app, 'small.csv', CSV);
    const document = async (): Promise<string> => (await ask(it.app, 'POST', '/api/documents?name=abc.bpmn', BPMN)).json.id;
    const compare = async (id: string) => ended(it.app, (await ask(it.app, 'POST', `/api/logs/${log}/compare`, { document: id })).json);
    const kept = async (): Promise<number> => (await ask(it.app, 'GET', `/api/comparisons?log=${log}`)).json.length;
    const [first, second] = [await document(), await document()];
    for (const id of [first, second]) expect((await compare(id)).state).toBe('done');
    expect(await kept()).toBe(2);
    await drop(`/api/documents/${first}`);
    expect(await kept()).toBe(1);
    await drop(`/api/logs/${log}`);
    expect(await kept()).toBe(0);
  });
});
