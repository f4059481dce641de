import { readJson } from '#flow/contract/read-json.ts';
import type { Flow, FlowNode } from '#flow/flow.ts';
import { formatInstant } from '#flow/instant.ts';
import { isJsonObject, type Json } from '#flow/json.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import { printFlow } from '#flow/text/print.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import { pushTriggers } from '#nodes/triggers.ts';
import type { Clock, Hash, Ids } from './engine/ports.ts';
import { endpointsOf, type WebhookEndpoint } from './ingress/endpoint.ts';
import type { Ingress } from './ingress/ingress.ts';
import type { HeardCall } from './ingress/listeners.ts';
import type { HookDesk, HookEvent } from './server/handlers-hooks.ts';
import { compileDraft } from './test-bench/draft.ts';
import type { Workspace } from './workspace/workspace.ts';

/** What listening stands on. */
export type HookDeskParts = {
  readonly workspace: () => Promise<Workspace>;
  readonly ingress: Pick<Ingress, 'endpoints' | 'listen'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly hash: Hash;
};

/** How long one listening lasts, in milliseconds: an address of a draft must not stay open behind a forgotten page. */
const listenMs = 5 * 60_000;

/** Makes the desk at which people listen for calls to the flows they draw. */
export function createHookDesk(parts: HookDeskParts): HookDesk {
  const { clock, ids } = parts;
  return {
    listen: (ask, send) => {
      const ends: (() => void)[] = [];
      let isOver = false;
      const stop = (): void => {
        isOver = true;
        for (const end of ends.splice(0)) end();
      };
      const tell = (data: HookEvent): void => send({ id: ids.next('ref'), data });
      const open = async (): Promise<void> => {
        const found = await findDoor(parts, ask);
        if (isOver) return;
        if (!found.ok) return tellRefused(tell, found.problems);
        ends.push(parts.ingress.listen(found.value.door, (call) => tell(callEvent(found.value.door, call))));
        ends.push(
          clock.after(listenMs, () => {
            stop();
            tell({ kind: 'ended' });
          }),
        );
        const { door, isLive } = found.value;
        const until = formatInstant(clock.now() + listenMs);
        tell({ kind: 'listening', method: door.method, path: door.path, isLive, until });
      };
      open().catch((error: unknown) => {
        const sentence = `The workspace cannot be read now (${error instanceof Error ? error.message : 'unknown'}). Try again.`;
        tell({ kind: 'refused', code: 'server/broke', sentence });
      });
      return stop;
    },
  };
}

function tellRefused(tell: (event: HookEvent) => void, problems: readonly Problem[]): void {
  const sentence = problems
    .slice(0, 5)
    .map(({ message }) => message)
    .join(' ');
  tell({ kind: 'refused', code: problems[0]?.code ?? 'server/broke', sentence });
}

type Door = { readonly door: WebhookEndpoint; readonly isLive: boolean };

/** The webhook of a flow as it is saved, sound or not; what is wrong elsewhere in the flow does not matter. */
async function findDoor(
  { workspace: read, ingress, hash }: HookDeskParts,
  { flow: id, trigger }: { readonly flow: string; readonly trigger?: string | undefined },
): Promise<Result<Door>> {
  const workspace = await read();
  const flow = [...workspace.opened.values()].find((opened) => opened.flow?.id === id)?.flow;
  if (flow === undefined) {
    const message = `There is no flow "${id}" whose file can be read. Save it, or mend its file.`;
    return refuse({ code: 'ingress/no-such-flow', message });
  }
  const node = flow.nodes.find((one) => pushTriggers.has(one.type) && (trigger === undefined || one.id === trigger));
  if (node === undefined) {
    const message = `The flow "${flow.name ?? id}" has no webhook to listen at. Add one as its trigger.`;
    return refuse({ code: 'ingress/nothing-to-listen-for', message });
  }
  const plan = compileDraft({ flow, text: printFlow(flow, nodeCatalogue) }, alone(flow, node), workspace, hash);
  if (!plan.ok) return plan;
  const endpoints = endpointsOf([plan.value], pushTriggers);
  if (!endpoints.ok) return endpoints;
  const [door] = endpoints.value;
  if (door === undefined) throw new Error(`The trigger "${node.id}" gave no endpoint.`);
  const live = ingress.endpoints().find(({ method, path }) => method === door.method && path === door.path);
  if (live === undefined || live.flow === id) return succeed({ door, isLive: live !== undefined });
  const message = `${door.method} ${door.path} belongs to the live flow "${live.flow}". Give the trigger another path.`;
  return refuse({ code: 'ingress/path-of-other-flow', message });
}

/** A flow of which only the trigger is left. */
function alone(flow: Flow, { next: _next, ...node }: FlowNode): Flow {
  return { ...flow, nodes: [node] };
}

function callEvent(door: WebhookEndpoint, call: HeardCall): HookEvent {
  const { outcome } = call;
  const body = bodyOf(door, call);
  return {
    kind: 'call',
    at: formatInstant(call.receivedAt),
    verdict: outcome.verdict,
    status: outcome.status,
    code: outcome.verdict === 'refused' ? outcome.code : null,
    reason: outcome.verdict === 'refused' ? outcome.reason : null,
    run: 'run' in outcome ? outcome.run : null,
    headers: shownHeaders(door, call),
    query: { ...call.query },
    ...(body === undefined ? {} : { body }),
  };
}

/** What the trigger would hand on, or the JSON as it came where the trigger would not take it. */
function bodyOf(door: WebhookEndpoint, { request }: HeardCall): Json | undefined {
  if (request === undefined) return undefined;
  const event = door.work.toEvent(door.config, request);
  const text = event.ok ? event.event.body : new TextDecoder().decode(request.body);
  const read = readJson(text);
  return read.ok ? read.value : undefined;
}

/** Names of headers whose values prove who sends, or let somebody be taken for the sender. */
const telling = /sign|hmac|token|secret|auth|cookie|key|password|session|credential/i;

function shownHeaders(door: WebhookEndpoint, { headers }: HeardCall): Record<string, string> {
  const { auth } = door.config;
  const own = isJsonObject(auth) && typeof auth.header === 'string' ? auth.header.toLowerCase() : undefined;
  const shown = [...headers].map(([name, values]) => {
    return [name, telling.test(name) || name === own ? '…' : values.join(', ')] as const;
  });
  return Object.fromEntries(shown);
}
