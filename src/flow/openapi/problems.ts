import type { ProblemFacts } from '../problem.ts';

/** What can be wrong with an OpenAPI document. */
export const openApiProblems: readonly ProblemFacts[] = [
  {
    code: 'openapi/too-large',
    title: 'A document that is too large',
    help: 'At most 5,000,000 characters, 1,000,000 values and 2,000 operations are read. Keep the paths you need and remove the others.',
  },
  {
    code: 'openapi/unreadable',
    title: 'A document that is neither YAML nor JSON',
    help: 'Mend the file where the sentence points, or export it again from the system.',
  },
  {
    code: 'openapi/too-deep',
    title: 'A document that nests too deeply',
    help: 'At most 200 levels are read. No real document needs more.',
  },
  {
    code: 'openapi/forbidden-key',
    title: 'A refused key',
    help: '`__proto__` has a meaning of its own in JavaScript and is refused everywhere. Remove the key.',
  },
  {
    code: 'openapi/version',
    title: 'Another format than OpenAPI 3.0 or 3.1',
    help: 'Convert Swagger 2.0 documents to OpenAPI 3 first; most systems offer both.',
  },
  {
    code: 'openapi/no-operations',
    title: 'A document without operations',
    help: 'A step calls operations, which stand under `paths`. Export the document with its paths.',
  },
  {
    code: 'openapi/external-reference',
    title: 'A reference to another file',
    help: 'Nothing is fetched while a document is read. Bundle it into one file first; most OpenAPI tools can.',
  },
  {
    code: 'openapi/broken-reference',
    title: 'A reference that leads nowhere',
    help: 'Correct the name, or add the part it names, which stands under `components` most often.',
  },
  {
    code: 'openapi/duplicate-operation',
    title: 'Two operations of one id',
    help: 'Steps name operations by `operationId`. Give each its own.',
  },
  {
    code: 'openapi/invalid-part',
    title: 'A part that is not what OpenAPI asks for there',
    help: 'The sentence says where it stands and what belongs there.',
  },
  {
    code: 'openapi/document-missing',
    title: 'A connection without its document',
    help: 'Put the OpenAPI document beside the connection file, as `<id>.openapi.yaml` or `<id>.openapi.json`.',
  },
  {
    code: 'openapi/document-doubled',
    title: 'A connection with two documents',
    help: 'Keep one of the two files beside the connection file.',
  },
];
