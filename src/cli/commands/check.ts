import { type Command, type CommandCall, exitCodes, jsonOption, Refused } from '../command.ts';
import type { MendedFile, ReportedFinding } from '../findings.ts';
import { withSandbox } from '../governed.ts';
import { shortPath } from '../places.ts';

/** `penstock check`: structure and the rules of templates, over flow files and workspaces. */
export const check: Command = {
  name: 'check',
  group: 'workspace',
  summary: 'Check flows and workspaces; nothing is run and nothing is contacted.',
  operands: 'PATH…',
  takes: [1, 1_000],
  about:
    'PATH is a flow file or a folder. A flow inside a workspace (the nearest folder above it with penstock.yaml) is checked\nagainst its connections, contracts and environments, and against the templates it follows. What a file says wrongly is a\nfinding like any other; what an architect waived is shown as such and stops nothing.',
  options: {
    rule: { kind: 'text', value: 'ID', help: 'Only findings of this rule, such as G-03.' },
    fix: {
      kind: 'flag',
      help: 'Mend what can be mended for certain, and write the files in canonical form; comments are kept.',
    },
    'dry-run': { kind: 'flag', help: 'With --fix: write nothing, and show what would change.' },
    sarif: { kind: 'flag', help: 'Write SARIF 2.1.0 for code scanning; files are named from the workspace.' },
    json: jsonOption,
  },
  examples: [
    { command: 'penstock check my-workspace', says: 'Check everything in a workspace.' },
    { command: 'penstock check my-workspace/flows/orders.flow.yaml --json', says: 'Check one flow, for a program.' },
    { command: 'penstock check my-workspace --fix --dry-run', says: 'See what could be mended without asking.' },
    { command: 'penstock check . --sarif > penstock.sarif', says: 'Hand the findings to code scanning.' },
  ],
  exits: [0, 1, 2],
  run: async (call) => {
    if (call.flag('json') && call.flag('sarif'))
      throw new Refused(exitCodes.usage, 'Give either --json or --sarif: one of them stands on standard output.');
    if (call.flag('dry-run') && !call.flag('fix'))
      throw new Refused(exitCodes.usage, '--dry-run belongs to --fix: a check alone never writes.');
    if (call.flag('fix')) await mend(call);
    return call.flag('dry-run') ? exitCodes.fine : await report(call);
  },
};

async function report(call: CommandCall): Promise<number> {
  const { operands, flag, text, terminal } = call;
  // Loaded when it is needed: the rules are large, and `--help` must not wait for them.
  const { checkPaths, hasErrors, nameInWorkspace } = await import('../findings.ts');
  const { askPredicates } = await import('#flow/check/governance/predicates.ts');
  const { printReport } = await import('#flow/check/report/print-report.ts');
  const naming = flag('sarif') ? { nameFile: nameInWorkspace } : {};
  const checked = await withSandbox((evaluate) =>
    checkPaths(operands, { ...naming, ask: (flow, context) => askPredicates(flow, context, evaluate) }),
  );
  const only = text('rule');
  const findings = checked.findings.filter(({ rule }) => only === undefined || rule === only);
  const as = flag('sarif') ? 'sarif' : flag('json') ? 'json' : 'text';
  const page = printReport(findings, as, checked.templates);
  // The terminal ends every print with a line break of its own.
  if (page !== '') await terminal.print(page.slice(0, -1));
  if (as === 'text') terminal.note(`${plural(checked.flows, 'flow')} checked: ${sum(findings)}.`);
  return hasErrors(findings) ? exitCodes.findings : exitCodes.fine;
}

async function mend(call: CommandCall): Promise<void> {
  const { operands, flag, text, terminal } = call;
  const { mendPaths } = await import('../findings.ts');
  const mended = await mendPaths(operands, text('rule'));
  const { diffLines } = await import('../line-diff.ts');
  const { writeFile } = await import('node:fs/promises');
  for (const one of mended) {
    for (const sentence of sentencesOf(one, flag('dry-run'))) terminal.note(sentence);
    if (!flag('dry-run')) await writeFile(one.file, one.after);
    else await terminal.print(diffLines(shortPath(one.file), one.before, one.after));
  }
  const count = mended.reduce((total, { mends }) => total + mends.length, 0);
  const done = flag('dry-run') ? 'would be mended' : 'mended';
  terminal.note(count === 0 ? 'Nothing can be mended for certain.' : `${plural(count, 'finding')} ${done}.`);
}

function sentencesOf({ file, mends }: MendedFile, isDry: boolean): readonly string[] {
  return mends.map(({ rule, node, did }) => {
    const where = node === undefined ? '' : ` at "${node}"`;
    return `${shortPath(file)}: ${isDry ? 'would mend' : 'mended'} ${rule}${where}: ${did}.`;
  });
}

function sum(findings: readonly ReportedFinding[]): string {
  const open = findings.filter(({ waiver }) => waiver === null);
  const [errors, warnings, infos] = (['error', 'warning', 'info'] as const).map(
    (severity) => open.filter((finding) => finding.severity === severity).length,
  );
  const waived = findings.length - open.length;
  if (findings.length === 0) return 'nothing to mend';
  const told = `${plural(errors ?? 0, 'error')}, ${plural(warnings ?? 0, 'warning')}, ${infos ?? 0} info`;
  return waived === 0 ? told : `${told}, ${waived} waived`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
