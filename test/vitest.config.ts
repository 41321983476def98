import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    globalSetup: ['test/build-web.ts'],
    include: ['test/**/*.test.ts'],
    testTimeout: 240_000,
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 240_000,
    pool: 'forks',
    env: { UV_THREADPOOL_SIZE: '16', TZ: 'UTC' },
  },
});
