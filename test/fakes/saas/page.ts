import { printPage } from '../page.ts';
import type { SaasState } from './effects.ts';
import type { SaasLedgerEntry } from './fake-saas.ts';

const shownCalls = 100;

/** The page at `/`: the orders of the demo shop and the calls it received, newest first. */
export function saasPage(state: SaasState, calls: readonly SaasLedgerEntry[]): string {
  return printPage({
    title: 'Demo shop — a stand-in, not a real service',
    introduction:
      'It runs on this computer only, answers the calls of demo flows and forgets everything when it stops.',
    tables: [
      {
        title: 'Orders',
        columns: ['Id', 'Content'],
        rows: state.list('orders').map((order) => [String(order.id ?? ''), JSON.stringify(order)]),
        whenEmpty: 'No order has arrived yet.',
      },
      {
        title: 'Calls received',
        columns: ['Number', 'Time', 'Call', 'Answer', 'Changed something', 'Repeat protection', 'Body'],
        rows: calls.slice(-shownCalls).reverse().map(printCall),
        numbers: [0],
        whenEmpty: 'Nobody has called yet. Run a demo flow, then look again: this page reloads itself.',
      },
    ],
  });
}

function printCall(call: SaasLedgerEntry): readonly string[] {
  const body = call.body === null ? '' : JSON.stringify(call.body);
  return [
    String(call.seq),
    call.at,
    `${call.method} ${call.path}`,
    call.status === null ? 'none' : String(call.status),
    call.applied ? 'yes' : 'no',
    call.key ?? '',
    body.length > 300 ? `${body.slice(0, 300)}…` : body,
  ];
}
