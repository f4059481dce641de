import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkFlow } from '#flow/check/check.ts';
import type { CheckContext } from '#flow/check/context.ts';
import type { Finding } from '#flow/check/finding.ts';
import { askPredicates, type EvaluatePredicate } from '#flow/check/governance/predicates.ts';
import { printReport, type ReportForm } from '#flow/check/report/print-report.ts';
import {
  mergeReports,
  type ReportedFinding,
  reportFile,
  reportFindings,
  reportProblem,
} from '#flow/check/report/report.ts';
import type { Flow } from '#flow/flow.ts';
import { formatInstant } from '#flow/instant.ts';
import type { JsonObject } from '#flow/json.ts';
import { type Problem, type Result, refuse, succeed } from '#flow/problem.ts';
import { bindFlow, unbindFlow } from '#flow/template/bind.ts';
import { parseTemplate } from '#flow/template/parse-template.ts';
import type { TemplateStanding } from '#flow/template/standing.ts';
import { type NewFlow, startFlow } from '#flow/template/start.ts';
import { findingsOf, type ToldFollowing, tellFollowing } from '#flow/template/tell-following.ts';
import { baselineId, type Template, templateReference } from '#flow/template/template.ts';
import { openFlow, parseFlow } from '#flow/text/parse.ts';
import { printFlow } from '#flow/text/print.ts';
import { nodeCatalogue } from '#nodes/manifests.ts';
import type { Clock } from '../engine/ports.ts';
import { type Governance, governedBy, readGovernance } from './governance.ts';
import { type NeededFile, readNeeds } from './template-needs.ts';
import { readSignature } from './template-signature.ts';
import type { KnownTemplate } from './templates.ts';
import { checkContextOf, type Workspace } from './workspace.ts';

/** Everything flows are held against, with the day it was told. */
export type GovernanceFacts = {
  readonly governance: Governance;
  readonly workspace: Workspace;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly context: CheckContext;
};

/** How many findings there are of each weight; waived ones count only as such. */
export type FindingCounts = {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly waived: number;
};

/** A flow as the screens count it. */
export type GovernedFlow = FindingCounts & {
  readonly flow: string;
  readonly name: string;
  readonly path: string;
  readonly follows: readonly ToldFollowing[];
};

/** A template with everything its page shows. */
export type TemplateRow = {
  readonly reference: string;
  readonly known: KnownTemplate;
  readonly standing: TemplateStanding;
  readonly published: { readonly keyId: string; readonly by: string; readonly at: string } | undefined;
  readonly readme: string;
  readonly skeleton: string | undefined;
  readonly followers: readonly (FindingCounts & { readonly flow: string; readonly name: string })[];
};

/** A follower of a template, before and after a new text of it. */
export type JudgedFollower = {
  readonly flow: string;
  readonly name: string;
  readonly before: readonly Finding[];
  readonly after: readonly Finding[];
  readonly breaks: boolean;
};

/** A text of a flow with what the checker says of it. */
export type JudgedText = { readonly text: string; readonly findings: readonly Finding[] };

/** A new flow, judged with the files it stands on; only those the workspace does not have. */
export type StartedText = JudgedText & { readonly files: readonly NeededFile[] };

/** Tells what flows are held against, and prepares what people do about it. Reads only; nothing is written here. */
export type GovernanceDesk = {
  readonly facts: () => Promise<GovernanceFacts>;
  readonly templates: () => Promise<{ readonly rows: readonly TemplateRow[]; readonly facts: GovernanceFacts }>;
  readonly flows: () => Promise<{ readonly flows: readonly GovernedFlow[]; readonly unread: readonly string[] }>;
  /** Refuses a flow the workspace does not have. */
  readonly report: (flow: string | undefined, as: ReportForm) => Promise<Result<string>>;
  /** The followers are empty where the text is no template. */
  readonly judge: (
    text: string,
  ) => Promise<{ readonly problems: readonly Problem[]; readonly flows: readonly JudgedFollower[] }>;
  readonly start: (reference: string, flow: NewFlow) => Promise<Result<StartedText>>;
  /** `parameters` null stops following. */
  readonly bind: (text: string, reference: string, parameters: JsonObject | null) => Promise<Result<JudgedText>>;
  readonly predicates: (text: string) => Promise<Result<readonly Finding[]>>;
};

/** What the desk stands on. */
export type GovernanceDeskParts = {
  readonly workspace: () => Promise<Workspace>;
  readonly clock: Pick<Clock, 'now'>;
  readonly ask: EvaluatePredicate;
};

