import { z } from 'zod';
import type { Change } from '#flow/diff/change.ts';
import { call, noBody, noQuery } from './call.ts';
import { instant } from './shapes.ts';

// A value of the flow room travels as it is: its own maker made it, a second schema would only drift.
/** One thing that is different, as the screens show it. */
export const change = z.custom<Change>();

/** A saved version by its name. */
export const savedVersion = z
  .string()
  .regex(/^[0-9a-f]{40,64}$/, 'is no saved version')
  .meta({ description: 'A saved version of the whole workspace.' });

const texts = z.strictObject({
  text: z.string(),
  layout: z.string().nullable().meta({ description: 'Text of the file with the boxes; null where there is none.' }),
});

/** A flow on both sides; `null` where that side has none. */
export const comparedFlow = z.strictObject({
  id: z.string(),
  file: z.string(),
  before: texts.nullable(),
  after: texts.nullable(),
});

/** Calls about the versions of one flow. Only a studio answers them. */
export const versionCalls = [
  call('versions.list', {
    method: 'GET',
    path: '/api/flows/{id}/versions',
    permission: 'reviews.read',
    summary: 'Lists the released and saved versions of a flow, newest first.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      versions: z.array(
        z.strictObject({
          version: z.string().nullable().meta({ description: 'As its file said; null where it could not be read.' }),
          released: z.boolean(),
          commit: savedVersion,
          at: instant,
          by: z.string(),
          sentence: z.string(),
        }),
      ),
    }),
  }),
  call('versions.get', {
    method: 'GET',
    path: '/api/flows/{id}/versions/{commit}',
    permission: 'reviews.read',
    summary: 'Shows a flow as it was in a saved version.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({ id: z.string(), file: z.string(), text: z.string(), layout: z.string().nullable() }),
  }),
  call('versions.compare', {
    method: 'GET',
    path: '/api/flows/{id}/compare',
    permission: 'reviews.read',
    summary: 'Shows what is different about a flow between two versions.',
    query: z.strictObject({
      from: z.union([savedVersion, z.literal('working')]),
      to: z
        .union([savedVersion, z.literal('working')])
        .meta({ description: '`working` is the file as it stands now.' }),
    }),
    body: noBody,
    reply: z.strictObject({ flow: comparedFlow, changes: z.array(change) }),
  }),
  call('versions.restore', {
    method: 'POST',
    path: '/api/flows/{id}/restore',
    permission: 'workspace.write',
    summary: 'Writes a flow as it was in a saved version; nothing is saved by it.',
    query: noQuery,
    body: z.strictObject({ commit: savedVersion }),
    reply: z.strictObject({ files: z.array(z.string()) }),
  }),
] as const;
