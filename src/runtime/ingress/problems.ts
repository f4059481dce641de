import type { ProblemFacts } from '#flow/problem.ts';

/** Why the door for webhooks turns a call away; the list of refused calls shows these. */
export const ingressProblems: readonly ProblemFacts[] = [
  {
    code: 'ingress/no-endpoint',
    title: 'No live flow listens at this address.',
    help: 'Check the path at the sender, and that the flow is deployed in this environment.',
  },
  {
    code: 'ingress/wrong-method',
    title: 'The address takes another method.',
    help: 'The answer names the methods it takes. Set the one the sender uses in `method` of the trigger.',
  },
  {
    code: 'ingress/open-endpoint',
    title: 'A trigger without proof of sender was called from another machine.',
    help: 'Give the trigger a scheme under `auth`; `none` is let in from this machine only.',
  },
  {
    code: 'ingress/no-secret',
    title: 'None of the secrets of the trigger is stored here.',
    help: 'Store one with `penstock secrets set`. Until then nobody is let in.',
  },
  {
    code: 'ingress/too-many',
    title: 'The address was called more often than its rate allows.',
    help: 'Senders wait as long as `Retry-After` says. Raise `limits.rate` of the trigger if the traffic is meant.',
  },
  {
    code: 'ingress/too-large',
    title: 'The body is larger than the trigger takes.',
    help: 'Ask the sender for less, or raise `limits.body` of the trigger.',
  },
  {
    code: 'ingress/encoded',
    title: 'The body is compressed.',
    help: 'Turn compression off at the sender; signatures are checked over the plain bytes.',
  },
  {
    code: 'ingress/header-repeated',
    title: 'A header that must be there once is there several times.',
    help: 'Send `Content-Type` once. A proxy between the sender and the runtime may have added another.',
  },
  {
    code: 'ingress/body-kind',
    title: 'The trigger does not take this kind of body.',
    help: 'Send a `Content-Type` that fits, or add the kind to `bodies` of the trigger.',
  },
  {
    code: 'ingress/cut-off',
    title: 'The sender left before the body was complete.',
    help: 'Nothing was accepted. The sender is to send it again.',
  },
  {
    code: 'ingress/crowded',
    title: 'Too many bodies are arriving at once.',
    help: 'Nothing was accepted. Senders come again after `Retry-After`; lower `limits.body` where it is needlessly high.',
  },
  {
    code: 'ingress/broke',
    title: 'Something broke while a call was taken.',
    help: 'The log tells more under the reference in the answer. The sender is to send the event again.',
  },
  {
    code: 'ingress/config-unreadable',
    title: 'A trigger cannot be mounted.',
    help: 'Correct its config where the sentence says, and deploy the flow again.',
  },
  {
    code: 'ingress/path-taken',
    title: 'Two triggers want one address.',
    help: 'Give one of them another path or method, and deploy again.',
  },
  {
    code: 'run/cancelled',
    title: 'The run was cancelled before it answered.',
    help: 'The sender may send the event again later. The page of the run says who cancelled it and why.',
  },
  {
    code: 'run/failed',
    title: 'The run failed before it answered.',
    help: 'Operators see why on the page of the run, and replay it from there.',
  },
  {
    code: 'ingress/no-such-flow',
    title: 'There is no flow of this id whose file can be read.',
    help: 'Save the flow, and mend its file where the list of problems says so.',
  },
  {
    code: 'ingress/nothing-to-listen-for',
    title: 'The flow has no webhook to listen at.',
    help: 'Add a webhook as its trigger.',
  },
  {
    code: 'ingress/path-of-other-flow',
    title: 'The address belongs to another live flow.',
    help: 'Give the trigger a path of its own.',
  },
];
