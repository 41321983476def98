import { readFileSync } from 'node:fs';
import { mapping } from '../../../../analysis/schema/index.ts';
import type { Staged } from '../../../../connectors/connector.ts';
import { openStore } from '../../../../server/store/index.ts';

/** Imports a staged file into a data folder and says when it begins and when it has ended: to be killed in between. */
const [dataDir, stagedPath] = process.argv.slice(2);
const staged = JSON.parse(readFileSync(stagedPath, 'utf8')) as Staged;
const store = await openStore({ dataDir });
process.stdout.write('begins\n');
await store.ingest(staged, { mapping: mapping.parse(staged.proposal.mapping), name: 'RTFMP', workflow: null });
process.stdout.write('ended\n');
await store.close();
