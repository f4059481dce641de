import type { ProblemFacts } from '../problem.ts';

/** Why a template or a waiver is not taken as it is written. */
export const templateProblems: readonly ProblemFacts[] = [
  {
    code: 'template/unknown-name',
    title: 'A rule names something that does not exist.',
    help: 'Properties, roles, parameters and edits are named exactly; the sentence lists those there are. A rule that names nothing real would never speak, so it is refused.',
  },
  {
    code: 'template/predicate',
    title: 'The predicate of a rule cannot be read.',
    help: 'A predicate is JSONata over `{ flow, step, parameters, registry }`. The sentence says where reading it stopped.',
  },
  {
    code: 'template/misplaced',
    title: 'A template stands in a folder of another name.',
    help: 'The folder below `templates/` has the id of the template, so that two of one id cannot hide each other.',
  },
  {
    code: 'template/unknown',
    title: 'A flow follows a template that does not exist.',
    help: 'Templates are named with their major version, such as `webhook-ingestion@1`. `penstock templates list` shows those there are.',
  },
  {
    code: 'template/unsigned',
    title: 'A flow follows a template that nobody published as it is.',
    help: 'A template of the workspace counts once an architect has published it with a key among `trustedKeys` of penstock.yaml, and until one of its files changes. `penstock templates publish` does it.',
  },
  {
    code: 'template/deprecated',
    title: 'A flow follows a template that should not be used any more.',
    help: 'The template says from when on, until when, and what to follow instead. `penstock templates upgrade` helps with another version of the same template.',
  },
  {
    code: 'template/retired',
    title: 'A flow follows a template that was taken out of use.',
    help: 'Follow what the template names instead, or stop following it. A retired template keeps its flows out of every environment but those for development.',
  },
  {
    code: 'template/not-published',
    title: 'A template is not published as it is asked.',
    help: 'It must prove every rule, carry a version above the one published before, have the status approved, and be signed with a key of `trustedKeys`.',
  },
  {
    code: 'template/bad-signature',
    title: 'A signature does not fit the template.',
    help: 'The files of the folder, the name, the version and the signature must be those that were signed. Publish the template again.',
  },
  {
    code: 'template/no-skeleton',
    title: 'A template has no flow to start from.',
    help: 'Its folder holds no `skeleton.flow.yaml`. Draw the flow yourself and let it follow the template.',
  },
  {
    code: 'template/bad-parameter',
    title: 'A parameter of a template is not chosen as the template asks.',
    help: 'The template says which parameters there are, of which kind, and between which values one may choose.',
  },
  {
    code: 'waiver/too-long',
    title: 'A waiver would count for too long.',
    help: 'It ends at most 365 days from today, and not before today; a permission that never ends is a rule nobody wrote down.',
  },
  {
    code: 'waiver/no-finding',
    title: 'A waiver names no finding there is.',
    help: 'The flow has no such finding, or it is of a structural rule, which cannot be waived. `penstock check` shows rule, flow and step of every finding.',
  },
  {
    code: 'waiver/never',
    title: 'The rule of a waiver can never be waived.',
    help: 'Secrets in plain sight, steps on no way, shapes that do not fit and references without a version have no acceptable reason. Mend what the finding names.',
  },
];
