import { z } from 'zod';
import type { ConnectionManifest } from '#flow/node-type/connection-kind.ts';
import { egressFailures } from '#flow/node-type/egress.ts';
import { plain } from '#flow/node-type/field.ts';

/** Facts of `openapi`: a system whose operations an OpenAPI document beside the connection file describes. */
export const manifest = {
  kind: 'openapi',
  title: 'SaaS (OpenAPI)',
  summary: 'Calls the operations of an OpenAPI document by name.',
  config: z.strictObject({}),
  binding: z.strictObject({
    url: plain(z.url({ protocol: /^https?$/ }), {
      title: 'Address',
      help: 'Scheme, host and port, and the path that stands in front of every operation. The document proposes one under `servers`.',
      examples: ['https://api.example.com/v1'],
    }),
  }),
  operations: [],
  document: 'openapi',
  failures: [
    ...egressFailures,
    {
      code: 'openapi/no-operation',
      kind: 'policy',
      title: 'The document of the connection has no such operation, or no step can call it.',
      help: 'The document was replaced or removed since the flow was checked. Run `penstock check`, then pick an operation it has.',
    },
    {
      code: 'openapi/bad-parameter',
      kind: 'validation',
      title: 'A value cannot be sent as the operation asks for it.',
      help: 'Nothing was sent. The sentence names the parameter: a required one came to nothing, or a group or list stands where a text belongs.',
    },
    {
      code: 'openapi/bad-body',
      kind: 'validation',
      title: 'The body cannot be sent as the operation asks for it.',
      help: 'Nothing was sent. Forms are made of an object with named fields.',
    },
    {
      code: 'openapi/no-paging',
      kind: 'policy',
      title: 'Nobody says how the pages of the operation go on.',
      help: 'Name a scheme under `paging` of the step. Only reading operations have further pages.',
    },
    {
      code: 'openapi/pages-astray',
      kind: 'permanent',
      title: 'The answer does not go on as the paging of the operation says.',
      help: 'It holds no list where one is expected, points to the same page again, or to another system. Correct `items`, `cursor` or `scheme` under `paging` of the step.',
    },
    {
      code: 'openapi/pages-too-large',
      kind: 'permanent',
      title: 'All pages together are larger than a step may hold.',
      help: 'At most 10 million characters of items. Ask for fewer with a filter of the operation, or lower `pages`.',
    },
  ],
} satisfies ConnectionManifest;
