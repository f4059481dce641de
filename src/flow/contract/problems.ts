import type { ProblemFacts } from '../problem.ts';

/** Why JSON from outside is refused before anything is built from it. */
export const jsonProblems: readonly ProblemFacts[] = [
  {
    code: 'json/syntax',
    title: 'The text is no JSON.',
    help: 'Look for a missing quote, comma or bracket, and send the whole document in UTF-8.',
  },
  {
    code: 'json/too-deep',
    title: 'The JSON is nested too deeply.',
    help: 'At most 64 levels are read from outside. Ask the sender for flatter data.',
  },
  {
    code: 'json/too-many-values',
    title: 'The JSON holds too many values.',
    help: 'At most 200,000 values are read from outside. Send the data in several parts.',
  },
  {
    code: 'json/number-too-large',
    title: 'A whole number is too large to be kept exactly.',
    help: 'Whole numbers beyond 9,007,199,254,740,991 would be rounded. Send such a number as text.',
  },
  {
    code: 'json/forbidden-key',
    title: 'A field has a name that is not let in.',
    help: 'Fields named `__proto__` or `constructor` mean something to JavaScript. Rename the field at its sender.',
  },
];
