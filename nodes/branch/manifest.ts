import { z } from 'zod';
import { isJsonObject, type JsonObject } from '#flow/json.ts';
import { expression, plain, reference } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Ports in the order of the cases, `otherwise` last, each once; an unfinished case has none yet. */
function portsOf(config: JsonObject): readonly string[] {
  const cases = Array.isArray(config.cases) ? config.cases : [];
  const named = cases.map((item) => (isJsonObject(item) ? item.port : undefined));
  return [...new Set([...named, config.otherwise].filter((port) => typeof port === 'string'))];
}

/** Facts of `branch`: conditions decide which way the data goes. */
export const manifest = {
  type: 'branch',
  major: 1,
  kind: 'pure',
  title: 'Branch',
  summary: 'Sends the data one way or another, by conditions you write.',
  group: 'decide',
  order: 10,
  config: z
    .strictObject({
      cases: plain(
        z
          .array(
            z.strictObject({
              port: reference('port', { title: 'Outcome', help: 'Name of the way out.', examples: ['large'] }),
              when: expression({
                title: 'When',
                help: 'A condition that is true or false; anything else fails the step.',
                examples: ['totalMinor > $vars.approvalLimitMinor'],
              }),
            }),
          )
          .min(1)
          .max(50),
        { title: 'Cases', help: 'Tried from top to bottom.' },
      ),
      otherwise: reference('port', {
        title: 'Otherwise',
        help: 'The outcome when no case is true.',
        examples: ['small'],
      }),
      mode: plain(z.enum(['first', 'all']), {
        title: 'Mode',
        help: 'Go the way of the first true case, or of every true case at once. Default first.',
      }).optional(),
    })
    .superRefine((config, context) => {
      for (const [index, item] of config.cases.entries()) {
        if (item.port === 'error') {
          const message = 'may not be "error"; that outcome is kept for failures. Pick another name';
          context.addIssue({ code: 'custom', path: ['cases', index, 'port'], message });
        }
      }
      if (config.otherwise === 'error') {
        const message = 'may not be "error"; that outcome is kept for failures. Pick another name';
        context.addIssue({ code: 'custom', path: ['otherwise'], message });
      }
    }),
  ports: portsOf,
  fails: true,
  carries: 'input',
  effect: 'none',
  failures: [
    {
      code: 'branch/not-boolean',
      kind: 'validation',
      title: 'A condition gave neither true nor false.',
      help: 'Compare explicitly, such as `total > 100` or `$exists(discount)`. A missing field gives nothing, which is not false.',
    },
  ],
} satisfies NodeManifest;
