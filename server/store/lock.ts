import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../analysis/fault.ts';

/** When a process started, as the kernel counts it; null where that cannot be read. Tells a process from a later one with the same number. */
const startOf = (pid: number): string | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return null;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** The pid of the living process that wrote the lock file, or null if it is gone. */
const holder = (path: string): number | null => {
  const [pid, start] = readFileSync(path, 'utf8').split('\n');
  const number = Number(pid);
  if (!Number.isInteger(number) || number < 1 || !isAlive(number)) return null;
  const now = startOf(number);
  return start && now && start !== now ? null : number;
};

/**
 * Takes a data folder for this process and returns what gives it back. A folder that is in use, by this process too, is a `Fault` ("conflict"):
 * DuckDB would open the same file twice within one process and silently lose rows. The lock of a process that died is taken over;
 * should two do so at once, DuckDB's own lock on the catalogue decides.
 */
export const takeFolder = (dataDir: string): (() => void) => {
  const path = join(realpathSync(dataDir), 'store.lock');
  for (;;) {
    try {
      writeFileSync(path, `${process.pid}\n${startOf(process.pid) ?? ''}\n`, { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
      const pid = holder(path);
      if (pid !== null) {
        const who = pid === process.pid ? 'this process' : `process ${pid}`;
        throw new Fault(
          'conflict',
          `The data folder ${dataDir} is in use by ${who}. Stop it first, or use another folder (DATA_DIR); if it is no Desire Path, delete ${path}.`,
          { cause },
        );
      }
      rmSync(path, { force: true });
    }
  }
};
