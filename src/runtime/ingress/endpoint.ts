import { z } from 'zod';
import type { DescribedEndpoint } from '#api/openapi.ts';
import { parseDuration } from '#flow/duration.ts';
import type { JsonObject } from '#flow/json.ts';
import type { PushTrigger } from '#flow/node-type/work.ts';
import type { Plan, PlanNode } from '#flow/plan/plan.ts';
import type { Problem, Result } from '#flow/problem.ts';

/** A kind of body a trigger lets in. */
type BodyKind = 'json' | 'form' | 'xml' | 'text';

/** A webhook trigger of a live flow, ready to receive. */
export type WebhookEndpoint = {
  readonly flow: string;
  readonly node: string;
  readonly title: string;
  readonly method: string;
  /** Path on this server, `/hooks` included. */
  readonly path: string;
  readonly config: JsonObject;
  readonly work: PushTrigger;
  readonly limitBytes: number;
  /** Calls let in at once and per millisecond; undefined means no limit of its own. */
  readonly rate: { readonly capacity: number; readonly perMs: number } | undefined;
  readonly bodies: readonly BodyKind[];
  readonly answer: 'accepted' | 'processed';
  readonly answerWithinMs: number;
  /** Replaces the answer after acceptance, for senders that insist. */
  readonly reply:
    | { readonly status: number; readonly contentType: string; readonly body: string | undefined }
    | undefined;
  /** Names of the secrets that count; none means that only this machine may call. */
  readonly secrets: readonly string[];
  /** `auth: none`. */
  readonly isOpen: boolean;
  /** Answers handshakes, which may come with another method and another kind of body. */
  readonly handshakes: boolean;
  /** JSON Schema of the named contract, for the API document. */
  readonly contract: JsonObject | undefined;
};

/** The prefix under which every webhook is mounted. */
const hooksPrefix = '/hooks';

const defaultLimitBytes = 1024 * 1024;

/** What the door reads of a trigger's config; the rest belongs to the trigger's own work. */
const doorConfig = z.looseObject({
  path: z.string().regex(/^\/[!-~]{1,500}$/),
  method: z.string().default('POST'),
  auth: z.looseObject({ scheme: z.string(), secrets: z.array(z.string()).default([]) }),
  bodies: z.array(z.enum(['json', 'form', 'xml', 'text'])).default(['json']),
  limits: z.looseObject({ body: z.string().optional(), rate: z.string().optional() }).optional(),
  contract: z.string().optional(),
  answer: z.enum(['accepted', 'processed']).default('accepted'),
  answerWithin: z.string().default('25s'),
  reply: z
    .looseObject({ status: z.int().optional(), type: z.string().optional(), body: z.string().optional() })
    .optional(),
  verify: z.looseObject({}).optional(),
});

/**
 * Finds the webhooks of the live flows.
 *
 * @returns every endpoint, or the problems: a config the door cannot read, or two flows that want one address
 */
export function endpointsOf(
  plans: readonly Plan[],
  triggers: ReadonlyMap<string, PushTrigger>,
): Result<readonly WebhookEndpoint[]> {
  const endpoints: WebhookEndpoint[] = [];
  const problems: Problem[] = [];
  for (const plan of plans) {
    for (const id of plan.root.starts) {
      const node = plan.nodes[id];
      const work = node && triggers.get(`${node.type}@${node.major}`);
      if (node === undefined || work === undefined) continue;
      const endpoint = endpointOf(plan, node, work);
      if (endpoint.ok) endpoints.push(endpoint.value);
      else problems.push(...endpoint.problems);
    }
  }
  problems.push(...clashesAmong(endpoints));
  return problems.length === 0 ? { ok: true, value: endpoints } : { ok: false, problems };
}

