import type { LogInfo } from '../../analysis/schema/index.ts';
import { ask, askArrow } from './ask.ts';
import { cases } from './cases.ts';
import { openCatalog } from './catalog.ts';
import { type EngineOptions, openEngine, sweepLogs } from './engine.ts';
import { ingest } from './ingest.ts';
import { rowsOf } from './rows.ts';
import { createScopes } from './scope.ts';
import type { Store } from './store.ts';
import { variants } from './variants.ts';

export { questionInfos } from './ask.ts';
export type { EngineOptions } from './engine.ts';
export type * from './store.ts';

/**
 * Opens a data folder, made if it is missing, and removes what a crash left half-made. A folder that is open already, in this process or another, is
 * a `Fault` ("conflict"). Close it before the process ends; should it be killed instead, nothing that was acknowledged is lost.
 */
export const openStore = async (options: EngineOptions): Promise<Store> => {
  const engine = await openEngine(options);
  try {
    const catalog = await openCatalog(engine);
    const logs = await catalog.list<LogInfo>('log');
    sweepLogs(engine.dataDir, new Set(logs.map(({ id }) => id)));
    const scopes = createScopes(engine, catalog);

    const dropLog: Store['dropLog'] = async (log) => {
      await catalog.get('log', log);
      // The row goes first: a file without one is removed at the next start, a row without a file would be a log that cannot be read.
      await catalog.remove('log', log);
      await engine.removeLog(log);
      await scopes.forget(log);
    };

    return {
      dataDir: engine.dataDir,
      catalog,
      ingest: async (staged, importing) => {
        const info = await ingest(engine, staged, importing);
        await catalog.put('log', info.id, info);
        return info;
      },
      ask: (log, question, asking) => ask(scopes, log, question, asking),
      askArrow: (log, question, asking) => askArrow(scopes, log, question, asking),
      query: async (log, statement, { filter, signal } = {}) => rowsOf(await scopes.read({ log, filter, signal }, () => statement)),
      variants: (log, filter, signal) => variants(scopes, log, filter, signal),
      cases: (log, filter, signal) => cases(scopes, log, filter, signal),
      dropLog,
      close: engine.close,
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
};
