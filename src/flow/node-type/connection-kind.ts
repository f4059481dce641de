import type { z } from 'zod';
import type { JsonObject } from '../json.ts';
import type { FailureFact } from './manifest.ts';

/** One named operation of a connection kind, such as Odoo's `order.create`. */
export type OperationFact = {
  readonly operation: string;
  readonly title: string;
  readonly effect: 'read' | 'write';
  readonly safety: 'read' | 'keyed' | 'natural-key' | 'ask';
  /** The port fired when the target already has it; absent where it has no such answer. */
  readonly alreadyThere?: string;
  /** JSON Schema of the values it takes, for mapping; absent where they depend on the record a step names. */
  readonly values?: JsonObject;
};

/** How to speak to one sort of system: facts only. */
export type ConnectionManifest = {
  readonly kind: string;
  readonly title: string;
  readonly summary: string;
  /** Keys beyond the common ones in `connections/<id>.yaml`. */
  readonly config: z.ZodObject;
  /** Keys in the environment's binding of such a connection, such as `url` and `database`. */
  readonly binding: z.ZodObject;
  readonly operations: readonly OperationFact[];
  /** Where operations come from a document beside the connection file, its format; then none are listed here. */
  readonly document?: 'openapi';
  readonly failures: readonly FailureFact[];
};
