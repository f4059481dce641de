import type { ProblemFacts } from '../problem.ts';

/** Why an edit is refused. Ids that are taken, reserved or no slug have the codes of the reader (`flow/…`). */
export const editProblems: readonly ProblemFacts[] = [
  {
    code: 'edit/unknown-edit',
    title: 'An edit this version does not know',
    help: 'Edits have a name and arguments; the reference lists them. A newer Penstock may have recorded this one.',
  },
  {
    code: 'edit/bad-arguments',
    title: 'An edit with arguments that do not fit',
    help: 'The sentence names the argument and what it accepts.',
  },
  {
    code: 'edit/unknown-step',
    title: 'A step this flow does not have',
    help: 'It may have been removed or renamed meanwhile. Choose one of the steps of the flow.',
  },
  {
    code: 'edit/unknown-type',
    title: 'A step type this installation does not have',
    help: 'Types are written with their major version, such as `map@1`. Choose one of the palette.',
  },
  {
    code: 'edit/unknown-outcome',
    title: 'An outcome the step does not have',
    help: 'The outcomes of a step follow from its type and settings. Choose one of those the sentence lists, or add the case that makes it.',
  },
  {
    code: 'edit/no-outcome-yet',
    title: 'A step without outcomes so far',
    help: 'Its outcomes follow from settings that are not written yet. Fill them in first.',
  },
  {
    code: 'edit/nothing-follows',
    title: 'A connection from a step that ends the run',
    help: 'Nothing can follow an end. Connect the step in front of it, or remove the end first.',
  },
  {
    code: 'edit/trigger-has-no-input',
    title: 'A connection into a trigger',
    help: 'A trigger starts runs and takes no input. Connect the step behind it.',
  },
  {
    code: 'edit/across-border',
    title: 'A connection across the border of a scope',
    help: 'Nothing enters or leaves a scope half way. Connect the scope itself, or move the step.',
  },
  {
    code: 'edit/undo-has-no-edges',
    title: 'A connection of an undo step',
    help: 'All or undo starts its undo steps itself, one at a time, in reverse order. They need no connections.',
  },
  {
    code: 'edit/edge-exists',
    title: 'A connection that is there already',
    help: 'One outcome leads to one step once. Nothing needs to be done.',
  },
  {
    code: 'edit/no-such-edge',
    title: 'A connection this flow does not have',
    help: 'It may have been removed meanwhile. Choose one of the connections of the step.',
  },
  {
    code: 'edit/follows-itself',
    title: 'A step that would follow itself',
    help: 'To repeat steps, put them into Retry or For each.',
  },
  {
    code: 'edit/cycle',
    title: 'A connection that would close a circle',
    help: 'Steps on a circle would wait for each other for ever. To repeat steps, put them into Retry or For each.',
  },
  {
    code: 'edit/not-inside',
    title: 'A step that cannot stand inside a scope',
    help: 'Triggers and Respond stand in the flow itself: a run starts once, and its caller gets one answer.',
  },
  {
    code: 'edit/no-such-list',
    title: 'A place that holds no steps',
    help: 'Steps stand in the flow, in a scope (For each, Retry, If something fails, All or undo), or among the undo steps of All or undo.',
  },
  {
    code: 'edit/into-itself',
    title: 'A scope that would stand inside itself',
    help: 'Choose a place outside of what is moved.',
  },
  {
    code: 'edit/no-such-setting',
    title: 'A setting that has no such place',
    help: 'The path leads through a value that is no map or list, or past the end of a list. Set what stands above it first.',
  },
  {
    code: 'edit/bad-value',
    title: 'A value that is not allowed here',
    help: 'The sentence says what is accepted.',
  },
  {
    code: 'edit/undo-step-unknown',
    title: 'An undo step that is not there',
    help: 'A step names an undo step of the nearest All or undo around it. Add the undo step there first.',
  },
  {
    code: 'edit/several-places',
    title: 'Steps of different places',
    help: 'What is wrapped stands side by side: in the flow, or in one scope. Select steps of one place.',
  },
  {
    code: 'edit/several-entries',
    title: 'Several ways into what is wrapped',
    help: 'A scope begins with its input, and every step inside that nothing leads to starts with it. Widen or narrow the selection until one way leads in.',
  },
  {
    code: 'edit/several-exits',
    title: 'Several ways out of what is wrapped',
    help: 'A scope ends with one result and leaves by an outcome of its own. Widen or narrow the selection until one way leads out.',
  },
  {
    code: 'edit/not-a-fragment',
    title: 'A text that holds no copied steps',
    help: 'Steps are copied as JSON that begins with `"penstock": "fragment/1"`. Copy them again.',
  },
  {
    code: 'edit/no-place-for-secret',
    title: 'A place that takes no stored secret',
    help: 'Only settings that name a secret, and headers and query parameters of a request, can do without the value. Let the connection send it, and take it out of the step.',
  },
];
