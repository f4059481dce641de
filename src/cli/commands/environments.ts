import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvaluatePredicate } from '#flow/check/governance/predicates.ts';
import type { Problem, Result } from '#flow/problem.ts';
import type { EnvironmentDesk, EnvironmentFiles } from '#runtime/workspace/environment-desk.ts';
import { type Command, type CommandCall, exitCodes, jsonOption, Refused } from '../command.ts';
import { openGoverned, withSandbox } from '../governed.ts';

const workspaceOption = {
  kind: 'text',
  value: 'DIR',
  help: 'Folder in the workspace. Default: this folder.',
} as const;

/** `penstock environments compare`: what is different between two environments. */
export const environmentsCompare: Command = {
  name: 'environments compare',
  group: 'workspace',
  summary: 'Tell what is different between two environments: connections, variables, labels, ranges and limits.',
  operands: 'FROM TO',
  takes: [2, 2],
  options: { workspace: workspaceOption, json: jsonOption },
  examples: [{ command: 'penstock environments compare dev live', says: 'What does live have that dev has not?' }],
  exits: [0, 1, 2],
  run: async (call) => {
    const [from = '', to = ''] = call.operands;
    const rows = answerOf(await withDesk(call, undefined, (desk) => desk.compare(from, to)));
    const different = rows.filter(({ state }) => state !== 'same');
    if (call.flag('json')) await call.terminal.printJson({ from, to, rows });
    else for (const { sentence } of different) await call.terminal.print(sentence);
    if (different.length === 0) call.terminal.note(`${from} and ${to} are equal.`);
    return different.length === 0 ? exitCodes.fine : exitCodes.findings;
  },
};

/** `penstock environments check`: an activation that is only tried. */
export const environmentsCheck: Command = {
  name: 'environments check',
  group: 'workspace',
  summary: 'Try an activation without starting anything: what would keep each flow out of an environment.',
  operands: 'ENVIRONMENT',
  takes: [1, 1],
  about:
    'Flows are judged as the door of a runtime for that environment would: its patterns, where connections lead, and the variables\nexpressions read. Secrets are looked for in --data, and are not looked at without it.',
  options: {
    workspace: workspaceOption,
    data: { kind: 'text', value: 'DIR', help: 'Data directory whose secrets count; its runtime must be stopped.' },
    json: jsonOption,
  },
  examples: [{ command: 'penstock environments check live', says: 'Would everything go live?' }],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const [name = ''] = call.operands;
    const secrets = await secretsIn(call.text('data'));
    const { flows } = answerOf(await withDesk(call, secrets, (desk) => desk.check(name)));
    const out = flows.filter(({ goesLive }) => !goesLive);
    if (call.flag('json')) await call.terminal.printJson({ environment: name, flows });
    else {
      for (const { flow, goesLive, hindrances } of flows) {
        await call.terminal.print(`${flow}: ${goesLive ? 'would go live.' : 'would be kept out.'}`);
        for (const { code, sentence } of hindrances) await call.terminal.print(`  ${code}: ${sentence}`);
      }
    }
    if (call.text('data') === undefined)
      call.terminal.note('Secrets were not looked at; name a directory with --data.');
    return out.length === 0 ? exitCodes.fine : exitCodes.findings;
  },
};

async function withDesk<T>(
  call: CommandCall,
  secrets: readonly string[] | undefined,
  ask: (desk: EnvironmentDesk) => Promise<T>,
): Promise<T> {
  const { folder, workspace } = await openGoverned(call.text('workspace') ?? '.');
  const { createEnvironmentDesk } = await import('#runtime/workspace/environment-desk.ts');
  const { hash } = await import('node:crypto');
  return await withSandbox((evaluate: EvaluatePredicate) =>
    ask(
      createEnvironmentDesk({
        workspace: async () => workspace,
        desk: filesOf(folder),
        secretNames: () => secrets,
        clock: { now: Date.now },
        hash: (text) => hash('sha256', text),
        ask: evaluate,
      }),
    ),
  );
}

/** Reads environment files; these commands write none. */
function filesOf(folder: string): EnvironmentFiles {
  return {
    overview: async () => {
      const names = await readdir(join(folder, 'environments')).catch(() => []);
      const paths = names.filter((name) => name.endsWith('.yaml')).sort();
      return { environment: { name: '' }, files: paths.map((name) => ({ path: `environments/${name}` })) };
    },
    read: async (path) => ({ ok: true, value: { text: await readFile(join(folder, path), 'utf8'), etag: '' } }),
    write: async () => {
      throw new Error('Commands about environments write nothing.');
    },
  };
}

async function secretsIn(data: string | undefined): Promise<readonly string[] | undefined> {
  if (data === undefined) return undefined;
  const { listStoredSecrets } = await import('#runtime/direct-store.ts');
  const names = await listStoredSecrets(data);
  if (!names.ok) throw new Refused(exitCodes.environment, ...names.problems);
  return names.value;
}

function answerOf<T>(asked: Result<T>): T {
  if (asked.ok) return asked.value;
  const problems: readonly Problem[] = asked.problems;
  throw new Refused(exitCodes.usage, ...problems);
}
