import { expect, test } from 'vitest';
import type { FieldFacts } from '#flow/node-type/system-probe.ts';
import { maskRecord } from './mask-record.ts';

function field(
  name: string,
  type: string,
  guessedClasses: FieldFacts['guessedClasses'],
  relation?: string,
): FieldFacts {
  return {
    name,
    label: name,
    type,
    isRequired: false,
    isReadOnly: false,
    isStored: true,
    relation,
    choices: undefined,
    help: undefined,
    guessedClasses,
  };
}

test('personal texts are replaced by stand-ins of their shape, wherever they stand, and everything else stays', () => {
  const facts = [
    field('name', 'char', ['personal']),
    field('email', 'char', ['personal']),
    field('phone', 'char', ['personal']),
    field('partner_id', 'many2one', ['personal']),
    field('amount_total', 'monetary', ['financial']),
    field('note', 'char', []),
    field('lang', 'selection', ['personal']),
    field('commercial_partner_id', 'many2one', [], 'res.partner'),
    field('display_name', 'char', []),
  ];
  const record = {
    name: 'Ada Lovelace',
    email: 'ada@lovelace.example',
    phone: '+44 20 7946 0018',
    partner_id: [7, 'Ada Lovelace'],
    amount_total: 12.5,
    note: 'Ring twice',
    lang: 'en_US',
    commercial_partner_id: [7, 'Ada Lovelace'],
    display_name: 'Lovelace Ltd, Ada Lovelace',
  };

  const masked = maskRecord(record, facts);

  expect(masked).toEqual({
    record: {
      name: 'Masked name',
      email: 'person@example.com',
      phone: '+00 00 0000 0000',
      partner_id: [7, 'Masked partner_id'],
      amount_total: 12.5,
      note: 'Ring twice',
      lang: 'en_US',
      commercial_partner_id: [7, 'Masked commercial_partner_id'],
      display_name: 'Masked display_name',
    },
    fields: ['name', 'email', 'phone', 'partner_id', 'commercial_partner_id', 'display_name'],
  });
});
