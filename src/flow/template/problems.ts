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
    code: 'waiver/never',
    title: 'The rule of a waiver can never be waived.',
    help: 'Secrets in plain sight, steps on no way, shapes that do not fit and references without a version have no acceptable reason. Mend what the finding names.',
  },
];
