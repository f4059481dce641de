import { findObjectKeys } from '../../../expression/object-keys.ts';
import { isJsonObject } from '../../../json.ts';
import type { ExaminedNode } from '../../examination.ts';
import type { FindingFix } from '../../finding.ts';
import { connectionOf, type StepProperty, type View } from '../view.ts';

/** Methods for which a named operation exists. */
const operations: Readonly<Record<string, string>> = {
  search_read: 'record.search',
  web_search_read: 'record.search',
  read: 'record.read',
  search_count: 'record.count',
};

/** Most records the operation gives at once. */
const mostRecords = 1_000;

/** What the operation understands of the arguments of `search_read`. */
const known: ReadonlySet<string> = new Set(['domain', 'fields', 'limit', 'offset', 'order']);

/** Records are read by named operations, which know limits, empty values and rights. */
export const readsByOperation: StepProperty = {
  name: 'reads-by-operation',
  says: 'An Odoo step that reads names an operation instead of a bare method that has one.',
  ask(step, view) {
    const { method } = step.node.config;
    const operation = typeof method === 'string' && Object.hasOwn(operations, method) ? operations[method] : undefined;
    if (step.type !== 'odoo' || operation === undefined) return true;
    const fix = method === 'search_read' ? searchInstead(step, view) : undefined;
    return { path: `${step.path}.config.method`, detail: `"${operation}"`, ...(fix === undefined ? {} : { fix }) };
  },
};

/**
 * Names the operation, moves the arguments, and follows the answer, which stands under `records` then. Offered where
 * every reader of the answer can be found for certain.
 */
function searchInstead(step: ExaminedNode, view: View): FindingFix | undefined {
  const { model, args, ids } = step.node.config;
  const allowed = connectionOf(step, view.examination)?.allow?.operations;
  if (typeof model !== 'string' || typeof args !== 'string' || ids !== undefined) return undefined;
  if (allowed !== undefined && !allowed.includes('record.search')) return undefined;
  const keys = findObjectKeys(args);
  const isPlain = /^\s*\{/.test(args) && keys.every((key) => known.has(key));
  if (!isPlain || !keys.includes('domain') || !keys.includes('fields')) return undefined;
  const limit = /"limit"\s*:\s*(\d{1,9})\s*[,}]/.exec(args)?.[1];
  if (keys.includes('limit') && (limit === undefined || Number(limit) > mostRecords)) return undefined;
  const readers = followAnswer(step, view);
  if (readers === undefined) return undefined;
  // The method knows no limit of its own; the operation would stop at a hundred without being told.
  const bound = limit === undefined ? ` "limit": ${mostRecords},` : '';
  const values = args.replace('{', `{ "model": ${JSON.stringify(model)},${bound}`);
  const set = (path: string, value?: string) => ({
    edit: 'set-config',
    arguments: { node: step.id, path, ...(value === undefined ? {} : { value }) },
  });
  const own = [set('method'), set('model'), set('args'), set('operation', 'record.search'), set('values', values)];
  const title =
    limit === undefined ? `Use record.search, up to ${mostRecords} records` : 'Use the operation record.search';
  return { title, edits: [...own, ...readers] };
}

/** Edits for everything that reads the answer; undefined where a reader may be missed. */
function followAnswer(step: ExaminedNode, { examination }: View): FindingFix['edits'] | undefined {
  const { into } = step.node;
  if (into === undefined) return undefined;
  const result = new RegExp(`\\$steps\\.${step.id}\\b`, 'g');
  const name = new RegExp(`(?<![\\w$."'])${into}\\b(?!["'\\w])`, 'g');
  const elsewhere = new RegExp(`["'.]${into}\\b`);
  const edits: FindingFix['edits'][number][] = [];
  for (const { node, path, text, offset, read } of examination.expressions()) {
    const mentions = text.includes(into) || text.includes(`$steps.${step.id}`);
    if (!mentions) continue;
    if (node === undefined || node === step || !read.ok || offset !== 0 || elsewhere.test(text)) return undefined;
    const key = path.slice(`${node.path}.`.length);
    if (!key.startsWith('config.') || text.includes('{{')) return undefined;
    const value = text.replaceAll(result, `$steps.${step.id}.records`).replaceAll(name, `${into}.records`);
    const settings = key.slice('config.'.length).split('.');
    edits.push({ edit: 'set-config', arguments: { node: node.id, path: settings, value } });
  }
  // A script sees the answer without an expression telling so.
  const hasScript = examination.nodes.some(({ type, node }) => type === 'script' && isJsonObject(node.config));
  return hasScript ? undefined : edits;
}
