import { z } from 'zod';
import type { ConnectionManifest } from '#flow/node-type/connection-kind.ts';
import { egressFailures } from '#flow/node-type/egress.ts';
import { plain } from '#flow/node-type/field.ts';

/** Facts of `http`: any system that speaks HTTP and JSON. */
export const manifest = {
  kind: 'http',
  title: 'HTTP',
  summary: 'Reaches any system that speaks HTTP, one request at a time.',
  config: z.strictObject({}),
  binding: z.strictObject({
    url: plain(z.url({ protocol: /^https?$/ }), {
      title: 'Address',
      help: 'Scheme, host and port, and the path that stands in front of every request.',
      examples: ['https://api.example.com/v2'],
    }),
  }),
  operations: [],
  failures: egressFailures,
} satisfies ConnectionManifest;
