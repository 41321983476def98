import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { api, problemReply } from '../../server/api.ts';
import { build } from '../../server/app.ts';
import { ask, BPMN, CSV, ended, importLog, type Service, service, upload } from './ground.ts';

let it: Service;
const told: unknown[] = [];
beforeAll(async () => {
  it = await service({ maxUploadBytes: 1_000_000, report: (message, error) => told.push([message, error]) });
});
afterAll(() => it.close());

const get = (url: string, headers?: Record<string, string>) => ask(it.app, 'GET', url, undefined, headers);
const post = (url: string, body?: unknown, headers?: Record<string, string>) => ask(it.app, 'POST', url, body, headers);
const remove = (url: string) => ask(it.app, 'DELETE', url);

/** The reply is exactly what the contract promises: unknown keys would be a leak. */
const promised = (name: keyof typeof api, value: unknown): void => {
  const schema = api[name].reply as z.ZodType;
  expect(schema.parse(value)).toEqual(value);
};

describe('a log and a document, all the way through', () => {
  let workflow: string;
  let log: string;
  let document: string;
  let report: string;

  test('a workflow is made, renamed and listed', async () => {
    const made = await post('/api/workflows', { name: 'Purchases' });
    expect(made.status).toBe(200);
    promised('createWorkflow', made.json);
    workflow = made.json.id;
    const changed = await ask(it.app, 'PATCH', `/api/workflows/${workflow}`, { owner: 'Ann', classes: { b: 'approve' } });
    promised('changeWorkflow', changed.json);
    expect(changed.json).toMatchObject({ name: 'Purchases', owner: 'Ann', classes: { b: 'approve' } });
    const all = await get('/api/workflows');
    promised('workflows', all.json);
    expect(all.json).toEqual([changed.json]);
  });

  test('a file is uploaded, read and previewed', async () => {
    const sent = await post('/api/uploads?name=small.csv', CSV);
    promised('upload', sent.json);
    expect(sent.json).toMatchObject({ kind: 'stage', title: 'Read small.csv' });
    const job = await ended(it.app, sent.json);
    expect(job).toMatchObject({ state: 'done', share: 1, error: null });
    const read = await get(`/api/uploads/${job.result}`);
    promised('uploaded', read.json);
    expect(read.json).toMatchObject({ name: 'small.csv', columns: ['Case ID', 'Activity', 'Complete Timestamp', 'Resource'], firstRow: 2 });
    expect(read.json.proposal.mapping).toMatchObject({
      case: 'Case ID',
      activity: 'Activity',
      end: 'Complete Timestamp',
      resource: 'Resource',
    });
    const shown = await post(`/api/uploads/${job.result}/preview`, { mapping: read.json.proposal.mapping });
    promised('preview', shown.json);
    expect(shown.json.cases[0].events.map(({ activity }: { activity: string }) => activity)).toEqual(['a', 'b', 'c']);

    const begun = await post('/api/logs', { upload: job.result, workflow, name: 'Small', mapping: read.json.proposal.mapping });
    promised('createLog', begun.json);
    const last = await ended(it.app, begun.json);
    expect(last).toMatchObject({ kind: 'import', state: 'done' });
    log = last.result as string;
    expect((await get(`/api/uploads/${job.result}`)).status).toBe(404);
    expect(await readdir(join(it.folder, 'uploads'))).toEqual([]);
  });

  test('the log is there, and is its workflow’s current one', async () => {
    const one = await get(`/api/logs/${log}`);
    promised('log', one.json);
    expect(one.json).toMatchObject({ name: 'Small', workflow, cases: 3, events: 8, activities: 3, variants: 2 });
    promised('quality', (await get(`/api/logs/${log}/quality`)).json);
    expect((await get(`/api/workflows/${workflow}`)).json.log).toBe(log);
    expect((await get(`/api/logs?workflow=${workflow}`)).json).toHaveLength(1);
    expect((await get('/api/logs?workflow=none')).json).toEqual([]);
  });

  test('a question is answered as JSON, CSV and Arrow alike', async () => {
    const json = await post(`/api/logs/${log}/ask/flow`, {});
    expect(json.type).toContain('application/json');
    expect(json.json.made).toMatchObject({ log, by: 'flow', filter: [] });
    const edges = json.json.rows.map((row: Record<string, unknown>) => [row.from, row.to, row.count]);
    expect(edges).toEqual(
      expect.arrayContaining([
        [null, 'a', 3],
        ['a', 'b', 2],
        ['b', 'c', 2],
        ['a', 'c', 1],
        ['c', null, 3],
      ]),
    );
    expect(edges).toHaveLength(5);

    const csv = await post(`/api/logs/${log}/ask/flow`, {}, { accept: 'text/csv' });
    expect(csv.type).toContain('text/csv');
    expect(csv.headers['content-disposition']).toContain('filename="flow.csv"');
    expect(csv.text.split('\r\n')).toHaveLength(1 + 5 + 1);
    expect(csv.text.split('\r\n')[0].split(',').slice(0, 4)).toEqual(['from', 'to', 'count', 'cases']);

    const arrow = await post(`/api/logs/${log}/ask/flow`, {}, { accept: 'application/vnd.apache.arrow.stream' });
    expect(arrow.type).toBe('application/vnd.apache.arrow.stream');
    const table = tableFromIPC(arrow.bytes);
    expect(table.toArray().map((row) => [row.from, row.to, Number(row.count)])).toEqual(edges);
  });

  test('a filter narrows the answer', async () => {
    const filter = [{ kind: 'activity', activities: ['b'] }];
    const reply = await post(`/api/logs/${log}/ask/overview`, { filter });
    expect(reply.json.rows[0]).toMatchObject({ cases: 2, events: 6, variants: 1 });
    expect(reply.json.made.filter).toMatchObject(filter);
  });

  test('a document is read and kept as it was given', async () => {
    const made = await post(`/api/documents?name=abc.bpmn&workflow=${workflow}`, BPMN);
    expect(made.text).toContain('"kind":"bpmn"');
    promised('createDocument', made.json);
    document = made.json.id;
    expect(made.json.steps.map(({ label }: { label: string }) => label).sort()).toEqual(['a', 'b', 'c']);
    expect(made.json.soundness.verdict).toBe('sound');
    const source = await get(`/api/documents/${document}/source`);
    expect(source.text).toBe(BPMN);
    expect(source.type).toContain('text/plain');
    expect((await get(`/api/workflows/${workflow}`)).json.document).toBe(document);
    promised('documents', (await get('/api/documents')).json);
  });

  test('the two are compared: one case of three skips b', async () => {
    const begun = await post(`/api/logs/${log}/compare`, { document });
    promised('compare', begun.json);
    const job = await ended(it.app, begun.json);
    expect(job).toMatchObject({ kind: 'compare', state: 'done', error: null });
    report = job.result as string;
    const lean = await get(`/api/comparisons/${report}`);
    promised('comparison', lean.json);
    const listed = await get('/api/comparisons');
    promised('comparisons', listed.json);
    expect(listed.json).toMatchObject([{ report, cases: lean.json.cases, exceptionRate: lean.json.exceptionRate }]);
    expect((await get('/api/comparisons?log=none')).json).toEqual([]);
    expect(lean.json).toMatchObject({ cases: 3, variants: 2, totalCost: 1, conformingCases: 2, optimal: true, shortestRun: 3 });
    expect(lean.json.made).toMatchObject({ log, document, filter: [] });
    expect(lean.json.perVariant).toBeUndefined();
    expect(lean.json.deviations).toHaveLength(1);
    expect(lean.json.deviations[0]).toMatchObject({ kind: 'skipped', activity: 'b', after: 'a', before: 'c', cases: 1, element: 'tb' });
    const full = await get(`/api/comparisons/${report}?variants=true`);
    promised('comparison', full.json);
    expect(full.json.perVariant).toHaveLength(2);
    expect(full.json.perVariant[1].moves.map(({ kind }: { kind: string }) => kind).filter((kind: string) => kind !== 'invisible')).toEqual([
      'sync',
      'model',
      'sync',
    ]);
  });

  test('the same comparison is not made twice', async () => {
    const job = await ended(it.app, (await post(`/api/logs/${log}/compare`, { document, filter: [] })).json);
    expect(job.result).toBe(report);
    const other = await ended(
      it.app,
      (await post(`/api/logs/${log}/compare`, { document, filter: [{ kind: 'activity', activities: ['b'] }] })).json,
    );
    expect(other.result).not.toBe(report);
    expect((await get(`/api/comparisons/${other.result}`)).json).toMatchObject({ cases: 2, conformingCases: 2, totalCost: 0 });
  });

  test('a model is discovered', async () => {
    const known = await get('/api/algorithms');
    promised('algorithms', known.json);
    const job = await ended(it.app, (await post(`/api/logs/${log}/discover/${known.json[0].id}`, {})).json);
    expect(job).toMatchObject({ kind: 'discover', state: 'done', error: null });
    const found = await get(`/api/discoveries/${job.result}`);
    promised('discovery', found.json);
    expect(found.json.soundness.verdict).toBe('sound');
    expect((await get(`/api/comparisons/${job.result}`)).status).toBe(404);
  });

  test('jobs are remembered', async () => {
    const all = await get('/api/jobs');
    promised('jobs', all.json);
    expect(all.json.length).toBeGreaterThan(4);
    promised('job', (await get(`/api/jobs/${all.json[0].id}`)).json);
    const cancelled = await remove(`/api/jobs/${all.json[0].id}`);
    expect(cancelled.json).toEqual(all.json[0]);
  });

  test('what goes takes its reports with it', async () => {
    expect((await remove(`/api/documents/${document}`)).json).toEqual({ dropped: document });
    expect((await get(`/api/comparisons/${report}`)).status).toBe(404);
    expect((await get(`/api/workflows/${workflow}`)).json.document).toBeNull();
    expect((await remove(`/api/workflows/${workflow}`)).json).toEqual({ dropped: workflow });
    expect((await get(`/api/logs/${log}`)).status).toBe(404);
    expect((await get('/api/logs')).json).toEqual([]);
    expect((await readdir(join(it.folder, 'logs'))).filter((name) => name.endsWith('.duckdb'))).toEqual([]);
  });
});

