import { z } from 'zod';
import type { JsonObject } from '#flow/json.ts';
import { computed, expression, type FieldMeta, plain, reference, text } from '#flow/node-type/field.ts';
import type { Effect, NodeManifest, Safety } from '#flow/node-type/manifest.ts';

const headerName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'is no header name; use letters, digits and hyphens');

/** Reading methods have no effect; a missing method means GET. */
function effectOf(config: JsonObject): Effect {
  return config.method === undefined || config.method === 'GET' || config.method === 'HEAD' ? 'read' : 'write';
}

/**
 * PUT and DELETE name what they change, so that a repeat changes nothing more. POST and PATCH are as safe as the key
 * sent with them: the engine repeats them only where the connection says how long its system remembers keys.
 */
function safetyOf(config: JsonObject): Safety {
  if (effectOf(config) === 'read') return 'read';
  return config.method === 'PUT' || config.method === 'DELETE' ? 'natural-key' : 'keyed';
}

/** Placeholders are looked past: their values are escaped when they are put in. */
function isPath(path: string): boolean {
  const fixed = path.replaceAll(/\{\{[^{}]*\}\}/g, 'x');
  return /^\/(?!\/)[^?#\\\s]*$/.test(fixed) && !fixed.split('/').includes('..');
}

/** Facts of `http`: one request to a host the connection declares. */
export const manifest = {
  type: 'http',
  major: 1,
  kind: 'effect',
  title: 'HTTP request',
  summary: 'Sends one request to a system that has no node of its own.',
  group: 'systems',
  order: 20,
  config: z.strictObject({
    connection: reference('connection', {
      title: 'Connection',
      help: 'Fixes the host, the proof of who we are, and the limits.',
      examples: ['crm'],
    }),
    method: plain(z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']), {
      title: 'Method',
      help: 'GET and HEAD read; the others write. Default GET.',
    }).optional(),
    path: text('url-part', {
      title: 'Path',
      help: 'The part of the address after the host. Values in {{ }} are made safe for an address: a slash in them stays part of the value.',
      examples: ['/orders/{{ reference }}'],
    }).refine(isPath, 'is no path; begin it with one slash and leave out ?, # and ..'),
    query: plain(
      z.record(
        z.string().min(1).max(100),
        computed(z.union([z.string(), z.number(), z.boolean()]), { title: 'Value' }).meta({
          title: 'Value',
          help: 'Text with {{ }}, or an expression. Nothing leaves the parameter out.',
          // The client encodes the whole query once; escaping here as well would encode twice.
          field: 'text',
          escaping: 'plain',
          computed: true,
        } satisfies FieldMeta),
      ),
      { title: 'Query' },
    ).optional(),
    headers: plain(
      z.record(
        headerName,
        text('header', { title: 'Value', help: 'Text with {{ }}. Line breaks in values are refused.' }),
      ),
      { title: 'Headers', help: 'Proof of who we are belongs to the connection, never here.' },
    ).optional(),
    body: expression({
      title: 'Body',
      help: 'What is sent, as JSON. Default: the data that comes in. GET, HEAD and DELETE send none unless it is set.',
    }).optional(),
    success: plain(z.array(z.int().min(200).max(499)).min(1), {
      title: 'Statuses that count as success',
      help: 'Default: 200 to 299. Name 404 or 409 where the target means "no" by it, and branch on the status.',
    }).optional(),
  }),
  ports: ['done'],
  fails: true,
  carries: 'result',
  effect: effectOf,
  safety: safetyOf,
  connection: 'http',
  // Whatever can go wrong is a failure of the connection; its manifest lists them.
  failures: [],
} satisfies NodeManifest;
