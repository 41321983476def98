import { expect, test } from 'vitest';
import { minutes, tables } from '../../tables.ts';
import { columns, office } from './office.ts';

test('proposed from names, with effort, waiting and touches', async () => {
  const log = await office();
  const rows = await log.ask('overhead');
  expect(columns(rows, 'activity', 'class', 'proposed', 'confirmed', 'touches', 'cases', 'timed', 'effortMs', 'waitBeforeMs')).toEqual([
    ['Check', 'check', 'check', false, 6, 4, 4, minutes(50), minutes(80)],
    ['Register', 'track', 'track', false, 5, 4, 4, minutes(40), minutes(30)],
    ['Approve', 'approve', 'approve', false, 3, 3, 3, minutes(40), minutes(30)],
    ['Pay', 'core', 'core', false, 2, 2, 2, minutes(30), minutes(160)],
    ['Reject', 'approve', 'approve', false, 1, 1, 1, minutes(5), minutes(5)],
  ]);
  expect(rows[0]).toMatchObject({ effortShare: 50 / 165, waitShare: 80 / 305, touchShare: 6 / 17 });
  log.close();
});

test('a person’s word goes before a proposal, also where both agree; names of other logs do no harm', async () => {
  const log = await office();
  const rows = await log.ask('overhead', { classes: { Register: 'core', Check: 'check', "it's not here": 'track' } });
  expect(columns(rows, 'activity', 'class', 'proposed', 'confirmed')).toEqual([
    ['Check', 'check', 'check', true],
    ['Register', 'core', 'track', true],
    ['Approve', 'approve', 'approve', false],
    ['Pay', 'core', 'core', false],
    ['Reject', 'approve', 'approve', false],
  ]);
  log.close();
});

test('without starts the effort is unknown, not 0; touches are still known', async () => {
  const log = await office();
  const rows = await log.ask('overhead', {}, [{ kind: 'case', keep: true, cases: ['c4'] }]);
  expect(columns(rows, 'activity', 'timed', 'effortMs', 'effortShare', 'touchShare', 'waitShare')).toEqual([
    ['Check', 0, null, null, 2 / 3, 1],
    ['Register', 0, null, null, 1 / 3, 0],
  ]);
  log.close();
});

test('names in several languages', async () => {
  const named = {
    approve: [
      'Approve purchase order',
      'Declaration FINAL_APPROVED by SUPERVISOR',
      'Request Rejected',
      'FREIGABE',
      'Rechnung genehmigen',
      'Autoriser la dépense',
      'Aprobar pedido',
      'Goedkeuren factuur',
    ],
    check: [
      'Check credit',
      'Review application',
      'Three-way match',
      'Rechnung prüfen',
      'Vérifier la facture',
      'Revisar solicitud',
      'Verifica documenti',
    ],
    coordinate: [
      'Assign seriousness',
      'Escalate',
      'Notify customer',
      'Schedule meeting',
      'Rückfrage stellen',
      'Request missing information',
    ],
    track: ['Record goods receipt', 'Update status', 'Vorgang erfassen', 'Registrar factura', 'Enregistrer la commande'],
    document: ['Write report', 'Archive documents', 'Bericht schreiben', 'Print letter'],
    core: ['Pay invoice', 'Ship goods', 'Create purchase order', 'Repair (Complex)', 'Checkout basket later', 'Insert penalty'],
  };
  // "Checkout" is the one that the words get wrong: that is what corrections are for.
  const expected = Object.entries(named).flatMap(([cls, activities]) =>
    activities.map((activity) => [activity, activity === 'Checkout basket later' ? 'check' : cls]),
  );
  const log = await tables([{ id: '1', events: expected.map(([activity], i) => `${activity} ${i}`) }]);
  expect(columns(await log.ask('overhead'), 'activity', 'proposed').toSorted()).toEqual(expected.toSorted());
  log.close();
});