describe('what the service says of itself', () => {
  test('health', async () => {
    const reply = await get('/api/health');
    promised('health', reply.json);
    expect(reply.json.ok).toBe(true);
  });

  test('questions, with columns and units', async () => {
    const reply = await get('/api/questions');
    promised('questions', reply.json);
    const flow = reply.json.find(({ id }: { id: string }) => id === 'flow');
    expect(flow.columns.find(({ name }: { name: string }) => name === 'medianMs')).toMatchObject({ unit: 'ms', type: 'number' });
    expect(flow.params).toMatchObject({ type: 'object' });
  });

  test('OpenAPI names every endpoint of the contract, with its parameters', async () => {
    const { json } = await get('/api/openapi.json');
    expect(json.openapi).toBe('3.1.0');
    const operations = Object.values(json.paths as Record<string, Record<string, { operationId: string }>>).flatMap((path) =>
      Object.values(path),
    );
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(api).sort());
    const asked = json.paths['/api/logs/{log}/ask/{question}'].post;
    expect(asked.parameters.map(({ name }: { name: string }) => name)).toEqual(['log', 'question']);
    expect(Object.keys(asked.responses[200].content)).toContain('application/vnd.apache.arrow.stream');
    expect(json.paths['/api/uploads'].post.parameters).toMatchObject([{ name: 'name', in: 'query', required: true }]);
  });
});