/** Makes the desk; everything is read anew each time, because architects edit files too. */
export function createGovernanceDesk(parts: GovernanceDeskParts): GovernanceDesk {
  const facts = () => readFacts(parts);
  return {
    facts,
    templates: async () => {
      const read = await facts();
      return { rows: tellTemplates(read), facts: read };
    },
    flows: async () => {
      const read = await facts();
      const unread = [...read.workspace.opened].flatMap(([file, { flow }]) => (flow === undefined ? [file] : []));
      return { flows: judgedFlows(read).map((one) => tellFlow(one, read)), unread };
    },
    report: async (flow, as) => await printFindings(await facts(), { wanted: flow, as, ask: parts.ask }),
    judge: async (text) => judgeTemplate(text, await facts()),
    start: async (reference, flow) => start(reference, flow, await facts()),
    bind: async (text, reference, parameters) => bind({ text, reference, parameters }, await facts()),
    predicates: async (text) => {
      const parsed = parseFlow(text, nodeCatalogue);
      if (!parsed.ok) return parsed;
      const { context } = await facts();
      return succeed(await askPredicates(parsed.value, context, parts.ask));
    },
  };
}

async function readFacts({ workspace: read, clock }: GovernanceDeskParts): Promise<GovernanceFacts> {
  const workspace = await read();
  const governance = await readGovernance(workspace);
  const today = formatInstant(clock.now()).slice(0, 10);
  const context = { ...checkContextOf(workspace), ...governedBy(governance, workspace, today) };
  return { governance, workspace, today, context };
}

type JudgedFlow = { readonly flow: Flow; readonly path: string; readonly findings: readonly Finding[] };

/** Every flow that can be read at all, with what the checker says of it. */
function judgedFlows({ workspace, context }: GovernanceFacts): readonly JudgedFlow[] {
  return [...workspace.opened].flatMap(([path, { flow }]) =>
    flow === undefined ? [] : [{ flow, path, findings: checkFlow(flow, context) }],
  );
}

function tellFlow({ flow, path, findings }: JudgedFlow, { context }: GovernanceFacts): GovernedFlow {
  return {
    flow: flow.id,
    name: flow.name,
    path,
    ...count(findings),
    follows: tellFollowing(flow, context, findings),
  };
}

function count(findings: readonly Finding[]): FindingCounts {
  const open = findings.filter(({ waiver }) => waiver === undefined);
  const of = (severity: Finding['severity']) => open.filter((finding) => finding.severity === severity).length;
  return { errors: of('error'), warnings: of('warning'), infos: of('info'), waived: findings.length - open.length };
}

function tellTemplates(facts: GovernanceFacts): readonly TemplateRow[] {
  const { templates, standings } = facts.governance;
  const judged = judgedFlows(facts);
  return [...templates].map(([reference, known]) => {
    const { folder, template, origin } = known;
    const signature = origin === 'shipped' ? undefined : readSignature(folder);
    const signed = signature?.ok === true ? signature.value : undefined;
    return {
      reference,
      known,
      standing: standings.get(reference) ?? 'unsigned',
      published: signed === undefined ? undefined : { keyId: signed.keyId, by: signed.by, at: signed.at },
      readme: textIn(folder, 'README.md') ?? '',
      skeleton: textIn(folder, 'skeleton.flow.yaml'),
      followers: judged.flatMap(({ flow, findings }) =>
        isFollower(flow, reference, facts)
          ? [{ flow: flow.id, name: flow.name, ...count(findingsOf(template.rules, findings)) }]
          : [],
      ),
    };
  });
}

/** True where a flow is held against a template; every flow is against the baseline. */
function isFollower(flow: Flow, reference: string, { context }: GovernanceFacts): boolean {
  if (reference.startsWith(`${baselineId}@`)) return true;
  return tellFollowing(flow, context, []).some((told) => told.reference === reference);
}

