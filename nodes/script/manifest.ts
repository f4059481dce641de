import { z } from 'zod';
import { script } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Facts of `script`: JavaScript over JSON, shut off from everything else. */
export const manifest = {
  type: 'script',
  major: 1,
  kind: 'pure',
  title: 'Script',
  summary: 'Runs JavaScript over the data, shut off from files, network and time.',
  group: 'shape',
  order: 40,
  config: z.strictObject({
    code: script({
      title: 'Code',
      help: 'The body of a function: `input` is the data that came in, `steps`, `vars`, `run` and `trigger` are there as well, `return` gives the result. Prefer Map fields; reviewers read it more easily.',
      examples: ['return { ...input, total: input.lines.reduce((sum, line) => sum + line.amountMinor, 0) };'],
    }),
  }),
  ports: ['done'],
  fails: true,
  carries: 'result',
  effect: 'none',
  failures: [
    {
      code: 'script/no-result',
      kind: 'validation',
      title: 'The script returned nothing.',
      help: 'End the code with `return` and a value that JSON can carry; `return null` says "nothing" on purpose.',
    },
  ],
} satisfies NodeManifest;
