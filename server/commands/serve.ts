import { fileURLToPath } from 'node:url';
import { Fault } from '../../analysis/fault.ts';
import type { LogInfo, Workflow } from '../../analysis/schema/index.ts';
import type { Job } from '../api.ts';
import { build } from '../app.ts';
import { isLoopback } from '../guard.ts';
import { loadSample } from '../sample.ts';
import type { Store } from '../store/store.ts';
import { type Command, Usage } from './command.ts';
import { dataDir, open } from './ground.ts';

const WEB = fileURLToPath(new URL('../../web/dist', import.meta.url));

const portOf = (given: string | undefined): number => {
  const port = Number(given || 7878);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Usage(`PORT is "${given}"; it must be a number from 0 to 65535.`);
  return port;
};

const hostOf = (given: string | undefined): string => {
  const host = given || '127.0.0.1';
  if (!isLoopback(host))
    throw new Fault(
      'refused',
      `HOST is "${host}", which others can reach, and there is no access control yet. Use 127.0.0.1, ::1 or localhost, and a tunnel (ssh -L) from elsewhere.`,
    );
  return host.replace(/^\[(.*)\]$/, '$1');
};

const isNew = async ({ catalog }: Store): Promise<boolean> =>
  (await catalog.list<LogInfo>('log')).length === 0 &&
  (await catalog.list<Workflow>('workflow')).length === 0 &&
  !(await catalog.list<Job>('job')).some(({ kind, state }) => kind === 'import' && state === 'done');

/** `desire-path serve`: the service, until it is told to stop. */
export const serve: Command = {
  positionals: [],
  options: {},
  run: async ({ terminal, signal }) => {
    const [port, host] = [portOf(process.env.PORT), hostOf(process.env.HOST)];
    const opened = await open(dataDir());
    try {
      const app = build({ store: opened.store, jobs: opened.jobs, web: WEB, maxUploadBytes: opened.maxUploadBytes });
      try {
        const address = await app.listen({ port, host }).catch((error) => {
          if (error.code === 'EADDRINUSE')
            throw new Fault('conflict', `Port ${port} is in use. Stop what uses it, or choose another: PORT=7879 npm start`, {
              cause: error,
            });
          if (error.code === 'EACCES')
            throw new Fault('refused', `Port ${port} may not be used by this user. Choose one above 1023.`, { cause: error });
          throw error;
        });
        if (await isNew(opened.store)) {
          terminal.note('The data folder is empty: loading the sample workflow.');
          await loadSample(opened);
        }
        terminal.out(`Desire Path is at ${address}`);
        await new Promise<void>((stop) => {
          if (signal.aborted) stop();
          signal.addEventListener('abort', () => stop(), { once: true });
        });
        terminal.note('Stopping.');
      } finally {
        await app.close();
      }
    } finally {
      await opened.close();
    }
  },
};
