import type { NodeManifest } from '#flow/node-type/manifest.ts';
import { nodeManifests } from '#nodes/manifests.ts';

/** A group of the palette, in the order a flow is usually drawn. */
export type LibraryGroup = {
  /** Text `library.group.<id>`. */
  readonly id: 'lead' | NodeManifest['group'];
  readonly manifests: readonly NodeManifest[];
};

const groups: readonly NodeManifest['group'][] = ['start', 'shape', 'decide', 'systems', 'control', 'end'];

/** What most flows are made of; they stand before everything else. */
const leading = ['odoo-trigger', 'webhook', 'map', 'approval', 'retry', 'branch', 'saas'];

/** Other words people search by. */
const synonyms: Readonly<Record<string, string>> = {
  webhook: 'http trigger hook endpoint receive call',
  schedule: 'cron timer every day clock',
  manual: 'button by hand form',
  map: 'transform jsonata mapping convert shape',
  validate: 'check schema contract',
  script: 'javascript code function',
  redact: 'mask anonymise hide personal data',
  branch: 'if switch condition router decision',
  merge: 'join combine',
  each: 'loop for every item iterate batch split',
  retry: 'again repeat attempts backoff resilience',
  try: 'catch error handler fallback',
  saga: 'undo compensate rollback all or nothing',
  wait: 'delay sleep pause until',
  approval: 'human task sign off manager decision confirm',
  odoo: 'erp sale sales order invoice customer record create update',
  'odoo-trigger': 'erp record created changed poll event',
  saas: 'api openapi connector operation service',
  http: 'request rest api call url',
  respond: 'answer reply webhook response',
  'dead-letter': 'dlq failed error queue park',
  fail: 'stop error throw end',
  milestone: 'kpi progress metric',
};

/** Every node type by group, the seven most used ones first. */
export function libraryGroups(): readonly LibraryGroup[] {
  const lead = leading.flatMap((type) => nodeManifests.find((manifest) => manifest.type === type) ?? []);
  const rest = groups.map((id) => ({
    id,
    manifests: nodeManifests
      .filter((manifest) => manifest.group === id && !leading.includes(manifest.type))
      .sort((one, other) => one.order - other.order),
  }));
  return [{ id: 'lead' as const, manifests: lead }, ...rest].filter((group) => group.manifests.length > 0);
}

/** The node types that fit what a person typed, best first; all of them, in order, for an empty text. */
export function searchLibrary(text: string): readonly NodeManifest[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const all = libraryGroups().flatMap((group) => group.manifests);
  if (words.length === 0) return all;
  const scored = all
    .map((manifest) => ({ manifest, score: scoreOf(manifest, words) }))
    .filter(({ score }) => score > 0);
  return scored.sort((one, other) => other.score - one.score).map(({ manifest }) => manifest);
}

/** Every word must be found; the start of the title weighs most. */
function scoreOf(manifest: NodeManifest, words: readonly string[]): number {
  const title = manifest.title.toLowerCase();
  const rest = `${manifest.type} ${synonyms[manifest.type] ?? ''} ${manifest.summary.toLowerCase()}`;
  let score = 0;
  for (const word of words) {
    if (title.startsWith(word)) score += 100;
    else if (title.split(/[\s-]+/).some((part) => part.startsWith(word))) score += 60;
    else if (rest.split(/[\s,.;-]+/).some((part) => part.startsWith(word))) score += 20;
    else if (title.includes(word)) score += 10;
    else return 0;
  }
  return score;
}
