import { allNodes, type Flow, parseTypeReference } from '../flow.ts';
import { isJsonObject } from '../json.ts';
import { decisionSchema } from './decision.ts';
import { type DecisionFacts, scoreDecision } from './score-decision.ts';

/** Something a decision record lacks, or says against what the flow is. */
export type DecisionIssue = { readonly path: string; readonly reason: string };

const asked = ['impact', 'staleness', 'volume', 'recovery', 'mode', 'control'] as const;

/** Node types that make a flow a process: people, time, undoing. */
const processTypes: ReadonlySet<string> = new Set(['approval', 'wait', 'saga', 'each', 'schedule']);

/** Judges the decision record of a flow; a score that says otherwise needs a reason, nothing more. */
export function judgeDecision(flow: Flow): readonly DecisionIssue[] {
  if (flow.decision === undefined) return [{ path: 'decision', reason: 'there is no decision record' }];
  const read = decisionSchema.safeParse(flow.decision);
  if (!read.success) {
    const [issue] = read.error.issues;
    const at = issue?.path.join('.') ?? '';
    return [{ path: at === '' ? 'decision' : `decision.${at}`, reason: `"${at}" ${issue?.message ?? 'is wrong'}` }];
  }
  const record = read.data;
  const missing = asked.filter((key) => record[key] === undefined);
  if (missing.length > 0) return [{ path: 'decision', reason: `the record lacks ${missing.join(', ')}` }];
  if (record.reason !== undefined) return [];
  const score = scoreDecision(record, factsOf(flow));
  const issues: DecisionIssue[] = [];
  if (score.mode !== record.mode) issues.push({ path: 'decision.mode', reason: `its answers speak for ${score.mode}` });
  if (score.control !== record.control) {
    issues.push({ path: 'decision.control', reason: `the flow itself is ${score.control}` });
  }
  const { mode } = flow.classification ?? {};
  if (mode !== undefined && mode !== record.mode) {
    issues.push({ path: 'classification.mode', reason: `the flow is classified as ${mode}` });
  }
  return issues;
}

/** What the score must know of a flow. */
export function factsOf(flow: Flow): DecisionFacts {
  const systems = new Set<string>();
  let writes = 0;
  let hasProcess = false;
  for (const { type, config } of allNodes(flow.nodes)) {
    const name = parseTypeReference(type)?.type ?? type;
    hasProcess ||= processTypes.has(name);
    if (typeof config.connection !== 'string') continue;
    systems.add(config.connection);
    if (isWriteLike(name, config)) writes += 1;
  }
  return { systems: systems.size, writes, hasProcess };
}

function isWriteLike(type: string, config: Flow['nodes'][number]['config']): boolean {
  if (type === 'http') return config.method !== undefined && config.method !== 'GET' && config.method !== 'HEAD';
  if (type === 'odoo-trigger' || isJsonObject(config.source)) return false;
  const name = config.operation ?? config.method;
  return (
    typeof name !== 'string' || !/(^|\.)(find|get|read|search|status|available|count|list|search_read)/i.test(name)
  );
}
