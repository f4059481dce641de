import { z } from 'zod';
import { isJsonObject, type JsonObject } from '#flow/json.ts';
import { plain, reference } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** `done`, then the ports of the catches in their order, each once. */
function portsOf(config: JsonObject): readonly string[] {
  const catches = Array.isArray(config.catch) ? config.catch : [];
  const named = catches.map((item) => (isJsonObject(item) ? item.port : undefined));
  return [...new Set(['done', ...named.filter((port) => typeof port === 'string')])];
}

/** Facts of `try`: named failures become ways out. */
export const manifest = {
  type: 'try',
  major: 1,
  kind: 'scope',
  title: 'If something fails',
  summary: 'Turns failures of the steps inside into ways to go on.',
  group: 'control',
  order: 30,
  config: z.strictObject({
    catch: plain(
      z
        .array(
          z
            .strictObject({
              kind: plain(z.enum(['transient', 'permanent', 'validation', 'policy', 'timeout']), {
                title: 'Kind of failure',
              }).optional(),
              code: plain(
                z.string().regex(/^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/, 'is no failure code; write it as odoo/busy'),
                {
                  title: 'Failure code',
                  examples: ['odoo/busy'],
                },
              ).optional(),
              port: reference('port', {
                title: 'Outcome',
                help: 'The way out for this failure.',
                examples: ['offline'],
              }),
              degraded: plain(z.boolean(), {
                title: 'Counts as degraded',
                help: 'Marks the run as degraded when this way is taken.',
              }).optional(),
            })
            .superRefine((item, context) => {
              if ((item.kind === undefined) === (item.code === undefined)) {
                const message = 'needs either a kind or a code, not both; say which failure takes this way';
                context.addIssue({ code: 'custom', path: ['kind'], message });
              }
              if (item.port === 'error' || item.port === 'done') {
                const message = `may not be "${item.port}"; that outcome has a meaning already. Pick another name`;
                context.addIssue({ code: 'custom', path: ['port'], message });
              }
            }),
        )
        .min(1)
        .max(50),
      { title: 'Catches', help: 'Tried from top to bottom; a failure that fits none leaves through `error`.' },
    ),
  }),
  ports: portsOf,
  fails: true,
  carries: 'result',
  effect: 'none',
  failures: [],
} satisfies NodeManifest;
