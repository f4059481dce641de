import { z } from 'zod';
import { expression, plain } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Facts of `merge`: several ways come together again. */
export const manifest = {
  type: 'merge',
  major: 1,
  kind: 'pure',
  title: 'Merge',
  summary: 'Brings several ways together into one.',
  group: 'decide',
  order: 20,
  config: z
    .strictObject({
      how: plain(z.enum(['by-node', 'list', 'expression']), {
        title: 'How',
        help: '`by-node`: an object with one field per step it came from. `list`: a list in the order of the edges. `expression`: your own. Default by-node.',
      }).optional(),
      expression: expression({
        title: 'Expression',
        help: 'JSONata. `$inputs` is an object with one field per step the data came from.',
        examples: ['$merge([$inputs.price, $inputs.stock])'],
      }).optional(),
    })
    .superRefine((config, context) => {
      if (config.how === 'expression' && config.expression === undefined) {
        const message = 'is missing; write how the inputs become one, or pick by-node or list';
        context.addIssue({ code: 'custom', path: ['expression'], message });
      }
      if (config.how !== 'expression' && config.expression !== undefined) {
        const message = 'is not used; set `how` to expression, or remove it';
        context.addIssue({ code: 'custom', path: ['expression'], message });
      }
    }),
  ports: ['done'],
  fails: true,
  carries: 'result',
  effect: 'none',
  joins: true,
  failures: [
    {
      code: 'merge/no-result',
      kind: 'validation',
      title: 'The expression of the merge gave nothing.',
      help: 'Its paths begin with `$inputs` and the id of a step before it; a step that was skipped is not there.',
    },
  ],
} satisfies NodeManifest;
