import { type Command, exitCodes, jsonOption } from '../command.ts';

/** `penstock inspect`: what a bundle says of itself. */
export const inspect: Command = {
  name: 'inspect',
  group: 'workspace',
  summary: 'Show what a bundle holds: flows, what they may reach, what they were checked with, who signed.',
  operands: 'FILE',
  takes: [1, 1],
  about:
    'The file must be whole and as Penstock writes it. Whether the signatures count is another question: "penstock verify" asks it.',
  options: { json: jsonOption },
  examples: [{ command: 'penstock inspect orders.pstk', says: 'Look before you sign.' }],
  exits: [0, 1, 2],
  run: async (call) => {
    const [file = ''] = call.operands;
    const { openBundleFile } = await import('../bundles/bundle-file.ts');
    const { findingsIn, sayBundle } = await import('../bundles/tell-bundle.ts');
    const bundle = await openBundleFile(file);
    const { manifest, digest, signatures } = bundle;
    if (call.flag('json'))
      await call.terminal.printJson({ digest, manifest, signatures, findings: findingsIn(bundle) });
    else await call.terminal.print(sayBundle(bundle));
    return exitCodes.fine;
  },
};
