import { z } from 'zod';
import { plain } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Facts of `redact`: fields that must not travel on are dropped, masked or replaced by tokens. */
export const manifest = {
  type: 'redact',
  major: 1,
  kind: 'pure',
  title: 'Redact',
  summary: 'Drops or hides fields that must not travel on.',
  group: 'shape',
  order: 50,
  config: z.strictObject({
    rules: plain(
      z
        .array(
          z
            .strictObject({
              path: plain(
                z
                  .string()
                  .regex(
                    /^[A-Za-z_$][\w$-]*(\.[A-Za-z_$][\w$-]*)*$/,
                    'is no simple path; write field names joined by dots, such as customer.email',
                  )
                  .max(200),
                {
                  title: 'Field',
                  help: 'Field names joined by dots. A list on the way means: in every row.',
                  examples: ['customer.email', 'lines.note'],
                },
              ),
              do: plain(z.enum(['drop', 'mask', 'tokenise']), {
                title: 'Do',
                help: 'Drop the field; mask it with stars; or replace it by a token that is the same for the same value.',
              }),
              keep: plain(z.int().min(1).max(8), {
                title: 'Keep',
                help: 'With `mask`: how many of the last characters stay readable.',
                unit: 'characters',
              }).optional(),
            })
            .superRefine((rule, context) => {
              if (rule.keep !== undefined && rule.do !== 'mask') {
                context.addIssue({
                  code: 'custom',
                  path: ['keep'],
                  message: `belongs to "mask"; remove it, because "${rule.do}" keeps nothing`,
                });
              }
            }),
        )
        .min(1)
        .max(200),
      { title: 'Rules', help: 'Carried out from top to bottom. A field that is not there is no failure.' },
    ),
  }),
  ports: ['done'],
  fails: false,
  carries: 'result',
  effect: 'none',
  failures: [],
} satisfies NodeManifest;
