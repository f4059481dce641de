import { z } from 'zod';
import { reference } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Facts of `validate`: does the data fit an agreed shape? */
export const manifest = {
  type: 'validate',
  major: 1,
  kind: 'pure',
  title: 'Check shape',
  summary: 'Tells data that fits an agreed shape from data that does not.',
  group: 'shape',
  order: 20,
  config: z.strictObject({
    contract: reference('contract', {
      title: 'Agreed shape',
      help: 'Name and major version of the contract the data must fit.',
      examples: ['shop-order@1'],
    }),
  }),
  ports: ['valid', 'invalid'],
  fails: true,
  carries: 'input',
  effect: 'none',
  failures: [
    {
      code: 'validate/contract-missing',
      kind: 'permanent',
      title: 'The agreed shape is not in the workspace.',
      help: 'Add the contract file, or correct its name in `contract`.',
    },
  ],
} satisfies NodeManifest;
