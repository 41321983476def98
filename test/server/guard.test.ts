import { expect, test } from 'vitest';
import { assertOwn, isLoopback } from '../../server/guard.ts';

test('this machine is known by its loopback names alone', () => {
  for (const host of ['localhost', '127.0.0.1', '127.8.9.10', '::1', '[::1]']) expect(isLoopback(host)).toBe(true);
  for (const host of ['0.0.0.0', '::', '', '10.0.0.1', 'localhost.evil.example', '127.0.0.1.evil.example', '1270.0.0.1'])
    expect(isLoopback(host)).toBe(false);
});

test('a name of another site that points here is refused', () => {
  expect(() => assertOwn({ host: 'evil.example:7878' }, 'GET')).toThrow('loopback');
  expect(() => assertOwn({}, 'GET')).toThrow('loopback');
  expect(() => assertOwn({ host: '[::1]:7878' }, 'GET')).not.toThrow();
});

test('a page of another site may not use it, its own page and a program may', () => {
  const host = 'localhost:7878';
  expect(() => assertOwn({ host, origin: 'https://evil.example' }, 'POST')).toThrow('another site');
  expect(() => assertOwn({ host, origin: 'null' }, 'POST')).toThrow('another site');
  expect(() => assertOwn({ host, origin: 'http://localhost:9999' }, 'POST')).toThrow('another site');
  expect(() => assertOwn({ host, 'sec-fetch-site': 'cross-site' }, 'POST')).toThrow('another site');
  expect(() => assertOwn({ host, origin: 'http://localhost:7878' }, 'POST')).not.toThrow();
  expect(() => assertOwn({ host }, 'POST')).not.toThrow();
  expect(() => assertOwn({ host, 'sec-fetch-site': 'cross-site' }, 'GET')).not.toThrow();
});
