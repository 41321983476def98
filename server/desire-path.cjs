#!/usr/bin/env node
// CommonJS on purpose: it runs before Node's thread pool starts, which DuckDB shares and which is fixed in size from then on.
process.env.UV_THREADPOOL_SIZE ??= '16';
import('tsx/esm/api')
  .then(({ register }) => {
    register();
    return import('./main.ts');
  })
  .then(({ main }) => main(process.argv.slice(2)));
