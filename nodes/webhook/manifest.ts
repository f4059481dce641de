import { z } from 'zod';
import { parseDuration } from '#flow/duration.ts';
import { duration, expression, plain, reference } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

const auth = plain(
  z
    .strictObject({
      scheme: plain(z.enum(['standard-webhooks', 'stripe', 'github', 'shopify', 'hmac', 'bearer', 'basic', 'none']), {
        title: 'Scheme',
        help: 'How the sender proves who it is. Pick the preset of the sender; `hmac` is for senders with a header of their own. `none` is let in from this machine only.',
      }),
      secrets: plain(
        z
          .array(reference('secret', { title: 'Secret', help: 'Name of a stored secret, never its value.' }))
          .min(1)
          .max(8),
        {
          title: 'Secrets',
          help: 'Names of the secrets that count. Name the old and the new one while a secret is being changed: any match lets the call in.',
        },
      ).optional(),
      header: plain(z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'is no header name; use letters, digits and hyphens'), {
        title: 'Signature header',
        help: 'For `hmac`: the header that holds the signature.',
        examples: ['X-Signature'],
      }).optional(),
      encoding: plain(z.enum(['hex', 'base64']), {
        title: 'Signature encoding',
        help: 'For `hmac`: how the signature is written. Default hex.',
      }).optional(),
      signed: plain(z.enum(['body', 'timestamp.body', 'v0:timestamp:body']), {
        title: 'What is signed',
        help: 'For `hmac`: the body alone, or a time and the body joined by a dot (or, as Slack does, by colons after `v0`). Without a time, a stolen call can be sent again; drop repeats by the delivery id then.',
      }).optional(),
      timestampHeader: plain(
        z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'is no header name; use letters, digits and hyphens'),
        { title: 'Time header', help: 'For `hmac` with a signed time: the header that holds seconds since 1970.' },
      ).optional(),
      prefix: plain(z.string().min(1).max(32), {
        title: 'Signature prefix',
        help: 'For `hmac`: text that stands before the signature in the header.',
        examples: ['sha256=', 'v0='],
      }).optional(),
      tolerance: duration({
        title: 'Tolerance',
        help: 'How far the signed time may lie from ours, in either direction. Default 5m.',
      }).optional(),
    })
    .superRefine((value, context) => {
      const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
      if (value.scheme !== 'none' && value.secrets === undefined) {
        refuse('secrets', `is missing; scheme "${value.scheme}" lets nobody in without the name of a secret`);
      }
      if (value.scheme === 'hmac' && value.header === undefined) {
        refuse('header', 'is missing; scheme "hmac" must be told which header holds the signature');
      }
      const signsTime = value.signed !== undefined && value.signed !== 'body';
      if (signsTime && value.timestampHeader === undefined) {
        refuse('timestampHeader', 'is missing; a signed time must be told which header holds it');
      }
      for (const key of ['header', 'encoding', 'signed', 'timestampHeader', 'prefix'] as const) {
        if (value.scheme !== 'hmac' && value[key] !== undefined) {
          refuse(key, `belongs to scheme "hmac"; remove it, because scheme "${value.scheme}" fixes it`);
        }
      }
    }),
  { title: 'Proof of sender' },
);

