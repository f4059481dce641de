import type { FailureFact } from '../node-type/manifest.ts';

/** Failures of a text that holds `{{ }}`, wherever it is filled in. */
export const textTemplateFailures: readonly FailureFact[] = [
  {
    code: 'expression/text-unclosed',
    kind: 'permanent',
    title: 'A text holds {{ without its }}.',
    help: 'Close it behind the expression, or write `{{ "{{" }}` where the braces themselves are meant.',
  },
  {
    code: 'expression/not-text',
    kind: 'validation',
    title: 'A {{ }} gave a list or an object where text is wanted.',
    help: 'Pick one field of it, or turn it into text with `$string` or `$join`.',
  },
  {
    code: 'expression/header-break',
    kind: 'validation',
    title: 'A {{ }} gave a line break inside a header.',
    help: 'A line break would start a header of its own. Remove it from the data with `$replace` before it is sent.',
  },
];
