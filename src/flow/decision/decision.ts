import { z } from 'zod';
import { parseDuration } from '../duration.ts';
import { parseRate } from '../workspace/ids.ts';

const span = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'is no duration; write a number and a unit: 30s, 5m, 24h');

/** The shape of the header key `decision`; the order of its keys is the order on forms. */
export const decisionSchema = z.strictObject({
  /** What it costs the business when this is late or wrong. */
  impact: z.enum(['low', 'medium', 'high']).optional(),
  /** How old the data may be where it is used. */
  staleness: span.optional(),
  /** How much arrives, at its busiest. */
  volume: z
    .string()
    .refine((text) => parseRate(text) !== undefined, 'is no rate; write 10/s, 600/m or 1000/h')
    .optional(),
  /** How soon it must work again after a failure. */
  recovery: span.optional(),
  mode: z.enum(['realtime', 'event', 'batch']).optional(),
  /** One system calls the other, or something between them keeps the order of steps. */
  control: z.enum(['direct', 'orchestrated']).optional(),
  orchestrator: z.enum(['penstock', 'odoo', 'other']).optional(),
  reason: z.string().min(1).max(2_000).optional(),
  /** Changes a machine proposed, each with the person who approved it. */
  assisted: z
    .array(
      z.strictObject({
        node: z.string().optional(),
        by: z.string().min(1).max(200),
        approvedBy: z.string().max(200).optional(),
      }),
    )
    .optional(),
});

/** Why a flow works the way it does: what was asked of it, and what was decided. */
export type DecisionRecord = z.infer<typeof decisionSchema>;
