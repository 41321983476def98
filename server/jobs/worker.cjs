// JavaScript on purpose: a thread does not inherit the loader that reads TypeScript, so each begins by loading its own.
const tasks = import('tsx/esm/api').then(({ register }) => {
  register();
  return import('./tasks.ts');
});

/** What the pool calls: one task of tasks.ts, by name. */
module.exports = async ({ task, message }) => (await tasks)[task](message);
