import { z } from 'zod';
import { expression, reference } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Facts of `map`: one shape into another. */
export const manifest = {
  type: 'map',
  major: 1,
  kind: 'pure',
  title: 'Map fields',
  summary: 'Builds a new shape from the data that comes in.',
  group: 'shape',
  order: 10,
  config: z.strictObject({
    output: reference('contract', {
      title: 'Agreed shape of the result',
      help: 'The result is checked against it; a field that does not fit is named.',
      examples: ['order@1'],
    }).optional(),
    expression: expression({
      title: 'Mapping',
      help: 'JSONata over the data that comes in. Wrap a path in [ ] where a list is wanted: a list of one would come out bare.',
      examples: ['{ "reference": number, "lines": [items.{ "sku": sku, "quantity": qty }] }'],
    }),
  }),
  ports: ['done'],
  fails: true,
  carries: 'result',
  effect: 'none',
  failures: [
    {
      code: 'map/no-result',
      kind: 'validation',
      title: 'The mapping gave nothing.',
      help: 'The expression found no value. Check its first path against the data that came in.',
    },
    {
      code: 'map/output-invalid',
      kind: 'validation',
      title: 'The result does not fit its agreed shape.',
      help: 'The named field is missing or has another type. Mend the mapping, or ask the sender for the field.',
    },
    {
      code: 'map/contract-missing',
      kind: 'permanent',
      title: 'The agreed shape of the result is not in the workspace.',
      help: 'Add the contract file, or correct its name in `output`.',
    },
  ],
} satisfies NodeManifest;
