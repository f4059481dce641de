import { type Command, type CommandCall, exitCodes, jsonOption, Refused } from '../command.ts';

const dataOption = { kind: 'text', value: 'DIR', help: 'Data directory. Required.' } as const;

/** `penstock secrets set`: a value into a data directory. */
export const secretsSet: Command = {
  name: 'secrets set',
  group: 'processes',
  summary: 'Seal a secret into a data directory; the value comes from standard input.',
  operands: 'NAME',
  takes: [1, 1],
  about:
    'The runtime must be stopped. A final line break is not part of the value. PENSTOCK_SECRET_<NAME> in the environment of a\nruntime wins over the stored value.',
  options: { data: dataOption, json: jsonOption },
  examples: [{ command: 'penstock secrets set odoo-main-key --data ./data < key.txt', says: 'Store an API key.' }],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const [name = ''] = call.operands;
    const directory = requireData(call);
    const value = (await call.terminal.readInput()).replace(/\r?\n$/, '');
    const { storeSecret } = await import('#runtime/direct-store.ts');
    const stored = await storeSecret({ directory, name, value, env: call.env });
    if (!stored.ok) throw new Refused(exitCodes.findings, ...stored.problems);
    await (call.flag('json') ? call.terminal.printJson({ stored: name }) : call.terminal.print(`${name}: stored.`));
    return exitCodes.fine;
  },
};

/** `penstock secrets list`: names, never values. */
export const secretsList: Command = {
  name: 'secrets list',
  group: 'processes',
  summary: 'List the names of the secrets in a data directory; values are never shown.',
  operands: '',
  takes: [0, 0],
  options: { data: dataOption, json: jsonOption },
  examples: [{ command: 'penstock secrets list --data ./data', says: 'Which secrets are there?' }],
  exits: [0, 1, 2, 78],
  run: async (call) => {
    const { listStoredSecrets } = await import('#runtime/direct-store.ts');
    const names = await listStoredSecrets(requireData(call));
    if (!names.ok) throw new Refused(exitCodes.environment, ...names.problems);
    if (call.flag('json')) await call.terminal.printJson({ secrets: names.value });
    else if (names.value.length === 0) call.terminal.note('No secrets.');
    else await call.terminal.print(names.value.join('\n'));
    return exitCodes.fine;
  },
};

function requireData(call: CommandCall): string {
  const data = call.text('data');
  if (data === undefined) throw new Refused(exitCodes.usage, 'Name the data directory with --data DIR.');
  return data;
}
