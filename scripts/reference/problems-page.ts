import { type DeclaredCode, listDeclaredCodes } from './declared-codes.ts';
import { anchorOf, banner, code, heading } from './markdown.ts';

/** What each area of codes is about. An area without words here fails the generator. */
const areas: Readonly<Record<string, string>> = {
  access: 'Who may call the API.',
  api: 'Calls of the API that are not written as they must be.',
  approval: 'Decisions of people that are not taken.',
  branch: 'Conditions of Branch steps.',
  bundle: 'Bundles: making, signing and reading them.',
  'dead-letter': 'What was set aside.',
  doubt: 'Writes whose outcome is unclear.',
  each: 'Items of For each.',
  edit: 'Changes to a flow that are not possible as asked.',
  effect: 'Steps that act outside, seen from the engine.',
  egress: 'The way out of the runtime, before anything is sent.',
  engine: 'Penstock itself.',
  eval: 'The command `penstock eval`.',
  expression: 'JSONata in configs, evaluated in the sandbox.',
  flow: 'Flow files, and starting and ending flows.',
  'flow-test': 'Test files of flows, and what a test found different.',
  studio: 'The studio, while it follows a workspace.',
  try: 'Trying a draft.',
  git: 'The history of a workspace.',
  http: 'Requests to other systems, of every connection kind.',
  ingress: 'The door for webhooks, before the trigger looks at a call.',
  keys: 'Signing keys of people.',
  deployment: 'Bundles that come to a runtime.',
  environment: 'Environments of a workspace.',
  linked: 'Servers a studio is linked to.',
  conflict: 'Files that were changed on both sides.',
  json: 'JSON that somebody else wrote.',
  lane: 'Runs that follow one another by a sequence key.',
  template: 'Approved patterns and their rules.',
  waiver: 'Dated permissions to leave a finding as it is.',
  registry: 'Systems, owners and systems of record.',
  dedupe: 'Drop repeats steps.',
  throttle: 'Slow down steps.',
  reconcile: 'Reconcile steps.',
  report: 'Report steps.',
  notify: 'Notify steps.',
  layout: 'Positions of boxes. They never change what a flow means.',
  map: 'Map fields steps.',
  merge: 'Merge steps.',
  odoo: 'What Odoo answers.',
  openapi: 'OpenAPI documents beside connections, and calls of their operations.',
  replay: 'Running something again.',
  review: 'Saving, handing over, reviewing and releasing.',
  run: 'Runs, and commands about them.',
  sandbox: 'The processes that evaluate expressions and scripts.',
  script: 'JavaScript in Script steps, run in the sandbox.',
  secrets: 'The store of secrets and its key.',
  server: 'The server of the API and the webhooks.',
  store: 'The data directory.',
  validate: 'Check shape steps.',
  wait: 'Wait steps.',
  webhook: 'What the webhook trigger does not let in.',
  workspace: 'Files of a workspace beside the flows.',
};

const kindWords = {
  transient: 'may pass by itself, so it is tried again under the retry policy of the step',
  permanent: 'would come again, so it is not tried again',
  validation: 'the data does not fit, so it is not tried again',
  policy: 'a rule or a permission forbids it, so it is not tried again',
  timeout: 'no answer in time; tried again where a repeat is safe, else a person decides',
  cancelled: 'stopped on purpose',
} as const;

/** The page of problem and failure codes. */
export function printProblemsPage(): string {
  const codes = listDeclaredCodes();
  const byArea = Map.groupBy(codes, (one) => one.code.slice(0, one.code.indexOf('/')));
  const names = [...byArea.keys()].sort();
  const sections = names.map((area) => printArea(area, byArea.get(area) ?? []));
  return `${banner('the problems.ts files and the manifests')}
# Problems and failures

Every refusal and every failure has a code that does not change. A *failure* is why an attempt of a step did not end on
an outcome; its kind decides whether it is tried again. A *problem* is a refusal to the person or program that asked for
something. Findings of the checker have codes too; they stand in [rules](rules.md).

| Kind of failure | What it means |
|---|---|
${Object.entries(kindWords)
  .map(([kind, words]) => `| ${code(kind)} | ${words} |`)
  .join('\n')}

Areas: ${names.map((area) => `[${area}](#area-${area})`).join(' · ')}

${sections.join('\n')}`;
}

function printArea(area: string, codes: readonly DeclaredCode[]): string {
  const words = areas[area];
  if (words === undefined) {
    throw new Error(
      `The area "${area}" of problem codes has no words. Add them in scripts/reference/problems-page.ts.`,
    );
  }
  return `${heading(2, area, `area-${area}`)}\n${words}\n\n${codes.map(printCode).join('\n')}`;
}

function printCode(one: DeclaredCode): string {
  const sentence = /[.!?]$/.test(one.title) ? one.title : `${one.title}.`;
  const kind = one.kind === undefined ? '' : ` *Failure, ${one.kind}.*`;
  return `${heading(3, code(one.code), anchorOf(one.code))}\n**${sentence}**${kind} ${one.help}\n`;
}