describe('what goes wrong is said', () => {
  test('everything wrong with a request at once, with its place', async () => {
    const reply = await post('/api/logs', { name: '', mapping: { case: 1, activity: 'a', unknown: true } });
    expect(reply.status).toBe(400);
    expect(reply.type).toContain('application/problem+json');
    const problem = problemReply.parse(reply.json);
    expect(problem).toMatchObject({ code: 'bad-request', status: 400 });
    expect(problem.requestId).toMatch(/^[0-9a-f-]{36}$/);
    const places = problem.problems.map(({ place }) => place?.element);
    expect(places).toEqual(expect.arrayContaining(['body.upload', 'body.name', 'body.mapping.case', 'body.mapping.end', 'body.mapping']));
  });

  test.each([
    ['GET', '/api/nothing', 404],
    ['GET', '/api/workflows/none', 404],
    ['GET', '/api/logs/none', 404],
    ['GET', '/api/documents/none', 404],
    ['GET', '/api/documents/none/source', 404],
    ['GET', '/api/jobs/none', 404],
    ['GET', '/api/jobs/none/events', 404],
    ['GET', '/api/comparisons/none', 404],
    ['GET', '/api/uploads/none', 404],
    ['GET', '/api/uploads/..%2f..%2fcatalog', 404],
    ['DELETE', '/api/logs/none', 404],
    ['POST', '/api/uploads', 400],
    ['POST', '/api/logs/none/ask/flow', 404],
    ['POST', '/api/logs/none/discover/none', 404],
    ['GET', '/api/comparisons/none?variants=perhaps', 400],
  ] as const)('%s %s answers %i', async (method, url, status) => {
    const reply = await ask(it.app, method, url);
    expect(reply.status).toBe(status);
    expect(reply.type).toContain('application/problem+json');
    expect(problemReply.parse(reply.json).detail.length).toBeGreaterThan(5);
  });

  test('a question with a word that it does not know is refused, not answered unfiltered', async () => {
    const reply = await post('/api/logs/none/ask/flow', { filters: [{ kind: 'rework' }] });
    expect(reply.status).toBe(400);
    expect(reply.json.detail).toContain('filters');
  });

  test('JSON that is none, and a body of another kind', async () => {
    const headers = { 'content-type': 'application/json' };
    const broken = await it.app.inject({ method: 'POST', url: '/api/workflows', headers, payload: '{"name":' });
    expect(broken.statusCode).toBe(400);
    expect(problemReply.parse(broken.json()).code).toBe('bad-request');
    const xml = await it.app.inject({ method: 'POST', url: '/api/workflows', headers: { 'content-type': 'text/xml' }, payload: '<a/>' });
    expect(xml.statusCode).toBe(415);
    expect(xml.headers['content-type']).toContain('application/problem+json');
    const huge = await it.app.inject({
      method: 'POST',
      url: '/api/workflows',
      headers,
      payload: JSON.stringify({ name: 'x'.repeat(5_000_000) }),
    });
    expect(huge.statusCode).toBe(413);
    expect(problemReply.parse(huge.json()).code).toBe('too-large');
  });

  test('what is our fault shows nothing but the request’s id, and is told to the log', async () => {
    const list = () => Promise.reject(new Error('duckdb: /secret/path is torn'));
    const store = { ...it.store, catalog: { ...it.store.catalog, list } };
    const other = build({ store, jobs: it.jobs, report: (message, error) => told.push([message, error]) });
    told.length = 0;
    const reply = await ask(other, 'GET', '/api/workflows');
    expect(reply.status).toBe(500);
    expect(problemReply.parse(reply.json)).toMatchObject({ code: 'internal', problems: [] });
    expect(reply.text).not.toMatch(/at .*\.ts|duckdb|secret/i);
    expect(told).toHaveLength(1);
    expect(String((told[0] as unknown[])[0])).toContain(reply.json.requestId);
    await other.close();
  });
});

