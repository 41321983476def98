export * from './filter.ts';
export * from './log.ts';
export * from './model.ts';
export * from './report.ts';
export * from './workflow.ts';
