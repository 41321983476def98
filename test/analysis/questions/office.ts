import type { Attribute } from '../../../analysis/index.ts';
import { type HandCase, tables } from '../../tables.ts';

/**
 * Four cases small enough to work out every number on paper. In minutes:
 * c1 and c2 go straight through; c3 comes back to Register and Check and ends in Reject; c4 has no starts and, once, no one who did it.
 * Waits (end to next start): c1 10, 20, 40; c2 30, 0, 120; c3 0, 30, 10, 10, 5; c4 10, 20. Together 305.
 * Throughput times: 110, 200, 130, 30.
 */
export const cases: readonly HandCase[] = [
  {
    id: 'c1',
    events: ['Register 0-10 ann@front', 'Check 20-30 bob@back', 'Approve 50-60 eve@board', 'Pay 100-110 bob@back'],
    sourceEvents: 8,
    attributes: { amount: 35, 'a \'b\' "c"': 'x', urgent: true, due: '2024-01-31 08:00:00.000001' },
    eventAttributes: { note: ['new', null, 'ok', 'ok'] },
  },
  {
    id: 'c2',
    events: ['Register 10-20 ann@front', 'Check 50-60 bob@back', 'Approve 60-70 eve@board', 'Pay 190-210 bob@back'],
    attributes: { amount: 35.5, 'a \'b\' "c"': 'y', urgent: false },
    eventAttributes: { note: ['new', null, null, null] },
  },
  {
    id: 'c3',
    events: [
      ...['Register 20-30 ann@front', 'Check 30-50 bob@back', 'Register 80-90 ann@front'],
      ...['Check 100-110 cat@back', 'Approve 120-140 eve@board', 'Reject 145-150 eve@board'],
    ],
    attributes: { amount: 35, 'a \'b\' "c"': 'x' },
  },
  { id: 'c4', events: ['Register 60 ann@front', 'Check 70', 'Check 90 bob@back'] },
];

export const attributes: readonly Attribute[] = [
  { column: 'amount', name: 'Amount', of: 'case', type: 'number' },
  { column: 'a \'b\' "c"', name: 'Odd', of: 'case', type: 'text' },
  { column: 'urgent', name: 'Urgent', of: 'case', type: 'boolean' },
  { column: 'due', name: 'Due', of: 'case', type: 'time' },
  { column: 'note', name: 'Note', of: 'event', type: 'text' },
];

export const office = () => tables(cases, attributes);

/** Rows with some of their columns only, so that a test shows what it is about. */
export const columns = (rows: readonly Record<string, unknown>[], ...names: readonly string[]) =>
  rows.map((row) => names.map((name) => row[name]));