/** Facts of the webhook trigger: a signed call from outside starts a run. */
export const manifest = {
  type: 'webhook',
  major: 1,
  kind: 'trigger',
  start: 'push',
  title: 'Webhook in',
  summary: 'Starts a run when another system calls an address, after checking who called.',
  group: 'start',
  order: 10,
  config: z.strictObject({
    path: plain(
      z
        .string()
        .regex(/^(\/[A-Za-z0-9._~-]+)+$/, 'is no path; write it as /shop/orders')
        .max(200),
      {
        title: 'Path',
        help: 'The part of the address after the host. Each flow has its own.',
        examples: ['/shop/orders'],
      },
    ),
    method: plain(z.enum(['POST', 'PUT', 'PATCH', 'DELETE', 'GET']), {
      title: 'Method',
      help: 'The HTTP method that is let in. Default POST.',
    }).optional(),
    auth,
    bodies: plain(z.array(z.enum(['json', 'form', 'xml', 'text'])).min(1), {
      title: 'Bodies',
      help: 'Kinds of body that are let in. Default json. `xml` and `text` arrive unread, as `{ "xml": … }` and `{ "text": … }`.',
    }).optional(),
    dedupe: plain(
      z.strictObject({
        key: expression({
          title: 'Key',
          help: 'What makes two calls the same event: an id the sender keeps through its retries. Must give text or a whole number.',
          examples: ['id', "$trigger.headers.'x-github-delivery'"],
        }),
        for: duration({
          title: 'Remembered for',
          help: 'Longer than the sender goes on trying. Default 30d.',
        }).optional(),
      }),
      { title: 'Drop repeats' },
    ).optional(),
    sequence: plain(
      z
        .strictObject({
          key: expression({
            title: 'Key',
            help: 'Events with the same value run one after the other, in one lane.',
            examples: ['customer.id'],
          }),
          order: expression({
            title: 'Order',
            help: 'A number or time that rises with every event of the lane. Without it, the order of arrival counts.',
          }).optional(),
          gap: plain(
            z
              .string()
              .refine(
                (value) => value === 'none' || parseDuration(value) !== undefined,
                'is no duration; write 5m, or none where the numbers of a lane need not follow on each other',
              ),
            {
              title: 'Wait for a missing number',
              help: 'How long the lane waits when a number of its order is missing. Then it is parked, until the event arrives or a person lets it go on. Default 5m; `none` where numbers only rise, such as times.',
              examples: ['5m', 'none'],
            },
          ).optional(),
          onFailure: plain(z.enum(['hold', 'continue']), {
            title: 'After a failure',
            help: 'Hold the lane until the failed run is settled, or go on with the next event. Default hold.',
          }).optional(),
        })
        .superRefine((value, context) => {
          if (value.gap === undefined || value.order !== undefined) return;
          const message = 'does nothing without an order; name the order, or remove it';
          context.addIssue({ code: 'custom', path: ['gap'], message });
        }),
      { title: 'Keep in order' },
    ).optional(),
    limits: plain(
      z.strictObject({
        body: plain(z.string().regex(/^[1-9]\d{0,3}(KB|MB)$/, 'is no size; write it as 256KB or 1MB'), {
          title: 'Largest body',
          help: 'Larger bodies are refused while they arrive. Default 1MB.',
        }).optional(),
        rate: plain(z.string().regex(/^[1-9]\d{0,5}\/(s|m|h)$/, 'is no rate; write it as 10/s or 600/m'), {
          title: 'Rate',
          help: 'Calls let in per second, minute or hour; more are asked to come again later.',
        }).optional(),
      }),
      { title: 'Limits' },
    ).optional(),
    contract: reference('contract', {
      title: 'Agreed shape',
      help: 'Describes what comes in, for mapping and review. It refuses nothing; Check shape does that.',
      examples: ['shop-order@1'],
    }).optional(),
    answer: plain(z.enum(['accepted', 'processed']), {
      title: 'Answer',
      help: '`accepted` answers as soon as the event is safe; `processed` waits for the Respond step. Default accepted.',
    }).optional(),
    answerWithin: duration({
      title: 'Answer within',
      help: 'With `processed`: after this the caller gets 202 and the run goes on. Default 25s.',
    }).optional(),
    reply: plain(
      z.strictObject({
        status: plain(z.int().min(200).max(299), { title: 'Status', help: 'Default 202.' }).optional(),
        type: plain(z.string().regex(/^[a-z]+\/[a-z0-9.+-]+(; ?charset=utf-8)?$/, 'is no content type'), {
          title: 'Content type',
          examples: ['text/plain'],
        }).optional(),
        body: plain(z.string().max(10_000), { title: 'Body' }).optional(),
      }),
      { title: 'Reply', help: 'For senders that insist on a certain answer.' },
    ).optional(),
    verify: plain(
      z
        .strictObject({
          sender: plain(z.enum(['meta', 'graph', 'slack']), {
            title: 'Sender',
            help: 'Whose handshake is answered without a run: Meta `hub.challenge`, Microsoft Graph `validationToken`, Slack `url_verification`.',
          }),
          token: reference('secret', {
            title: 'Token',
            help: 'Secret with the verify token (Meta) or the client state that every notification must carry (Microsoft Graph).',
          }).optional(),
        })
        .superRefine((value, context) => {
          if (value.sender !== 'slack' && value.token === undefined) {
            context.addIssue({
              code: 'custom',
              path: ['token'],
              message: `is missing; name the secret that "${value.sender}" shows in its calls`,
            });
          }
        }),
      { title: 'Handshake' },
    ).optional(),
  }),
  ports: ['out'],
  fails: false,
  carries: 'result',
  effect: 'none',
  failures: [],
} satisfies NodeManifest;
