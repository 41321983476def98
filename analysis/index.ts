export * from './algorithm.ts';
export * from './fault.ts';
export * from './filter.ts';
export * from './questions/index.ts';
export * from './schema/index.ts';
export * from './sql.ts';
export * from './variants.ts';
