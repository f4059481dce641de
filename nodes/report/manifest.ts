import { z } from 'zod';
import { computed, expression, type FieldWords, plain } from '#flow/node-type/field.ts';
import type { NodeManifest } from '#flow/node-type/manifest.ts';

/** Pure steps fill no `{{ }}`, and printed as it stands it would look like a broken report. */
function words(longest: number, field: FieldWords) {
  const literal = z
    .string()
    .min(1)
    .max(longest)
    .refine(
      (value) => !value.includes('{{'),
      'holds {{ }}, which is not filled here; write an expression under $ instead',
    );
  return computed(literal, field);
}

const column = z.strictObject({
  title: plain(z.string().min(1).max(100), { title: 'Heading', examples: ['Order'] }),
  field: plain(z.string().min(1).max(200), {
    title: 'Field',
    help: 'Name of the field of a row; names joined by dots lead into objects.',
    examples: ['reference', 'customer.name'],
  }),
});

/** Facts of `report`: rows become a file for people, kept with the run. */
export const manifest = {
  type: 'report',
  major: 1,
  kind: 'pure',
  title: 'Report',
  summary: 'Turns rows into a CSV or HTML file that is kept with the run.',
  group: 'shape',
  order: 60,
  config: z.strictObject({
    title: words(200, { title: 'Title', help: 'Stands above the rows.', examples: ['Orders that were not sent'] }),
    format: plain(z.enum(['csv', 'html']), {
      title: 'Format',
      help: 'csv opens in a spreadsheet, html in a browser, from where it can be printed.',
    }),
    rows: expression({
      title: 'Rows',
      help: 'Gives a list of objects. Nothing counts as an empty list.',
      examples: ['failed', '[onlyLeft.{ "reference": $ }]'],
    }),
    columns: plain(z.array(column).min(1).max(100), {
      title: 'Columns',
      help: 'Default: every field of the rows, in the order in which they first appear.',
    }).optional(),
    summary: expression({
      title: 'Summary',
      help: 'Gives an object that is shown above the rows, such as how many were read, written, skipped and rejected.',
      examples: ['{ "read": read, "written": written, "skipped": skipped, "rejected": rejected }'],
    }).optional(),
    name: words(100, {
      title: 'File name',
      help: 'Without a path; the ending is added where it is missing. Default report.',
      examples: ['rejected-orders'],
    }).optional(),
  }),
  ports: ['out'],
  fails: true,
  carries: 'result',
  effect: 'none',
  failures: [
    {
      code: 'report/no-text',
      kind: 'validation',
      title: 'The title or the file name came out as no text.',
      help: 'The expression must give text of 1 to 200 characters. Name a field that is always there.',
    },
    {
      code: 'report/name-refused',
      kind: 'validation',
      title: 'The file name is none that every computer takes.',
      help: 'Use letters, digits, blanks, dots, hyphens and underscores; no path, and no dot at the beginning or end.',
    },
    {
      code: 'report/row-refused',
      kind: 'validation',
      title: 'A row is no object.',
      help: 'The failure names the row. Give every value a name, such as `[keys.{ "key": $ }]`.',
    },
    {
      code: 'report/summary-refused',
      kind: 'validation',
      title: 'The summary is no object.',
      help: 'Write it as `{ "read": …, "written": … }`.',
    },
    {
      code: 'report/integer-too-large',
      kind: 'validation',
      title: 'The rows hold a whole number beyond 2^53, which would be rounded.',
      help: 'Ask the sender to send such numbers as text. Nothing is ever rounded in silence.',
    },
    {
      code: 'report/too-large',
      kind: 'permanent',
      title: 'The report would be larger than 5 MB.',
      help: 'Name fewer columns, leave out rows nobody reads, or make several reports.',
    },
  ],
} satisfies NodeManifest;
