import type { ProblemFacts } from '#flow/problem.ts';

/** Why a flow is not started by hand. */
export const runsProblems: readonly ProblemFacts[] = [
  {
    code: 'flow/unknown',
    title: 'No flow of this id is live here.',
    help: 'Look at the list of live flows, and deploy the flow in this environment.',
  },
  {
    code: 'flow/no-manual-trigger',
    title: 'The flow cannot be started by hand, or in several ways.',
    help: 'Name one of the triggers the sentence lists, or give the flow a Start by hand step.',
  },
  {
    code: 'flow/role-missing',
    title: 'None of your roles may start the flow.',
    help: 'The sentence names the roles. Ask somebody who has one, or an operator for the role.',
  },
  {
    code: 'flow/form-invalid',
    title: 'The form of the trigger is not filled in as it must be.',
    help: 'The sentence names the field and what it takes. Correct it and start again.',
  },
];
