import type { CollectedBundle } from '#runtime/bundles/export-bundle.ts';
import { type Command, type CommandCall, exitCodes, jsonOption, Refused } from '../command.ts';
import { requireWorkspace, shortPath } from '../places.ts';

/** `penstock export`: flows and all they stand on in one file. */
export const exportCommand: Command = {
  name: 'export',
  group: 'workspace',
  summary: 'Write flows with everything they stand on into one bundle, ready to be signed.',
  operands: '[FLOW…]',
  takes: [0, 1_000],
  about:
    'FLOW is an id; without any, every flow of the workspace is exported. A bundle holds the flows, the flows they start, contracts,\nconnections, templates, waivers and the registry; never environments, secrets, samples or tests. The same commit gives the same\nbytes on every machine. Flows with errors are refused, unless the bundle is a draft for somebody to look at.',
  options: {
    workspace: { kind: 'text', value: 'DIR', help: 'Folder of the workspace. Default: this folder.' },
    out: { kind: 'text', value: 'FILE', help: 'Where the bundle is written, such as orders.pstk. Required.' },
    rev: { kind: 'text', value: 'COMMIT', help: 'Export what this commit, branch or tag holds instead of the folder.' },
    draft: { kind: 'flag', help: 'Leave errors and missing versions in it; no runtime admits such a bundle.' },
    version: { kind: 'list', value: 'FLOW=VERSION', help: 'Version a flow gets in the bundle. May be repeated.' },
    json: jsonOption,
  },
  examples: [
    { command: 'penstock export --out orders.pstk', says: 'Export every flow of this workspace.' },
    {
      command: 'penstock export order-to-cash --rev main --version order-to-cash=1.4.0 --out orders.pstk',
      says: 'Export one flow as main has it, under a new version.',
    },
  ],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const out = call.text('out');
    if (out === undefined) throw new Refused(exitCodes.usage, 'Say where the bundle goes with --out FILE.');
    const { manifest, files, digest, findings } = await collect(call);
    const { writeBundle } = await import('#flow/bundle/read-bundle.ts');
    const { writeBundleFile } = await import('../bundles/bundle-file.ts');
    const bytes = writeBundle(manifest, files);
    await writeBundleFile(out, bytes);
    const told = { file: out, digest, flows: manifest.flows, files: manifest.files.length, sizeBytes: bytes.length };
    if (call.flag('json')) await call.terminal.printJson({ ...told, approvals: manifest.approvals, findings });
    else {
      for (const { id, version } of manifest.flows) await call.terminal.print(`${id} ${version}`);
      await call.terminal.print(`wrote ${shortPath(out)}, digest ${digest}`);
      call.terminal.note(
        `${findings.length} finding${findings.length === 1 ? '' : 's'}; ${manifest.approvals} to approve.`,
      );
    }
    return exitCodes.fine;
  },
};

async function collect(call: CommandCall): Promise<CollectedBundle> {
  const folder = requireWorkspace(call.text('workspace') ?? '.');
  const { collectAtRevision, collectBundle } = await import('#runtime/bundles/export-bundle.ts');
  const wanted = call.operands.length === 0 ? 'all' : call.operands;
  const versions = readVersions(call.list('version'));
  const options = { isDraft: call.flag('draft'), day: new Date().toISOString().slice(0, 10) };
  const revision = call.text('rev');
  const collected =
    revision === undefined
      ? await collectBundle(folder, wanted, versions, options)
      : await collectAtRevision(folder, revision, wanted, versions, options);
  if (!collected.ok) throw new Refused(exitCodes.findings, ...collected.problems);
  return collected.value;
}

function readVersions(pairs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    pairs.map((pair) => {
      const [flow = '', version = '', ...rest] = pair.split('=');
      if (flow === '' || rest.length > 0 || !/^\d+\.\d+\.\d+$/.test(version))
        throw new Refused(exitCodes.usage, `--version ${pair}: write it as FLOW=1.0.0.`);
      return [flow, version] as const;
    }),
  );
}
