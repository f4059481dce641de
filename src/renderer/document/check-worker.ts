// First: no code is generated at run time, in workers either.
import '../no-code-generation.ts';
import { connectionManifests } from '#connections/manifests.ts';
import { checkFlow } from '#flow/check/check.ts';
import type { CheckContext } from '#flow/check/context.ts';
import { catalogue } from './catalogue.ts';
import type { CheckAnswer, CheckQuestion, KnownFacts } from './check-messages.ts';

let context: CheckContext = { catalogue };

self.addEventListener('message', ({ data }: MessageEvent<CheckQuestion>) => {
  if (data.kind === 'facts') {
    context = contextOf(data.facts);
    return;
  }
  const begun = performance.now();
  const findings = checkFlow(data.flow, context);
  self.postMessage({ number: data.number, findings, tookMs: performance.now() - begun } satisfies CheckAnswer);
});

function contextOf(facts: KnownFacts): CheckContext {
  return {
    catalogue,
    connections: new Map(facts.connections.map((connection) => [connection.id, connection])),
    connectionKinds: new Map(connectionManifests.map((manifest) => [manifest.kind, manifest])),
    contracts: new Map(Object.entries(facts.contracts)),
    environments: facts.environments,
    flows: new Set(facts.flows),
    secrets: new Set(facts.secrets),
  };
}
