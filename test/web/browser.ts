import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sparticuz from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** A real browser against the real server: `const it = await start()` in beforeAll, `await it.stop()` in afterAll. */
export interface Started {
  /** Where the server is, without a slash at the end. */
  readonly address: string;
  readonly browser: Browser;
  /** A page of its own; what it logs as an error, or throws, is collected in `errors`. */
  readonly page: (options?: BrowserContextOptions) => Promise<{ readonly page: Page; readonly errors: string[] }>;
  /** Closes all pages: for afterEach. */
  readonly tidy: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const desirePath = fileURLToPath(new URL('../../server/desire-path.cjs', import.meta.url));
const startMs = 90_000;

/** The Chromium of the machine if there is one (CHROME_PATH first), else the one from npm. */
const launch = async (): Promise<Browser> => {
  const found = [process.env.CHROME_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
    (path) => path !== undefined && existsSync(path),
  );
  // Not the package's own arguments: they switch the browser's own security off, and run it as one process that ends with its first page.
  const args = [
    '--no-sandbox',
    '--disable-dev-shm-usage',
    '--font-render-hinting=none',
    '--use-gl=angle',
    '--use-angle=swiftshader',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ];
  return chromium.launch({ executablePath: found ?? (await sparticuz.executablePath()), args, headless: true });
};

/** Starts the command a user starts, on a free port and an empty data folder; it loads the sample workflow by itself. */
const serve = async (): Promise<{ readonly address: string; readonly stop: () => Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), 'desire-path-web-'));
  const server = spawn(process.execPath, [desirePath, 'serve'], {
    env: { ...process.env, DATA_DIR: folder, PORT: '0', HOST: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((done) => server.once('exit', () => done()));
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  let said = '';
  const address = await new Promise<string>((done, failed) => {
    const late = setTimeout(() => failed(new Error(`The server did not start in ${startMs / 1000} s. It said:\n${said}`)), startMs);
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const at = /Desire Path is at (http:\/\/\S+)/.exec(said);
      if (at === null) return;
      clearTimeout(late);
      done(at[1]!.replace(/\/$/, ''));
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    server.once('exit', (code) => {
      clearTimeout(late);
      failed(new Error(`The server ended with ${code}. It said:\n${said}`));
    });
  }).catch(async (error) => {
    await stop();
    throw error;
  });
  return { address, stop };
};

/** Server and browser, both real. */
export const start = async (): Promise<Started> => {
  const [server, browser] = await Promise.all([serve(), launch()]);
  return {
    address: server.address,
    browser,
    page: async (options = {}) => {
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        reducedMotion: 'reduce',
        timezoneId: 'UTC',
        ...options,
      });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      return { page, errors };
    },
    tidy: async () => {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    stop: async () => {
      await browser.close();
      await server.stop();
    },
  };
};

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Violations of WCAG 2.2 A and AA and of best practice that axe finds on the page as it is now: rule, why, and where. */
export const violations = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(await readFile(axe, 'utf8'));
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run: (options: object) => Promise<{ violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] }> };
    };
    const { violations } = await axe.run({ resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}\n${failureSummary}`),
    );
  });
  return found;
};
