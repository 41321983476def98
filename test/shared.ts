import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../shared/', import.meta.url));

/** The folder of real logs and reference answers beside the checkout, with a trailing slash; null where it is absent: tests that need it then skip. */
export const shared: string | null = existsSync(folder) ? folder : null;