function endpointOf(plan: Plan, node: PlanNode, work: PushTrigger): Result<WebhookEndpoint> {
  const parsed = doorConfig.safeParse(node.config);
  if (!parsed.success) return { ok: false, problems: [unreadable(plan, node, z.prettifyError(parsed.error))] };
  const config = parsed.data;
  const answerWithinMs = parseDuration(config.answerWithin);
  if (answerWithinMs === undefined)
    return { ok: false, problems: [unreadable(plan, node, 'answerWithin is no duration')] };
  return {
    ok: true,
    value: {
      flow: plan.flow,
      node: node.id,
      title: `${plan.name}: ${node.name}`,
      method: config.method.toUpperCase(),
      path: `${hooksPrefix}${config.path}`,
      config: node.config,
      work,
      limitBytes: parseSize(config.limits?.body) ?? defaultLimitBytes,
      rate: parseRate(config.limits?.rate),
      bodies: config.bodies,
      answer: config.answer,
      answerWithinMs,
      reply: config.reply && {
        status: config.reply.status ?? 202,
        contentType: config.reply.type ?? (config.reply.body === undefined ? 'application/json' : 'text/plain'),
        body: config.reply.body,
      },
      secrets: config.auth.secrets,
      isOpen: config.auth.scheme === 'none',
      handshakes: config.verify !== undefined,
      contract: config.contract === undefined ? undefined : plan.contracts[config.contract],
    },
  };
}

function unreadable(plan: Plan, node: PlanNode, why: string): Problem {
  return {
    code: 'ingress/config-unreadable',
    message: `The trigger "${node.id}" of flow "${plan.flow}" cannot be mounted: ${why}. Correct its config and deploy again.`,
    node: node.id,
  };
}

function clashesAmong(endpoints: readonly WebhookEndpoint[]): readonly Problem[] {
  const owners = new Map<string, WebhookEndpoint>();
  const problems: Problem[] = [];
  for (const endpoint of endpoints) {
    const address = `${endpoint.method} ${endpoint.path}`;
    const owner = owners.get(address);
    if (owner === undefined) {
      owners.set(address, endpoint);
    } else {
      problems.push({
        code: 'ingress/path-taken',
        message: `${address} is wanted by "${owner.node}" of flow "${owner.flow}" and by "${endpoint.node}" of flow "${endpoint.flow}". Give one of them another path.`,
        node: endpoint.node,
      });
    }
  }
  return problems;
}

/** Reads `256KB` or `1MB` (1,024-based) as bytes; undefined when the text is no size. */
function parseSize(text: string | undefined): number | undefined {
  const match = /^(\d{1,4})(KB|MB)$/.exec(text ?? '');
  if (match === null) return undefined;
  return Number(match[1]) * (match[2] === 'KB' ? 1024 : 1024 * 1024);
}

function parseRate(text: string | undefined): WebhookEndpoint['rate'] {
  const match = /^(\d{1,6})\/(s|m|h)$/.exec(text ?? '');
  const periodMs = parseDuration(`1${match?.[2] ?? ''}`);
  if (match === null || periodMs === undefined) return undefined;
  const count = Math.max(1, Number(match[1]));
  return { capacity: count, perMs: count / periodMs };
}

const exactTypes: ReadonlyMap<string, BodyKind> = new Map([
  ['application/json', 'json'],
  ['text/json', 'json'],
  ['application/x-www-form-urlencoded', 'form'],
  ['application/xml', 'xml'],
  ['text/xml', 'xml'],
  ['text/plain', 'text'],
]);

/** Tells which kind of body a `Content-Type` announces; undefined for everything nobody reads here. */
export function bodyKindOf(contentType: string): BodyKind | undefined {
  const semicolon = contentType.indexOf(';');
  const media = (semicolon < 0 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
  const exact = exactTypes.get(media);
  if (exact !== undefined) return exact;
  if (media.endsWith('+json')) return 'json';
  return media.endsWith('+xml') ? 'xml' : undefined;
}

const typeNames: Readonly<Record<BodyKind, string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  xml: 'application/xml',
  text: 'text/plain',
};

/** An endpoint as the API document shows it. */
export function describeEndpoint(endpoint: WebhookEndpoint): DescribedEndpoint {
  const { method, path, title } = endpoint;
  return {
    method,
    path,
    title,
    contentTypes: endpoint.bodies.map((kind) => typeNames[kind]),
    schema: endpoint.contract,
  };
}
