import type { Bundle } from '#flow/bundle/read-bundle.ts';
import { type SignatureRole, signatureRoles } from '#flow/bundle/signature.ts';
import { type Command, type CommandCall, exitCodes, jsonOption, Refused } from '../command.ts';
import { readNamed } from '../places.ts';

/** `penstock sign`: somebody answers for a bundle. */
export const sign: Command = {
  name: 'sign',
  group: 'workspace',
  summary: 'Sign a bundle as its author, as somebody who approves it, or in an emergency.',
  operands: 'FILE',
  takes: [1, 1],
  about:
    'The signature is added to the file; what it holds otherwise stays as it is to the byte. It is over the digest "penstock inspect"\nshows, so look before you sign. An emergency lets the bundle run for a day without a reviewer, and says why.',
  options: {
    key: { kind: 'text', value: 'PEM', help: 'Private key, as "penstock keys new" writes it. Required.' },
    as: { kind: 'text', value: 'PERSON', help: 'Who signs, as trustedKeys names the person. Required.' },
    role: { kind: 'text', value: 'ROLE', help: `${signatureRoles.join(', ')}. Required.` },
    until: { kind: 'text', value: 'DAY', help: 'Last day the signature counts, such as 2027-03-31.' },
    reason: { kind: 'text', value: 'TEXT', help: 'Why nobody can review it; only in an emergency.' },
    incident: { kind: 'text', value: 'NUMBER', help: 'Number of the incident; only in an emergency.' },
    json: jsonOption,
  },
  examples: [
    { command: 'penstock sign orders.pstk --key ~/anna.pem --as anna --role author', says: 'Hand a bundle over.' },
    {
      command:
        'penstock sign orders.pstk --key ~/eve.pem --as eve --role emergency --incident INC-7 --reason "Orders are lost"',
      says: 'Let it run for a day.',
    },
  ],
  exits: [0, 1, 2],
  run: async (call) => {
    const [file = ''] = call.operands;
    const words = readWords(call);
    const { readPrivateKey } = await import('#runtime/keys/signing-keys.ts');
    const key = readPrivateKey(await readNamed(required(call, 'key')));
    if (!key.ok) throw new Refused(exitCodes.usage, ...key.problems);
    const { openBundleFile, writeBundleFile } = await import('../bundles/bundle-file.ts');
    const bundle = await openBundleFile(file);
    await requireTrue(bundle);
    const { signBundle } = await import('#runtime/bundles/sign-bundle.ts');
    const { addSignature, writeBundle } = await import('#flow/bundle/read-bundle.ts');
    const signature = signBundle(bundle.digest, { ...words, at: new Date().toISOString() }, key.value);
    const added = addSignature(bundle, signature);
    if (!added.ok) throw new Refused(exitCodes.findings, ...added.problems);
    await writeBundleFile(file, writeBundle(added.value.manifest, added.value.files, added.value.signatures));
    if (call.flag('json')) await call.terminal.printJson(signature);
    else await call.terminal.print(`${bundle.digest}: signed as ${words.role} by ${words.by}, key ${signature.keyId}.`);
    return exitCodes.fine;
  },
};

/** Nobody signs a manifest that says something else than the flows: it is what people look at before they sign. */
async function requireTrue(bundle: Bundle): Promise<void> {
  const { withUnpacked } = await import('#runtime/bundles/unpack-bundle.ts');
  const { examineBundle } = await import('#runtime/bundles/examine-bundle.ts');
  const day = new Date().toISOString().slice(0, 10);
  const { problems } = await withUnpacked(bundle, undefined, (folder) => examineBundle(bundle, folder, { day }));
  const untrue = problems.filter(({ code }) => code !== 'bundle/not-conforming');
  if (untrue.length > 0) throw new Refused(exitCodes.findings, ...untrue);
}

function readWords(call: CommandCall) {
  const asked = required(call, 'role');
  const role = signatureRoles.find((one) => one === asked);
  if (role === undefined)
    throw new Refused(exitCodes.usage, `--role ${asked}: a bundle is signed as ${signatureRoles.join(', ')}.`);
  const day = call.text('until');
  if (day !== undefined && !(/^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day))))
    throw new Refused(exitCodes.usage, `--until ${day}: write the day as 2027-03-31.`);
  return {
    role,
    by: required(call, 'as'),
    ...(day === undefined ? {} : { until: `${day}T23:59:59.999Z` }),
    ...emergencyWords(call, role),
  };
}

function emergencyWords(call: CommandCall, role: SignatureRole) {
  if (role === 'emergency') return { reason: required(call, 'reason'), incident: required(call, 'incident') };
  if (call.text('reason') !== undefined || call.text('incident') !== undefined)
    throw new Refused(exitCodes.usage, '--reason and --incident belong to --role emergency.');
  return {};
}

function required(call: CommandCall, option: string): string {
  const value = call.text(option)?.trim();
  if (value !== undefined && value !== '') return value;
  throw new Refused(exitCodes.usage, `--${option} is missing. See "penstock sign --help".`);
}
