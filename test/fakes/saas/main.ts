import { runStandalone } from '../standalone.ts';
import { startFakeSaas } from './fake-saas.ts';

// Runs the fake SaaS as a process of its own: `node test/fakes/saas/main.ts --port 0 --ledger calls.jsonl`.
await runStandalone(({ port, ledgerFile }) => startFakeSaas({ port, ledgerFile, ledgerLimit: 10_000 }));
