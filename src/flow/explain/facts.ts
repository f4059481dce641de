import type { FlowNode } from '../flow.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/** One sentence about a step, before it has a number. */
export type Remark = { readonly key: string; readonly params: Readonly<Record<string, string | number>> };

/** What stands where a setting is not written yet. */
const open = '…';

/** Says what a step does, by its type; a type without words of its own by the summary of its manifest, if there is one. */
export function sayWork(node: FlowNode, isInside: boolean, summary: string | undefined): Remark {
  const { config } = node;
  const name = node.name ?? node.id;
  const type = node.type.replace(/@\d+$/, '');
  const say = (key: string, params: Remark['params'] = {}): Remark => ({
    key: `explain.step.${key}`,
    params: { name, ...params },
  });
  const word = (key: string) => text(config[key]);
  switch (type) {
    case 'webhook':
      return say(type, { path: word('path') });
    case 'schedule':
      return say(type, { cron: word('cron'), zone: word('zone') });
    case 'map':
      return config.output === undefined ? say(type) : say('map.contract', { contract: word('output') });
    case 'validate':
      return say(type, { contract: word('contract') });
    case 'redact':
      return say(type, { count: Array.isArray(config.rules) ? config.rules.length : 0 });
    case 'branch':
      return say(config.mode === 'all' ? 'branch.all' : type);
    case 'approval':
      return say(type, { group: word('group') });
    case 'odoo':
      return say(type, { operation: sayOperation(config), connection: word('connection') });
    case 'http':
      return say(type, { method: text(config.method ?? 'GET'), path: word('path'), connection: word('connection') });
    case 'milestone':
      return say(type, { milestone: word('milestone') });
    case 'wait':
      return say(...sayWait(config));
    case 'each':
      return sayEach(config, say);
    case 'retry':
      return say(type, { count: count(config.attempts) });
    case 'dead-letter':
      return say(isInside ? 'dead-letter.inside' : type, { owner: word('owner') });
    case 'fail':
      return say(isInside ? 'fail.inside' : type, { code: word('code') });
    case 'manual':
    case 'script':
    case 'merge':
    case 'respond':
    case 'try':
    case 'saga':
      return say(type);
    default:
      return summary === undefined ? say('unknown', { type: node.type }) : say('other', { summary });
  }
}

/** Says what else holds for a step: proof, time limits, tries, what undoes it. */
export function* sayTerms(node: FlowNode): Generator<Remark> {
  const { config } = node;
  yield* sayTrigger(config, node.type);
  if (typeof config.quorum === 'number' && config.quorum > 1) yield remark('people', { count: config.quorum });
  if (config.due !== undefined) yield remark('due', { duration: text(config.due) });
  if (node.type.startsWith('each@')) yield remark(`item.${text(config.onItemError ?? 'stop')}`);
  if (node.type.startsWith('retry@') && config.first !== undefined) {
    yield remark('pause', { duration: text(config.first) });
  }
  if (node.into !== undefined) yield remark('joins', { field: node.into });
  if (node.timeout !== undefined) yield remark('timeout', { duration: node.timeout });
  if (node.retry !== undefined && node.retry.attempts > 1) {
    const { attempts, first } = node.retry;
    yield first === undefined
      ? remark('retry', { count: attempts })
      : remark('retry.pause', { count: attempts, duration: first });
  }
  if (node.once === 'ask') yield remark('ask');
  if (node.importance === 'optional') yield remark('optional');
  if (node.compensate !== undefined) yield remark('undo', { undo: node.compensate });
  if (node.pivot === true) yield remark('pivot');
}

/** Says when a step leaves by an outcome; `ends` where nothing follows it. */
export function sayOutcome(node: FlowNode, port: string, targets: string): Remark {
  const ending = targets === '' ? '.ends' : '';
  const params = targets === '' ? { port } : { port, targets };
  const { cases, otherwise } = node.config;
  const chosen = itemFor(cases, port);
  if (chosen !== undefined) return remark(`case${ending}`, { ...params, when: text(chosen.when) });
  if (node.type.startsWith('branch@') && otherwise === port) return remark(`otherwise${ending}`, params);
  const caught = itemFor(node.config.catch, port);
  if (caught === undefined) return remark(`outcome${ending}`, params);
  return remark(`catch${ending}`, { ...params, failure: text(caught.code ?? caught.kind) });
}

/** A sentence of the key `explain.<name>`. */
export function remark(name: string, params: Remark['params'] = {}): Remark {
  return { key: `explain.${name}`, params };
}

function* sayTrigger(config: JsonObject, type: string): Generator<Remark> {
  const { auth, dedupe, sequence, answer, answerWithin, window } = config;
  if (isJsonObject(auth)) {
    yield auth.scheme === 'none' ? remark('proof.none') : remark('proof', { scheme: text(auth.scheme) });
  }
  if (isJsonObject(dedupe)) yield remark('repeats', { key: text(dedupe.key), duration: text(dedupe.for ?? '30d') });
  if (isJsonObject(sequence)) yield remark('lane', { key: text(sequence.key) });
  if (answer === 'processed') yield remark('answer', { duration: text(answerWithin ?? '25s') });
  if (isJsonObject(window) && type.startsWith('schedule@')) {
    yield remark('window', { from: text(window.from), to: text(window.to) });
  }
}

function sayOperation({ operation, model, method }: JsonObject): string {
  if (operation !== undefined || model === undefined) return text(operation);
  return `${text(model)} ${text(method)}`;
}

function sayWait(config: JsonObject): [string, Remark['params']] {
  if (isJsonObject(config.event)) return ['wait.event', { topic: text(config.event.topic) }];
  return config.until === undefined ? ['wait.for', { duration: text(config.for) }] : ['wait.until', {}];
}

function sayEach(config: JsonObject, say: (key: string, params: Remark['params']) => Remark): Remark {
  const items = text(config.items);
  const { concurrency } = config;
  return typeof concurrency === 'number' && concurrency > 1
    ? say('each.parallel', { items, count: concurrency })
    : say('each', { items });
}

function itemFor(list: Json | undefined, port: string): JsonObject | undefined {
  if (!Array.isArray(list)) return undefined;
  return list.find((item: Json): item is JsonObject => isJsonObject(item) && item.port === port);
}

function text(value: Json | undefined): string {
  if (typeof value === 'string') return value.replace(/\s+/g, ' ').trim();
  return value === undefined ? open : JSON.stringify(value);
}

function count(value: Json | undefined): string | number {
  return typeof value === 'number' ? value : open;
}
