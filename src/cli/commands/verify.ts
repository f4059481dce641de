import type { SignatureVerdict } from '#flow/bundle/judge-signatures.ts';
import type { Bundle } from '#flow/bundle/read-bundle.ts';
import type { Problem } from '#flow/problem.ts';
import { type Command, type CommandCall, exitCodes, jsonOption, Refused } from '../command.ts';

/** `penstock verify`: all a runtime would ask of a bundle that takes no runtime. */
export const verify: Command = {
  name: 'verify',
  group: 'workspace',
  summary: 'Judge a bundle as a live runtime would: bytes, files, signatures, manifest and rules.',
  operands: 'FILE',
  takes: [1, 1],
  about:
    'Signatures are held against the trustedKeys of the penstock.yaml you name, which should be the one of the runtime. What depends on\na running environment (versions that are live, bindings, secrets) is judged when the bundle is deployed.',
  options: {
    trust: {
      kind: 'text',
      value: 'PATH',
      help: 'penstock.yaml whose trustedKeys count, or the folder that holds it. Required.',
    },
    json: jsonOption,
  },
  examples: [{ command: 'penstock verify orders.pstk --trust ./site', says: 'Would this be let in?' }],
  exits: [0, 1, 2],
  run: async (call) => {
    const [file = ''] = call.operands;
    const path = call.text('trust');
    if (path === undefined)
      throw new Refused(exitCodes.usage, 'Name the penstock.yaml whose keys count with --trust PATH.');
    const { openBundleFile, readTrust } = await import('../bundles/bundle-file.ts');
    const trust = await readTrust(path);
    const bundle = await openBundleFile(file);
    const { trustIn } = await import('#runtime/bundles/bundle-ports.ts');
    const { judgeSignatures } = await import('#flow/bundle/judge-signatures.ts');
    const now = new Date().toISOString();
    const verdict = judgeSignatures(bundle, trustIn(trust.settings.trustedKeys, now));
    const found = await examine(bundle, trust.text, now.slice(0, 10));
    const problems = [...(verdict.ok ? [] : verdict.problems), ...found];
    await tell(call, { bundle, verdict, problems });
    return problems.length === 0 ? exitCodes.fine : exitCodes.findings;
  },
};

async function examine(bundle: Bundle, settings: string, day: string): Promise<readonly Problem[]> {
  const { withUnpacked } = await import('#runtime/bundles/unpack-bundle.ts');
  const { examineBundle } = await import('#runtime/bundles/examine-bundle.ts');
  const examined = await withUnpacked(bundle, settings, (folder) => examineBundle(bundle, folder, { day }));
  return examined.problems;
}

type Told = { readonly bundle: Bundle; readonly verdict: SignatureVerdict; readonly problems: readonly Problem[] };

async function tell(call: CommandCall, { bundle, verdict, problems }: Told): Promise<void> {
  const { digest, manifest } = bundle;
  const signed = verdict.ok
    ? { authors: verdict.authors, approvers: verdict.approvers, emergency: verdict.emergency ?? null }
    : null;
  if (call.flag('json')) {
    await call.terminal.printJson({ ok: problems.length === 0, digest, flows: manifest.flows, signed, problems });
    return;
  }
  for (const { code, message } of problems) await call.terminal.print(`${code}: ${message}`);
  if (problems.length > 0 || signed === null) return;
  const by = signed.approvers.length === 0 ? 'nobody' : signed.approvers.join(', ');
  await call.terminal.print(`${digest}: handed over by ${signed.authors.join(', ') || 'nobody'}, approved by ${by}.`);
  if (signed.emergency !== null) {
    const { incident, until, reason } = signed.emergency;
    await call.terminal.print(`Emergency ${incident} of ${signed.emergency.by} until ${until}: ${reason}`);
  }
}
