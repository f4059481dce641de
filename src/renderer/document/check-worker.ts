// First: no code is generated at run time, in workers either.
import '../no-code-generation.ts';
import { connectionManifests } from '#connections/manifests.ts';
import { checkFlow } from '#flow/check/check.ts';
import type { CheckContext } from '#flow/check/context.ts';
import type { FlowNode } from '#flow/flow.ts';
import { tellFollowing } from '#flow/template/tell-following.ts';
import { catalogue } from './catalogue.ts';
import type { CheckAnswer, CheckQuestion, KnownFacts, KnownGovernance } from './check-messages.ts';

let context: CheckContext = { catalogue };

/**
 * The nodes of the last question. What an edit left alone stays the same value here, and the checker keeps what it
 * found out about a value.
 */
let held: readonly FlowNode[] = [];

self.addEventListener('message', ({ data }: MessageEvent<CheckQuestion>) => {
  if (data.kind === 'facts') {
    context = contextOf(data.facts);
    return;
  }
  const begun = performance.now();
  held = data.nodes.flatMap((node) => (typeof node === 'number' ? (held[node] ?? []) : [node]));
  const flow = { ...data.header, nodes: held };
  const findings = checkFlow(flow, context);
  const tookMs = performance.now() - begun;
  const following = context.templates === undefined ? [] : tellFollowing(flow, context, []);
  self.postMessage({ number: data.number, findings, following, tookMs } satisfies CheckAnswer);
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
    ...governedBy(facts.governance),
  };
}

function governedBy({
  templates,
  waivers,
  registry,
  topics,
  estate,
  tested,
  today,
}: KnownGovernance): Partial<CheckContext> {
  return {
    templates: new Map(templates.map(({ reference, value }) => [reference, value])),
    standings: new Map(templates.map(({ reference, standing }) => [reference, standing])),
    waivers,
    ...(registry === null ? {} : { registry }),
    ...(topics === null ? {} : { topics }),
    estate,
    tested: new Map(Object.entries(tested).map(([flow, outcomes]) => [flow, new Set(outcomes)])),
    today,
  };
}
