import type { ProblemFacts } from '#flow/problem.ts';

/** What keeps a bundle from being deployed. What is wrong with the bundle itself is declared with the bundles. */
export const deploymentProblems: readonly ProblemFacts[] = [
  {
    code: 'deployment/closed',
    title: 'This runtime takes no bundles.',
    help: 'It serves the flow files of its folder. Start it on a folder without flows, or with an environment that has `purpose: live`.',
  },
  {
    code: 'deployment/no-folder',
    title: 'The folder for bundles is not there.',
    help: 'Make the folder that `--deployments` names, or name another one.',
  },
  {
    code: 'deployment/no-bundle-text',
    title: 'The bundle was not sent in base64.',
    help: 'Send the bytes of the file as base64 in the member `bundle`, or use `penstock deploy FILE`.',
  },
  {
    code: 'deployment/no-such-bundle',
    title: 'There is no such bundle here.',
    help: '`penstock deployments` lists the bundles of this environment. Admit the file first.',
  },
  {
    code: 'deployment/not-live',
    title: 'The flow is not live from a bundle.',
    help: '`penstock deployments` lists what is live. Only what came in a bundle can be rolled back.',
  },
  {
    code: 'deployment/downgraded',
    title: 'A higher version of the flow was live already.',
    help: 'Release the change under a new version, or go back with `penstock rollback FLOW --reason …`.',
  },
  {
    code: 'deployment/version-taken',
    title: 'This version of the flow was live with another meaning.',
    help: 'One version means one thing for ever. Release the change under a new version.',
  },
  {
    code: 'deployment/not-conforming',
    title: 'The flows do not pass the checks of this runtime.',
    help: 'The sentence names the findings. Mend the flows or ask an architect for a waiver, and release again.',
  },
  {
    code: 'deployment/not-bound',
    title: 'The environment does not say where a connection leads.',
    help: 'Add the connection to `environments/<name>.yaml` of the folder this runtime serves, and deploy again.',
  },
  {
    code: 'deployment/wrong-region',
    title: 'Regulated data would be handled elsewhere than it is kept.',
    help: 'The registry says where a system keeps its data, and the label `region` of the environment where this runtime stands. Correct whichever is wrong, or deploy elsewhere.',
  },
  {
    code: 'deployment/shadow-impossible',
    title: 'There is nothing to compare.',
    help: 'A shadow needs the flow live from a bundle and the same flow in an admitted one.',
  },
  {
    code: 'deployment/secret-missing',
    title: 'A secret the flows need has no value here.',
    help: 'Set it with `penstock secrets set`, or start the runtime with PENSTOCK_SECRET_…, and deploy again.',
  },
  {
    code: 'deployment/new-reach',
    title: 'The bundle may reach what nothing live reaches.',
    help: 'Read what it newly reaches, then activate it with `--accept-reach` if that is meant.',
  },
  {
    code: 'deployment/address-taken',
    title: 'Another live flow has the same webhook address.',
    help: 'Give one of them another path, or roll the other one back first.',
  },
  {
    code: 'deployment/nothing-to-approve',
    title: 'The signature adds nothing.',
    help: 'An approval must be over this bundle, by a key this runtime trusts as an approver, of somebody who is not its author.',
  },
];
