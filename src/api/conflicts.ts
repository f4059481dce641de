import { z } from 'zod';
import type { Json } from '#flow/json.ts';
import { call, noBody, noQuery } from './call.ts';

const path = z.string().min(1).max(300).meta({ description: 'Path of the file, from the folder of the workspace.' });

const value = z.custom<Json>().optional();

const conflict = z.strictObject({
  id: z.string().meta({ description: 'Stays the same while others of the file are decided.' }),
  node: z.string().nullable().meta({ description: 'Id of the step; null where it is about none.' }),
  step: z.string().nullable().meta({ description: 'What the step is called.' }),
  type: z.string().nullable().meta({ description: 'Kind of the step: `map@1`.' }),
  field: z.string().nullable().meta({ description: 'Path from the step or the file; null for the whole of it.' }),
  title: z.string().nullable().meta({ description: 'What forms call the field; null where they have no word.' }),
  expression: z.boolean().meta({ description: 'True where the values are expressions or scripts.' }),
  sentence: z.string().meta({ description: 'What both sides did.' }),
  base: value.meta({ description: 'Before both; absent where it was not there.' }),
  ours: value.meta({ description: 'In the work of the caller; absent where it is not there.' }),
  theirs: value.meta({ description: 'In the work of the others; absent where it is not there.' }),
  canKeepBoth: z.boolean(),
});

const sort = z.enum(['elements', 'whole', 'removed']).meta({
  description:
    '`elements` is decided place by place, `whole` as one text, `removed` by keeping or removing what one side has not.',
});

const text = z.string().nullable();

/** Calls about files that two people changed in ways that do not go together by themselves. Only a studio has them. */
export const conflictCalls = [
  call('conflicts.list', {
    method: 'GET',
    path: '/api/conflicts',
    permission: 'reviews.read',
    summary: 'Lists the files that were changed on both sides and wait for a decision.',
    query: noQuery,
    body: noBody,
    reply: z.strictObject({
      files: z.array(
        z.strictObject({
          path,
          flow: z.string().nullable().meta({ description: 'Id of the flow; null for a file that is none.' }),
          name: z.string().nullable().meta({ description: 'Name of the flow.' }),
          sort,
          elements: z.int().meta({ description: 'Decisions to take; 0 where both go together by themselves.' }),
        }),
      ),
    }),
  }),
  call('conflicts.get', {
    method: 'GET',
    path: '/api/conflicts/file',
    permission: 'reviews.read',
    summary: 'Shows what of one file has to be decided, and the three texts it comes from.',
    query: z.strictObject({ path }),
    body: noBody,
    reply: z.strictObject({
      path,
      flow: z.string().nullable(),
      name: z.string().nullable(),
      sort,
      stamp: z.string().meta({ description: 'What was shown; settling sends it back.' }),
      isEdited: z.boolean().meta({
        description: 'True where the file holds something that none of the sides and no merge of them has.',
      }),
      conflicts: z.array(conflict),
      base: text,
      ours: text,
      theirs: text,
    }),
  }),
  call('conflicts.settle', {
    method: 'POST',
    path: '/api/conflicts/settle',
    permission: 'reviews.save',
    summary: 'Carries out what was decided about a file: writes it and marks it as settled.',
    query: noQuery,
    body: z.strictObject({
      path,
      stamp: z.string().min(1).max(128),
      choices: z.record(z.string().max(1_000), z.enum(['ours', 'theirs', 'both'])),
    }),
    reply: z.strictObject({
      settled: z.boolean().meta({ description: 'False where the choices brought further decisions to light.' }),
      conflicts: z.array(conflict).meta({ description: 'Those decisions; the file was not touched.' }),
      left: z.int().meta({ description: 'Files that still wait.' }),
    }),
  }),
] as const;