function textIn(folder: string, file: string): string | undefined {
  const path = join(folder, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

type ReportAsk = {
  readonly wanted: string | undefined;
  readonly as: ReportForm;
  readonly ask: EvaluatePredicate;
};

async function printFindings(facts: GovernanceFacts, { wanted, as, ask }: ReportAsk): Promise<Result<string>> {
  const { workspace, governance, context } = facts;
  const texts = new Map(workspace.flows.map(({ file, text }) => [file, text]));
  const files = [...workspace.opened].filter(
    ([file, { flow }]) => wanted === undefined || (flow?.id ?? file) === wanted,
  );
  if (wanted !== undefined && files.length === 0) return refuse(noFlow(wanted));
  const said: (readonly ReportedFinding[])[] = [];
  for (const [file, opened] of files) {
    const text = texts.get(file) ?? textIn(workspace.folder, file) ?? '';
    said.push(reportFile({ file, text, opened }, context));
    const asked = opened.flow === undefined ? [] : await askPredicates(opened.flow, context, ask);
    said.push(reportFindings({ file, text, problems: opened.problems }, asked));
  }
  const around = [...workspace.problems, ...governance.problems]
    .filter(({ file }) => wanted === undefined && !file.endsWith('.flow.yaml'))
    .map((problem) => reportProblem(problem, problem.file, undefined));
  return succeed(printReport(mergeReports(around, ...said), as, context.templates?.values() ?? []));
}

function judgeTemplate(text: string, facts: GovernanceFacts): Awaited<ReturnType<GovernanceDesk['judge']>> {
  const parsed = parseTemplate(text);
  if (!parsed.ok) return { problems: parsed.problems, flows: [] };
  const template = parsed.value;
  const reference = templateReference(template);
  const { context } = facts;
  const old = context.templates?.get(reference);
  const changed: CheckContext = {
    ...context,
    templates: new Map([...(context.templates ?? []), [reference, template]]),
    // Whether the text may be followed is asked when it is published, not while it is written.
    standings: new Map([...(context.standings ?? []), [reference, 'published']]),
  };
  const flows = judgedFlows(facts).flatMap(({ flow, findings }) => {
    if (!isFollower(flow, reference, { ...facts, context: changed })) return [];
    const before = findingsOf(old?.rules ?? [], findings);
    const after = findingsOf(template.rules, checkFlow(flow, changed));
    return [{ flow: flow.id, name: flow.name, before, after, breaks: isBroken(before, after) }];
  });
  return { problems: [], flows };
}

/** True where there are errors that were not there before. */
function isBroken(before: readonly Finding[], after: readonly Finding[]): boolean {
  const keyOf = ({ rule, node, path, edge }: Finding) => JSON.stringify([rule, node, path, edge?.port, edge?.to]);
  const known = new Set(before.filter(isOpenError).map(keyOf));
  return after.some((finding) => isOpenError(finding) && !known.has(keyOf(finding)));
}

function isOpenError({ severity, waiver }: Finding): boolean {
  return severity === 'error' && waiver === undefined;
}

async function start(
  reference: string,
  flow: NewFlow,
  { governance, context, workspace }: GovernanceFacts,
): Promise<Result<StartedText>> {
  const known = governance.templates.get(reference);
  if (known === undefined) return refuse(noTemplate(reference, context));
  const text = textIn(known.folder, 'skeleton.flow.yaml');
  if (text === undefined) {
    const message = `${reference} has no flow to start from. Draw the flow yourself, and let it follow the template.`;
    return refuse({ code: 'template/no-skeleton', message });
  }
  const skeleton = parseFlow(text, nodeCatalogue);
  if (!skeleton.ok) return skeleton;
  const started = startFlow(skeleton.value, known.template, flow, nodeCatalogue);
  if (!started.ok) return started;
  const needed = await readNeeds(known.folder, workspace);
  const around = {
    ...context,
    contracts: new Map([...(context.contracts ?? []), ...needed.contracts]),
    connections: new Map([...(context.connections ?? []), ...needed.connections]),
  };
  return succeed({ ...judgedText(started.value, around), files: needed.files });
}

type Binding = { readonly text: string; readonly reference: string; readonly parameters: JsonObject | null };

function bind({ text, reference, parameters }: Binding, { context }: GovernanceFacts): Result<JudgedText> {
  const { flow, problems } = openFlow(text, nodeCatalogue);
  if (flow === undefined) return refuse(...problems);
  const template: Template | undefined = context.templates?.get(reference);
  if (parameters !== null && template === undefined) return refuse(noTemplate(reference, context));
  const bound =
    parameters === null || template === undefined
      ? unbindFlow(flow, reference, nodeCatalogue)
      : bindFlow(flow, { template, parameters }, nodeCatalogue);
  return bound.ok ? succeed(judgedText(bound.value, context)) : bound;
}

function judgedText(flow: Flow, context: CheckContext): JudgedText {
  return { text: printFlow(flow, nodeCatalogue), findings: checkFlow(flow, context) };
}

function noFlow(flow: string): Problem {
  const message = `The workspace has no flow "${flow}". Look at the list of flows again.`;
  return { code: 'workspace/no-such-file', message };
}

function noTemplate(reference: string, { templates }: CheckContext): Problem {
  const known = [...(templates?.keys() ?? [])].join(', ');
  return { code: 'template/unknown', message: `There is no template ${reference}. There are: ${known}.` };
}
