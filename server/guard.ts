import type { IncomingHttpHeaders } from 'node:http';
import { Fault } from '../analysis/fault.ts';

/** On every reply. Pages run our own scripts only and load nothing from elsewhere; styles may be inline, since diagrams are drawn with them. */
export const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Whether a host name or address is this machine itself: localhost, 127.0.0.0/8 or ::1. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);

const hostOf = (authority: string): string => authority.toLowerCase().replace(/:\d*$/, '');

/**
 * There is no access control yet, so only this machine's own pages and programs may ask. A name of another site that was made to point
 * at this machine (DNS rebinding) shows in Host, a page of another site in Origin and Sec-Fetch-Site.
 */
export const assertOwn = (headers: IncomingHttpHeaders, method: string): void => {
  const authority = headers.host ?? headers[':authority'];
  if (typeof authority !== 'string' || !isLoopback(hostOf(authority)))
    throw new Fault('refused', `The service answers under a loopback name such as localhost only, not under "${authority ?? ''}".`);
  const foreign =
    (headers.origin !== undefined && headers.origin !== `http://${authority}`) ||
    (method !== 'GET' && method !== 'HEAD' && headers['sec-fetch-site'] === 'cross-site');
  if (foreign) throw new Fault('refused', `A page of another site (${headers.origin ?? 'unknown'}) may not use this service.`);
};