describe('bad input leaves a clear message and nothing half-made', () => {
  const nothingLeft = async (): Promise<void> => {
    expect(await readdir(join(it.folder, 'uploads'))).toEqual([]);
    expect((await get('/api/logs')).json).toEqual([]);
    expect((await get('/api/documents')).json).toEqual([]);
    expect((await readdir(join(it.folder, 'logs')).catch(() => [])).length).toBe(0);
  };

  test.each([
    ['empty.csv', ''],
    ['header.csv', 'Case ID,Activity,Complete Timestamp\n'],
    ['picture.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])],
    ['ill.xes', '<?xml version="1.0"?><log><trace><event></trace></log>'],
    ['doctype.xes', '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "aaaa">]><log>&a;</log>'],
    ['broken.csv.gz', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3])],
  ])('%s is refused', async (name, content) => {
    const job = await upload(it.app, name, content);
    expect(job).toMatchObject({ state: 'failed', result: null });
    expect(job.error?.code).toBe('bad-file');
    expect(job.error?.message.length).toBeGreaterThan(10);
    await nothingLeft();
  });

  test('a file beyond the limit is cut off', async () => {
    const reply = await post('/api/uploads?name=big.csv', Buffer.alloc(1_000_001, 'a'));
    expect(reply.status).toBe(413);
    expect(problemReply.parse(reply.json).code).toBe('too-large');
    await nothingLeft();
  });

  test('a column that is not there, times that are none', async () => {
    const { result } = await upload(it.app, 'times.csv', 'case,activity,time\n1,a,yesterday\n1,b,soon\n');
    const mapping = { case: 'case', activity: 'activity', end: 'time' };
    const missing = await post('/api/logs', { upload: result, name: 'x', mapping: { ...mapping, end: 'when' } });
    const first = missing.status === 200 ? await ended(it.app, missing.json) : null;
    expect(first?.error ?? missing.json).toMatchObject({ code: 'bad-mapping' });
    expect(JSON.stringify(first?.error ?? missing.json)).toContain('when');
    const none = await ended(it.app, (await post('/api/logs', { upload: result, name: 'x', mapping })).json);
    expect(none.state).toBe('failed');
    expect(none.error?.problems.length).toBeGreaterThan(0);
    await remove(`/api/uploads/${result}`);
    await nothingLeft();
  });

  test.each([
    ['no-start.bpmn', BPMN.replace('<startEvent id="s"/>', '').replace(/<sequenceFlow id="f1"[^>]*>/, '')],
    ['ill.bpmn', BPMN.replace('</process>', '')],
    ['doctype.bpmn', BPMN.replace('<definitions', '<!DOCTYPE definitions [<!ENTITY a "b">]>\n<definitions')],
    ['text.bpmn', 'hello'],
    ['empty.pnml', ''],
  ])('%s is told with its place', async (name, content) => {
    const reply = await post(`/api/documents?name=${name}`, content);
    if (reply.status === 200) {
      // What can be used is used: then the problems say what is wrong.
      expect(reply.json.problems.length + reply.json.soundness.problems.length).toBeGreaterThan(0);
      await remove(`/api/documents/${reply.json.id}`);
    } else {
      expect(reply.status).toBe(422);
      expect(problemReply.parse(reply.json).code).toMatch(/bad-model|bad-file/);
    }
    await nothingLeft();
  });

  test('a filter that leaves nothing, one that does not fit, parameters that do not', async () => {
    const log = await importLog(it.app, 'small.csv', CSV);
    const { id: document } = (await post('/api/documents?name=abc.bpmn', BPMN)).json;
    const empty = [
      { kind: 'activity', activities: ['b'] },
      { kind: 'activity', keep: false, activities: ['b'] },
    ];
    const none = await post(`/api/logs/${log}/ask/variants`, { filter: empty });
    expect([none.status, none.json.rows ?? none.json.code]).toEqual(none.status === 200 ? [200, []] : [422, 'nothing-left']);
    const compared = await post(`/api/logs/${log}/compare`, { document, filter: empty });
    const job = await ended(it.app, compared.json);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'nothing-left' } });
    const unknown = await post(`/api/logs/${log}/ask/flow`, { filter: [{ kind: 'attribute', column: 'colour', values: ['red'] }] });
    expect(unknown.status).toBe(422);
    expect(unknown.json).toMatchObject({ code: 'bad-filter' });
    const shape = await post(`/api/logs/${log}/ask/flow`, { filter: [{ kind: 'duration', minMs: -1 }] });
    expect(shape.status).toBe(400);
    expect(shape.json.problems[0].place.element).toBe('body.filter.0.minMs');
    const params = await post(`/api/logs/${log}/ask/variants`, { params: { limit: 'many' } });
    expect(params.status).toBe(400);
    expect((await post(`/api/logs/${log}/ask/everything`, {})).json.detail).toContain('flow');
    await remove(`/api/logs/${log}`);
    await remove(`/api/documents/${document}`);
    await nothingLeft();
  });
});

