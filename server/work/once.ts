import { createHash } from 'node:crypto';
import { Fault } from '../../analysis/fault.ts';
import { pack } from '../packed.ts';
import type { Report } from '../reports.ts';
import type { Catalog } from '../store/store.ts';
import { version } from '../version.ts';

/**
 * The id of a report, from everything that determines it. Logs and documents never change under their id, and algorithms only with the
 * version, so the same request is the same report: made once, found ever after, and a job under way serves all who ask.
 */
export const reportId = (...from: readonly unknown[]): string =>
  createHash('sha256')
    .update(JSON.stringify([version, ...from]))
    .digest('hex')
    .slice(0, 32);

/** A report, and what is kept beside it packed, for who wants to know more. */
export interface Makes {
  readonly report: Report;
  readonly text?: unknown;
}

/**
 * Makes a report unless it is there. Answers its id. Throws `not-found` if the log or the document was removed while it was made:
 * reports are removed after what they were made from, so one that is kept after that would stay for ever.
 */
export const once = async (catalog: Catalog, id: string, make: () => Promise<Makes>): Promise<string> => {
  try {
    await catalog.get('report', id);
  } catch (error) {
    if (!(error instanceof Fault && error.code === 'not-found')) throw error;
    const { report, text } = await make();
    await catalog.put('report', id, report, text === undefined ? undefined : pack(text));
    try {
      await catalog.get('log', report.made.log);
      if (report.made.document !== null) await catalog.get('document', report.made.document);
    } catch (gone) {
      await catalog.remove('report', id);
      throw gone;
    }
  }
  return id;
};
