import type { FlowNode } from '#flow/flow.ts';
import { isJsonObject } from '#flow/json.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** The second line of a card: the type in words and the one value that tells most about the step. */
export function subtitleOf(node: FlowNode, manifest: NodeManifest | undefined): string {
  const title = manifest?.title ?? node.type;
  const value = tellingValue(node);
  return value === undefined ? title : `${title} · ${value}`;
}

function tellingValue({ config }: FlowNode): string | undefined {
  if (typeof config.operation === 'string') return config.operation;
  if (typeof config.model === 'string') return [config.model, config.method].filter(Boolean).join('.');
  if (typeof config.method === 'string' && config.path !== undefined) {
    return `${config.method} ${isJsonObject(config.path) ? '…' : String(config.path)}`;
  }
  for (const key of ['path', 'group', 'cron', 'milestone', 'owner', 'output', 'contract', 'code', 'for'] as const) {
    const value = config[key];
    if (typeof value === 'string') return value;
  }
  return undefined;
}