describe('the web pages', () => {
  let pages: Service;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'desire-path-web-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>Desire Path</title>');
    await writeFile(join(folder, 'assets', 'index-abc123.js'), 'export {};');
    pages = await service({ web: folder });
  });
  afterAll(async () => {
    await pages.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('any address of the application is its page, never kept without asking', async () => {
    for (const url of ['/', '/workflows/1/map?filter=%5B%5D']) {
      const reply = await ask(pages.app, 'GET', url, undefined, { accept: 'text/html' });
      expect([reply.status, reply.type, reply.headers['cache-control']]).toEqual([200, expect.stringContaining('text/html'), 'no-cache']);
    }
  });

  test('a name with a hash is kept for ever; what is missing is missing', async () => {
    const script = await ask(pages.app, 'GET', '/assets/index-abc123.js');
    expect(script.headers['cache-control']).toContain('immutable');
    expect((await ask(pages.app, 'GET', '/assets/index-old.js')).status).toBe(404);
    expect((await ask(pages.app, 'GET', '/api/none', undefined, { accept: 'text/html' })).type).toContain('application/problem+json');
    expect((await ask(pages.app, 'GET', '/..%2f..%2fetc/passwd.txt')).status).toBeGreaterThanOrEqual(400);
  });

  test('every reply forbids what a page of ours never does', async () => {
    for (const url of ['/', '/api/health', '/api/none']) {
      const { headers } = await ask(pages.app, 'GET', url);
      expect(headers['content-security-policy']).toContain("default-src 'self'");
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });

  test('others are refused', async () => {
    const rebound = await ask(pages.app, 'GET', '/api/health', undefined, { host: 'evil.example' });
    expect([rebound.status, rebound.json.code]).toEqual([403, 'refused']);
    const foreign = await ask(pages.app, 'POST', '/api/workflows', { name: 'x' }, { origin: 'https://evil.example' });
    expect(foreign.status).toBe(403);
    expect((await ask(pages.app, 'GET', '/api/workflows')).json).toEqual([]);
  });
});
