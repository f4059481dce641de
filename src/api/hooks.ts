import { z } from 'zod';
import { eventCall } from './call.ts';
import { instant, payload, word } from './shapes.ts';

/** Calls about webhooks while a flow is drawn; only a studio answers them. */
export const hookCalls = [
  eventCall('hooks.listen', {
    path: '/api/hooks/listen',
    permission: 'workspace.write',
    summary:
      'Tells of calls to the webhook of a flow for five minutes. An address that is not live yet is opened meanwhile: it verifies, answers 202 and starts no run.',
    query: z.strictObject({ flow: word, trigger: word.optional() }),
    reply: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('listening'),
        method: z.string(),
        path: z.string(),
        isLive: z.boolean().meta({ description: 'The live flow takes the calls too.' }),
        until: instant,
      }),
      z.strictObject({
        kind: z.literal('call'),
        at: instant,
        verdict: z
          .enum(['accepted', 'duplicate', 'heard', 'answered', 'refused'])
          .meta({ description: '`heard`: verified at an address that is not live; no run.' }),
        status: z.int(),
        code: z.string().nullable(),
        reason: z.string().nullable(),
        run: z.string().nullable(),
        headers: z
          .record(z.string(), z.string())
          .meta({ description: 'Without what proves the sender; such values stand as `…`.' }),
        query: z.record(z.string(), z.string()),
        body: payload.optional().meta({ description: 'What the trigger would hand on; absent where it cannot.' }),
      }),
      z.strictObject({ kind: z.literal('refused'), code: z.string(), sentence: z.string() }),
      z.strictObject({ kind: z.literal('ended') }),
    ]),
  }),
] as const;
