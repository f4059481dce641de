import { type Command, exitCodes, jsonOption } from '../command.ts';

/** `penstock check`: every structural rule over flow files and workspaces. */
export const check: Command = {
  name: 'check',
  group: 'workspace',
  summary: 'Check flows and workspaces; nothing is run and nothing is contacted.',
  operands: 'PATH…',
  takes: [1, 1_000],
  about:
    'PATH is a flow file or a folder. A flow inside a workspace (the nearest folder above it with penstock.yaml) is checked\nagainst its connections, contracts and environments. What a file says wrongly is a finding like any other.',
  options: { json: jsonOption },
  examples: [
    { command: 'penstock check my-workspace', says: 'Check everything in a workspace.' },
    { command: 'penstock check my-workspace/flows/orders.flow.yaml --json', says: 'Check one flow, for a program.' },
  ],
  exits: [0, 1, 2],
  run: async ({ operands, flag, terminal }) => {
    // Loaded when it is needed: the rules are large, and `--help` must not wait for them.
    const { checkPaths, hasErrors, sayFinding } = await import('../findings.ts');
    const { flows, findings } = await checkPaths(operands);
    if (flag('json')) await terminal.printJson({ findings });
    else {
      for (const finding of findings) await terminal.print(sayFinding(finding));
      const counts = (['error', 'warning', 'info'] as const).map(
        (severity) => findings.filter((finding) => finding.severity === severity).length,
      );
      const [errors = 0, warnings = 0, infos = 0] = counts;
      const verdict =
        findings.length === 0
          ? 'nothing to mend'
          : `${plural(errors, 'error')}, ${plural(warnings, 'warning')}, ${infos} info`;
      terminal.note(`${plural(flows, 'flow')} checked: ${verdict}.`);
    }
    return hasErrors(findings) ? exitCodes.findings : exitCodes.fine;
  },
};

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
