import { z } from 'zod';
import { plain, reference, text } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Placeholders are looked past: their values are escaped when they are put in. */
function isPath(path: string): boolean {
  const fixed = path.replaceAll(/\{\{[^{}]*\}\}/g, 'x');
  return /^\/(?!\/)[^?#\\\s]*$/.test(fixed) && !fixed.split('/').includes('..');
}

/** Facts of `notify`: a short message to people in a chat. */
export const manifest = {
  type: 'notify',
  major: 1,
  kind: 'effect',
  title: 'Notify',
  summary: 'Writes a short message into a chat, and passes the data on.',
  group: 'end',
  order: 50,
  config: z.strictObject({
    connection: reference('connection', {
      title: 'Connection',
      help: 'An HTTP connection to the chat. It holds the token; a flow never does.',
      examples: ['team-chat'],
    }),
    path: text('url-part', {
      title: 'Path',
      help: 'Where the chat takes messages, after the address of the connection.',
      examples: ['/chat.postMessage'],
    }).refine(isPath, 'is no path; begin it with one slash and leave out ?, # and ..'),
    channel: plain(z.string().min(1).max(200), {
      title: 'Channel',
      help: 'Sent along as `channel`, where the chat asks for one.',
      examples: ['#operations'],
    }).optional(),
    title: text('plain', {
      title: 'Title',
      help: 'The first line.',
      examples: ['Orders of tonight'],
    }).optional(),
    text: text('plain', {
      title: 'Text',
      help: 'What people read, with {{ }} for values. It calls nobody: @here and the like are only shown.',
      examples: ['{{ counts.different }} orders differ. See run {{ $run.id }}.'],
    }).min(1),
  }),
  ports: ['done'],
  fails: true,
  carries: 'input',
  effect: 'write',
  // As safe as the key sent with it: repeated by itself only where the connection says how long the chat remembers keys.
  safety: 'keyed',
  connection: 'http',
  failures: [
    {
      code: 'notify/refused',
      kind: 'permanent',
      title: 'The chat did not take the message.',
      help: 'It answered that something is wrong, such as an unknown channel; the detail holds its word for it. Correct the channel, or invite the sender to it.',
    },
  ],
} satisfies NodeManifest;
