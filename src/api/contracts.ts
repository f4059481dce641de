import { z } from 'zod';
import type { ContractVerdict } from '#flow/contract/compatibility/judge-change.ts';
import { call, noBody, noQuery } from './call.ts';
import { maxFileCharacters } from './workspace.ts';

const problem = z.strictObject({
  code: z.string(),
  message: z.string(),
  line: z.int().optional(),
  column: z.int().optional(),
  path: z.string().optional(),
});

const use = z.strictObject({
  flow: z.string(),
  flowName: z.string(),
  node: z.string().nullable().meta({ description: 'Null for the head of the flow.' }),
  nodeName: z.string().nullable(),
  place: z.string().meta({ description: 'The setting, such as `config.expression` or `correlation`.' }),
  kind: z.enum(['produces', 'consumes', 'reads', 'measures']),
  field: z.string().nullable().meta({
    description: 'The field that is read; empty for the data as a whole, null where a contract is named.',
  }),
  certain: z.boolean().meta({ description: 'False where the flow may as well read something else.' }),
});

// Values of the flow room travel as they are: their own functions made them, a second schema would only drift.
const changes = z.custom<ContractVerdict['changes']>();
const consumers = z.custom<ContractVerdict['consumers']>();

/** Calls about contracts: who uses them, and what a change of one would break. Only a studio answers them. */
export const contractCalls = [
  call('contracts.list', {
    method: 'GET',
    path: '/api/contracts',
    permission: 'workspace.read',
    summary: 'Lists every contract of the workspace with its data classes and how many flows use it.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      contracts: z.array(
        z.strictObject({
          name: z.string(),
          title: z.string(),
          path: z.string(),
          classes: z.array(z.string()).meta({ description: 'Data classes of its fields, mildest first.' }),
          fields: z.int(),
          flows: z.int().meta({ description: 'Flows that make it, take it in or read it.' }),
          problem: z.string().nullable().meta({ description: 'Why the file cannot be read; null for a sound one.' }),
        }),
      ),
    }),
  }),
  call('contracts.uses', {
    method: 'GET',
    path: '/api/contracts/{name}/uses',
    permission: 'workspace.read',
    summary: 'Lists every place of every flow that uses a contract, or one of its fields.',
    query: z.strictObject({
      field: z.string().min(1).max(500).optional().meta({
        description: 'Field names joined by dots, lists walked through without a mark: `lines.sku`.',
      }),
    }),
    body: noBody,
    reply: z.strictObject({
      uses: z.array(use),
      unread: z.array(z.string()).meta({ description: 'Flow files that cannot be read, so nobody knows their uses.' }),
    }),
  }),
  call('contracts.judge', {
    method: 'POST',
    path: '/api/contracts/{name}/judge',
    permission: 'workspace.read',
    summary: 'Judges a new text of a contract against the one on disk and against every flow. Nothing is saved.',
    query: noQuery,
    bodyBytes: 12 * 1024 * 1024,
    body: z.strictObject({ text: z.string().max(maxFileCharacters) }),
    reply: z.strictObject({
      problems: z
        .array(problem)
        .meta({ description: 'What keeps the text from being a contract; nothing is judged then.' }),
      changes,
      bump: z.enum(['major', 'minor', 'patch', 'none']),
      saveAs: z
        .string()
        .meta({ description: 'The name it should be saved under; another one where it breaks somebody.' }),
      consumers,
      unread: z.array(z.string()).meta({ description: 'Flow files that cannot be read and were not judged.' }),
    }),
  }),
] as const;
