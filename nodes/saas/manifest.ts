import { z } from 'zod';
import { computed, expression, type FieldMeta, plain, reference } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

const answerPath = z
  .string()
  .max(200)
  .regex(/^([^.\s]+(\.[^.\s]+)*)?$/, 'is no path; write names joined by dots, such as data.items');

const queryName = z.string().min(1).max(100);

/** Facts of `saas`: one operation of an imported OpenAPI document. */
export const manifest = {
  type: 'saas',
  major: 1,
  kind: 'effect',
  title: 'SaaS action',
  summary: 'Carries out one operation of a system described by OpenAPI.',
  group: 'systems',
  order: 15,
  config: z.strictObject({
    connection: reference('connection', {
      title: 'Connection',
      help: 'A connection with an OpenAPI document.',
      examples: ['billing'],
    }),
    operation: plain(
      z
        .string()
        .min(1)
        .max(200)
        .regex(/^[^\p{Cc}]+$/u, 'is no operation; it holds control characters'),
      {
        title: 'Operation',
        help: 'An operation of the document, by its id.',
        examples: ['createCustomer'],
      },
    ),
    parameters: plain(
      z.record(
        z.string().min(1).max(200),
        computed(z.union([z.string(), z.number(), z.boolean()]), { title: 'Value' }).meta({
          title: 'Value',
          help: 'Text with {{ }}, or an expression. Nothing leaves the parameter out.',
          // The client escapes every value once, for the place the document gives it.
          field: 'text',
          escaping: 'plain',
          computed: true,
        } satisfies FieldMeta),
      ),
      {
        title: 'Parameters',
        help: 'Values the operation takes beside its body; the document knows which go into path, query and headers.',
      },
    ).optional(),
    body: expression({
      title: 'Body',
      help: 'What is sent. Default, where the operation takes a body: the data that comes in.',
      examples: ['{ "name": customer.name, "email": customer.email }'],
    }).optional(),
    success: plain(z.array(z.int().min(200).max(499)).min(1), {
      title: 'Statuses that count as success',
      help: 'Default: 200 to 299. Name 404 or 409 where the target means "no" by it, and branch on the status.',
    }).optional(),
    paging: plain(
      z
        .strictObject({
          pages: plain(z.int().min(1).max(1000), {
            title: 'Most pages',
            help: 'The result says whether there were more. Default 10.',
          }).optional(),
          scheme: plain(z.enum(['cursor', 'page', 'link']), {
            title: 'How pages go on',
            help: 'Only where the document does not say it.',
          }).optional(),
          parameter: plain(queryName, {
            title: 'Parameter',
            help: 'Query parameter that takes the cursor or the number of the page.',
          }).optional(),
          items: plain(answerPath, {
            title: 'Items',
            help: 'Where the list stands in an answer. Default: the answer is the list.',
            examples: ['data'],
          }).optional(),
          cursor: plain(answerPath.min(1), {
            title: 'Next cursor',
            help: 'Where the next cursor stands in an answer; -1 is the last item of a list.',
            examples: ['next_cursor', 'data.-1.id'],
          }).optional(),
          more: plain(answerPath.min(1), {
            title: 'More pages',
            help: 'Where the answer says true while there is more.',
            examples: ['has_more'],
          }).optional(),
        })
        .superRefine((paging, context) => {
          const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
          const { scheme } = paging;
          if (scheme === undefined) {
            for (const key of ['parameter', 'items', 'cursor', 'more'] as const) {
              if (paging[key] !== undefined) refuse(key, 'needs a scheme beside it; name cursor, page or link');
            }
            return;
          }
          if (scheme !== 'link' && paging.parameter === undefined) {
            refuse('parameter', 'is missing; name the query parameter that asks for the next page');
          }
          if (scheme === 'cursor' && paging.cursor === undefined) {
            refuse('cursor', 'is missing; name where the next cursor stands in an answer');
          }
          if (scheme !== 'cursor' && paging.cursor !== undefined) refuse('cursor', 'belongs to scheme cursor only');
          if (scheme === 'link' && paging.parameter !== undefined) refuse('parameter', 'has no use under scheme link');
        }),
      { title: 'Pages', help: 'Reads further pages of a list and puts their items into one.' },
    ).optional(),
  }),
  ports: ['done'],
  fails: true,
  carries: 'result',
  // What the document says of the operation counts instead, wherever the connection is known.
  effect: 'write',
  safety: 'keyed',
  connection: 'openapi',
  // Whatever can go wrong is a failure of the connection; its manifest lists them.
  failures: [],
} satisfies NodeManifest;
