import { keyRoles } from '#flow/workspace/parse-workspace-file.ts';
import { type Command, type CommandCall, exitCodes, jsonOption, type OptionFacts } from '../command.ts';
import { requireWorkspace } from '../places.ts';
import { layOut } from '../terminal.ts';

const workspaceOption: Readonly<Record<string, OptionFacts>> = {
  workspace: { kind: 'text', value: 'DIR', help: 'Folder of the workspace. Default: this folder.' },
};

/** `penstock keys new`: what templates and bundles are signed with. */
export const keysNew: Command = {
  name: 'keys new',
  group: 'workspace',
  summary: 'Make a pair of keys for signing: the private one into a file, the public one for trustedKeys.',
  operands: 'FILE',
  takes: [1, 1],
  about: 'The file is readable by you alone, and is never overwritten. Keep it outside of the workspace.',
  options: {
    name: { kind: 'text', value: 'NAME', help: 'Whose key it is, for trustedKeys. Default: the name of the file.' },
    json: jsonOption,
  },
  examples: [{ command: 'penstock keys new ~/architect.pem --name anna', says: 'Make the key of an architect.' }],
  exits: [0, 2],
  run: async (call) => {
    const [file = ''] = call.operands;
    const { writeKeys } = await import('../templates/publish-template.ts');
    const { name, publicKey, keyId } = await writeKeys(file, call.text('name'));
    if (call.flag('json')) await call.terminal.printJson({ name, key: publicKey, keyId });
    else await call.terminal.print(`trustedKeys:\n  - name: ${name}\n    key: ${publicKey}`);
    call.terminal.note(`The private key ${keyId} is in ${file}. Add the lines above to penstock.yaml.`);
    return exitCodes.fine;
  },
};

/** `penstock keys list`: whose signatures count here. */
export const keysList: Command = {
  name: 'keys list',
  group: 'workspace',
  summary: 'List the keys penstock.yaml trusts: whose they are, what they may sign, and until when.',
  operands: '',
  takes: [0, 0],
  options: { ...workspaceOption, json: jsonOption },
  examples: [{ command: 'penstock keys list', says: 'Who may sign here?' }],
  exits: [0, 2, 78],
  run: async (call) => {
    const { listKeys } = await import('../bundles/trusted-keys.ts');
    const keys = await listKeys(folderOf(call));
    if (call.flag('json')) await call.terminal.printJson({ keys });
    else {
      const rows = keys.map(({ name, keyId, person, roles, until, revoked }) => [
        name,
        keyId,
        person,
        roles.join(', '),
        revoked !== undefined ? `revoked ${revoked}` : until !== undefined ? `until ${until}` : '',
      ]);
      await call.terminal.print(layOut(rows));
    }
    return exitCodes.fine;
  },
};

/** `penstock keys trust`: signatures of a key count from now on. */
export const keysTrust: Command = {
  name: 'keys trust',
  group: 'workspace',
  summary: 'Trust a public key in penstock.yaml, or change what a trusted one may sign.',
  operands: 'NAME',
  takes: [1, 1],
  about:
    'NAME is what the key is called in penstock.yaml. A name that is there already keeps what you do not name; a revoked key stays\nrevoked. One person may have several keys, and is still one person when approvals are counted.',
  options: {
    key: {
      kind: 'text',
      value: 'BASE64',
      help: 'Public key, as "penstock keys new" prints it. Required for a new name.',
    },
    person: { kind: 'text', value: 'PERSON', help: 'Whose it is. Default: the name.' },
    role: { kind: 'list', value: 'ROLE', help: `What it may sign as: ${keyRoles.join(', ')}. May be repeated.` },
    until: { kind: 'text', value: 'DAY', help: 'Last day it may sign, such as 2027-12-31.' },
    ...workspaceOption,
    json: jsonOption,
  },
  examples: [
    {
      command: 'penstock keys trust anna --key 3q2…= --role author --role approver --until 2027-12-31',
      says: 'Let Anna hand over and approve.',
    },
  ],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const [name = ''] = call.operands;
    const { trustKey } = await import('../bundles/trusted-keys.ts');
    const key = await trustKey(folderOf(call), {
      name,
      key: call.text('key'),
      person: call.text('person'),
      roles: call.list('role'),
      until: call.text('until'),
    });
    if (call.flag('json')) await call.terminal.printJson(key);
    else await call.terminal.print(`${key.name}: key ${key.keyId} of ${key.person} signs as ${key.roles.join(', ')}.`);
    return exitCodes.fine;
  },
};

/** `penstock keys revoke`: nothing a key signed counts any more. */
export const keysRevoke: Command = {
  name: 'keys revoke',
  group: 'workspace',
  summary: 'Revoke a trusted key: nothing it signed counts any more, whenever it was signed.',
  operands: 'NAME',
  takes: [1, 1],
  about:
    'NAME is the name of the key in penstock.yaml, or its id. The key stays in the file, so that nobody trusts it again by mistake.',
  options: {
    on: { kind: 'text', value: 'DAY', help: 'Day that is noted. Default: today.' },
    ...workspaceOption,
    json: jsonOption,
  },
  examples: [{ command: 'penstock keys revoke anna-laptop', says: 'The laptop was lost.' }],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const [name = ''] = call.operands;
    const { revokeKey } = await import('../bundles/trusted-keys.ts');
    const key = await revokeKey(folderOf(call), name, call.text('on') ?? new Date().toISOString().slice(0, 10));
    if (call.flag('json')) await call.terminal.printJson(key);
    else await call.terminal.print(`${key.name}: key ${key.keyId} of ${key.person} is revoked.`);
    return exitCodes.fine;
  },
};

function folderOf(call: CommandCall): string {
  return requireWorkspace(call.text('workspace') ?? '.');
}
