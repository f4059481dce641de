import type { FlowNode } from '#flow/flow.ts';
import { isJsonObject } from '#flow/json.ts';
import { factOf } from '#flow/node-type/manifest.ts';
import { manifestOf } from '../../document/catalogue.ts';

/** A small mark on a card that tells of a promise the step keeps. */
export type Badge = {
  readonly kind: 'signed' | 'once' | 'keyed' | 'retry' | 'undo' | 'timeout' | 'optional' | 'pivot' | 'due';
  /** Text of the badge is `canvas.badge.<kind>` with this value. */
  readonly value?: string | number;
};

/** How long a webhook remembers events where nothing is said. */
const usuallyRemembered = '30d';

/** The badges of a step, governance first. Their number decides the height of the card, so this is pure. */
export function badgesOf(node: FlowNode): readonly Badge[] {
  const { config } = node;
  const manifest = manifestOf(node);
  const badges: Badge[] = [];
  const scheme = isJsonObject(config.auth) ? config.auth.scheme : undefined;
  if (typeof scheme === 'string' && scheme !== 'none') badges.push({ kind: 'signed', value: scheme });
  if (isJsonObject(config.dedupe)) badges.push({ kind: 'once', value: String(config.dedupe.for ?? usuallyRemembered) });
  if (node.key !== undefined || isKeyed(node)) badges.push({ kind: 'keyed' });
  const attempts = node.retry?.attempts ?? (manifest?.type === 'retry' ? config.attempts : undefined);
  if (typeof attempts === 'number') badges.push({ kind: 'retry', value: attempts });
  if (node.compensate !== undefined) badges.push({ kind: 'undo' });
  if (node.pivot === true) badges.push({ kind: 'pivot' });
  if (manifest?.type === 'approval' && typeof config.due === 'string') badges.push({ kind: 'due', value: config.due });
  if (node.timeout !== undefined) badges.push({ kind: 'timeout', value: node.timeout });
  if (node.importance === 'optional') badges.push({ kind: 'optional' });
  return badges;
}

function isKeyed(node: FlowNode): boolean {
  const safety = manifestOf(node)?.safety;
  if (safety === undefined) return false;
  try {
    const fact = factOf(safety, node.config);
    return fact === 'keyed' || fact === 'natural-key';
  } catch {
    // Facts are written for valid configs; here the config may still be half typed.
    return false;
  }
}
