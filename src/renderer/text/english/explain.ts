import { sentences } from '#flow/explain/sentences.ts';

/** Texts of the explanation of a flow; the sentences themselves stand where flows are explained. */
export const explainTexts = {
  panel: {
    title: 'What it does',
    titleOf: 'What “{{name}}” does',
    version: 'Version {{version}} · Owner {{owner}}',
    copy: 'Copy as text',
    copied: 'The explanation was copied.',
    print: 'Print',
  },
  ...Object.fromEntries(
    Object.entries(sentences).map(([key, words]) => [
      key.replace(/^explain\./, ''),
      // The words of the interface mark what is put in with two braces.
      words.replace(/\{(\w+)\}/g, '{{$1}}'),
    ]),
  ),
};
