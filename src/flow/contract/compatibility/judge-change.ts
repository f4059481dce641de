import { readExpression, type SyntaxNode } from '../../check/read-expression.ts';
import { allNodes, type Flow } from '../../flow.ts';
import type { JsonObject } from '../../json.ts';
import type { NodeCatalogue } from '../../node-type/manifest.ts';
import { type ContractUse, whereUsed } from '../where-used.ts';
import { compareContracts } from './compare-contracts.ts';
import { type Bump, type ContractChange, isMajor, nextName, requiredBump } from './contract-change.ts';

/** How a flow stands to a change: it goes on, it stops working, or a person must look. */
export type Verdict = 'fine' | 'breaks' | 'unsure';

/** Why a flow is not simply fine. */
export type Reason = {
  readonly verdict: Exclude<Verdict, 'fine'>;
  /** The field that gives offence. */
  readonly field: string;
  /** The step it shows at; null for the head of the flow. */
  readonly node: string | null;
  readonly nodeName: string | null;
  /** What happened to the field, and what it means. */
  readonly sentence: string;
};

/** One flow that has to do with the contract. */
export type ConsumerVerdict = {
  readonly flow: string;
  readonly flowName: string;
  readonly verdict: Verdict;
  /** The worst first. */
  readonly reasons: readonly Reason[];
};

/** What a change of a contract comes to. */
export type ContractVerdict = {
  readonly changes: readonly ContractChange[];
  readonly bump: Bump;
  /** The name it should be saved under: the next free major version where the change is breaking, else its own. */
  readonly saveAs: string;
  readonly consumers: readonly ConsumerVerdict[];
};

/** What a change is judged against. */
export type ContractFacts = {
  /** The contract as it stands; undefined for one that is new. */
  readonly before: JsonObject | undefined;
  /** Names of all contracts of the workspace. */
  readonly names: ReadonlySet<string>;
  readonly flows: readonly Flow[];
  readonly catalogue: NodeCatalogue;
};

/** Judges a new version of a contract against every flow that has to do with it. */
export function judgeContractChange(name: string, after: JsonObject, facts: ContractFacts): ContractVerdict {
  const { before, names, flows, catalogue } = facts;
  const changes = before === undefined ? [] : compareContracts(before, after);
  const bump = requiredBump(changes);
  const uses = whereUsed({ contract: name, flows, catalogue });
  const offences = changes.filter(isMajor);
  const consumers = flows.flatMap((flow) => {
    const own = uses.filter((use) => use.flow === flow.id);
    return own.length === 0 ? [] : [judgeFlow(flow, own, offences)];
  });
  return { changes, bump, saveAs: freeName(name, bump, names), consumers };
}

function freeName(name: string, bump: Bump, names: ReadonlySet<string>): string {
  let next = nextName(name, bump);
  while (next !== name && names.has(next) && nextName(next, 'major') !== next) next = nextName(next, 'major');
  return next;
}

function judgeFlow(flow: Flow, uses: readonly ContractUse[], changes: readonly ContractChange[]): ConsumerVerdict {
  const reasons = changes.flatMap((change) => reasonsFor(flow, uses, change));
  const unique = [
    ...new Map(reasons.map((reason) => [`${reason.node} ${reason.field} ${reason.sentence}`, reason])).values(),
  ];
  const sorted = [...unique].sort(
    (one, other) => Number(other.verdict === 'breaks') - Number(one.verdict === 'breaks'),
  );
  const [worst] = sorted;
  return { flow: flow.id, flowName: flow.name, verdict: worst?.verdict ?? 'fine', reasons: sorted };
}

function reasonsFor(flow: Flow, uses: readonly ContractUse[], change: ContractChange): readonly Reason[] {
  const reasons: Reason[] = [];
  const { path: field, kind, breaks, sentence } = change;
  const add = (use: ContractUse, verdict: Reason['verdict']): void => {
    reasons.push({ verdict, field, node: use.node, nodeName: use.nodeName, sentence });
  };
  for (const use of uses) {
    if (use.field === null) {
      if (use.kind === 'produces' && breaks.producers) {
        const verdict = judgeProducer(flow, use, change);
        if (verdict !== 'fine') add(use, verdict);
      }
      // The flow itself goes on; data that came in until now may be turned away at this step.
      if (use.kind === 'consumes' && breaks.producers) add(use, 'unsure');
      if (kind === 'class-raised') add(use, 'unsure');
    } else if (breaks.consumers) {
      const verdict = judgeReader(use, change);
      if (verdict !== 'fine') add(use, verdict);
    }
  }
  return reasons;
}

/** A reader breaks where what it reads is gone or of another type for certain. */
function judgeReader(use: ContractUse, { path, kind, breaks }: ContractChange): Verdict {
  const read = use.field ?? '';
  const isIt = read === path || read.startsWith(`${path}.`) || path === '';
  const isAround = read === '' || path.startsWith(`${read}.`);
  if (!isIt && !isAround) return 'fine';
  const isCertain = kind === 'field-removed' || (kind === 'type-narrowed' && breaks.consumers);
  return isCertain && isIt && use.certain ? 'breaks' : 'unsure';
}

/** A map breaks where it certainly does not make a field that is required now. */
function judgeProducer(flow: Flow, use: ContractUse, { path, kind, breaks }: ContractChange): Verdict {
  const made = fieldsMade(flow, use.node, path.split('.'));
  if (kind === 'required-added') return made === 'yes' ? 'fine' : made === 'no' ? 'breaks' : 'unsure';
  if (kind === 'field-removed') return made === 'yes' ? 'breaks' : made === 'no' ? 'fine' : 'unsure';
  if (kind === 'type-narrowed' && breaks.consumers) return made === 'no' ? 'fine' : 'breaks';
  return made === 'no' ? 'fine' : 'unsure';
}

/** Whether a map's expression makes a field: it says so where it builds objects with names written out. */
function fieldsMade(flow: Flow, id: string | null, names: readonly string[]): 'yes' | 'no' | 'unknown' {
  const node = [...allNodes(flow.nodes)].find((one) => one.id === id);
  const read = typeof node?.config.expression === 'string' ? readExpression(node.config.expression) : undefined;
  if (read?.ok !== true) return 'unknown';
  let here: SyntaxNode | undefined = read.tree;
  for (const name of names) {
    const entries = entriesOf(here);
    if (entries === undefined) return 'unknown';
    const entry = entries.get(name);
    if (entry === undefined) return 'no';
    here = entry;
  }
  return 'yes';
}

/** Fields of an object that is built here, once or for each row; undefined where that is not written out. */
function entriesOf(node: SyntaxNode | undefined): ReadonlyMap<string, SyntaxNode> | undefined {
  if (node === undefined) return undefined;
  if (node.type === 'path') return entriesOf(node.steps?.at(-1));
  if (node.type === 'block') return entriesOf(node.expressions?.at(-1));
  if (node.type !== 'unary') return undefined;
  if (node.value === '[') return node.expressions?.length === 1 ? entriesOf(node.expressions[0]) : undefined;
  if (node.value !== '{' || !Array.isArray(node.lhs)) return undefined;
  const entries = new Map<string, SyntaxNode>();
  for (const pair of node.lhs) {
    if (!Array.isArray(pair)) return undefined;
    // Pairs of the parser's own tree: a key and a value, both nodes.
    const [key, value] = pair as readonly SyntaxNode[];
    if (key?.type !== 'string' || typeof key.value !== 'string' || value === undefined) return undefined;
    entries.set(key.value, value);
  }
  return entries;
}
