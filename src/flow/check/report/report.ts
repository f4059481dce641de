import type { Flow } from '../../flow.ts';
import type { Problem } from '../../problem.ts';
import { createPlaceFinder, type FilePlace } from '../../text/locate-path.ts';
import { type OpenedFlow, openFlow } from '../../text/parse.ts';
import { checkFlow } from '../check.ts';
import type { CheckContext } from '../context.ts';
import type { Finding, FindingFix, Severity } from '../finding.ts';

/** A finding with its place in a file, as every door reports it; what does not apply is null. */
export type ReportedFinding = {
  readonly rule: string;
  readonly severity: Severity;
  readonly flow: string | null;
  readonly node: string | null;
  /** As whoever reports it names files, with slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly edge: NonNullable<Finding['edge']> | null;
  /** Place in the document, such as `nodes.create_order.timeout`. */
  readonly path: string | null;
  /** Named edits that mend it. */
  readonly fix: FindingFix | null;
  readonly waiver: NonNullable<Finding['waiver']> | null;
};

/** A flow file that is reported on. */
export type ReportedFile = {
  readonly file: string;
  readonly text: string;
  /** The text as read, where somebody has read it already. */
  readonly opened?: OpenedFlow;
};

/** Everything there is to say about one flow file: what cannot be read, then what the checker finds, by place. */
export function reportFile({ file, text, opened }: ReportedFile, context: CheckContext): readonly ReportedFinding[] {
  const { flow, problems } = opened ?? openFlow(text, context.catalogue);
  const said = problems.map((problem) => reportProblem(problem, file, flow?.id));
  if (flow === undefined) return said.sort(inReadingOrder);
  return [...said, ...reportFindings({ file, text, problems }, checkFlow(flow, context))].sort(inReadingOrder);
}

/** Gives findings their places; those about steps the reader has complained of already are left out. */
export function reportFindings(
  { file, text, problems }: ReportedFile & { readonly problems: readonly Problem[] },
  findings: readonly Finding[],
): readonly ReportedFinding[] {
  // The reader has said what is wrong with these nodes; the checker would only repeat it in other words.
  const judged = new Set(problems.map(({ node }) => node));
  const left = findings.filter(({ node }) => node === undefined || !judged.has(node));
  // Most files have no finding, and finding places means reading the text once more.
  if (left.length === 0) return [];
  const placeOf = createPlaces(text);
  return left.map((finding) => ({
    rule: finding.rule,
    severity: finding.severity,
    flow: finding.flow,
    node: finding.node ?? null,
    file,
    ...placeOf(finding),
    message: finding.message,
    edge: finding.edge ?? null,
    path: finding.path ?? null,
    fix: finding.fix ?? null,
    waiver: finding.waiver ?? null,
  }));
}

/** Reports what keeps a file from being read. */
export function reportProblem(problem: Problem, file: string, flow: Flow['id'] | undefined): ReportedFinding {
  return {
    rule: problem.code,
    severity: 'error',
    flow: flow ?? null,
    node: problem.node ?? null,
    file,
    line: problem.line ?? 1,
    column: problem.column ?? 1,
    message: problem.message,
    edge: null,
    path: problem.path ?? null,
    fix: null,
    waiver: null,
  };
}

/** Adds to a file's report what was found later, in the same order. */
export function mergeReports(...reports: readonly (readonly ReportedFinding[])[]): readonly ReportedFinding[] {
  return reports.flat().sort(inReadingOrder);
}

/** True when an error is among the findings that nobody waived. */
export function hasReportedErrors(findings: readonly ReportedFinding[]): boolean {
  return findings.some(({ severity, waiver }) => severity === 'error' && waiver === null);
}

/** The order of every report: by file, place, rule and sentence, compared by code unit. */
export function inReadingOrder(one: ReportedFinding, other: ReportedFinding): number {
  return (
    compareText(one.file, other.file) ||
    one.line - other.line ||
    one.column - other.column ||
    compareText(one.rule, other.rule) ||
    compareText(one.message, other.message)
  );
}

function createPlaces(text: string): (finding: Finding) => FilePlace {
  const places = createPlaceFinder(text);
  return ({ path, position, node }) => {
    if (path !== undefined) return places.ofPath(path, position);
    return node === undefined ? { line: 1, column: 1 } : places.ofNode(node);
  };
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
