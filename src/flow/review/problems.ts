import type { ProblemFacts } from '../problem.ts';

/** Why a version is not saved, handed over, approved or released. */
export const reviewProblems: readonly ProblemFacts[] = [
  {
    code: 'review/no-identity',
    title: 'Nobody said who works in this studio.',
    help: 'Saved versions, comments and approvals carry a name. Say who you are; the studio makes your signing key.',
  },
  {
    code: 'review/no-versions',
    title: 'The folder keeps no versions yet.',
    help: 'Confirm that versions are kept in this folder from now on; nothing is sent anywhere by that.',
  },
  {
    code: 'review/git-refused',
    title: 'Keeping or sharing versions did not work.',
    help: 'The sentence quotes what git said. Nothing in the folder was changed.',
  },
  {
    code: 'review/unreachable',
    title: 'The place reviews are shared through cannot be reached.',
    help: 'Check the network and your right to write there, then do it again. What you saved is safe in your folder.',
  },
  {
    code: 'review/overtaken',
    title: 'Somebody else was faster, several times.',
    help: 'Do it again in a moment; nothing was changed.',
  },
  {
    code: 'review/unknown',
    title: 'There is no such review.',
    help: 'Look at the list again; it may have been withdrawn.',
  },
  {
    code: 'review/unreadable',
    title: 'The file of a review cannot be read.',
    help: 'Only Penstock writes these files. Hand the change over again.',
  },
  {
    code: 'review/no-such-comment',
    title: 'The review has no such comment.',
    help: 'Look at the review again.',
  },
  {
    code: 'review/too-many-entries',
    title: 'The review holds as many comments or decisions as one may.',
    help: 'Hand a smaller change over as a review of its own.',
  },
  {
    code: 'review/closed',
    title: 'The review is not open any more.',
    help: 'It was released or withdrawn. Hand what is missing over as a new review.',
  },
  {
    code: 'review/not-the-author',
    title: 'Only whoever handed a change over can do this.',
    help: 'Ask them, or hand your own change over.',
  },
  {
    code: 'review/nothing-changed',
    title: 'There is nothing to hand over.',
    help: 'The flows are as they were released.',
  },
  {
    code: 'review/version-missing',
    title: 'A changed flow has no version, or a version names no flow.',
    help: 'Everything that was saved is released together, so every changed flow is given its version.',
  },
  {
    code: 'review/version-taken',
    title: 'The version is not later than one that was released.',
    help: 'A released version never changes. Choose a later one.',
  },
  {
    code: 'review/moved',
    title: 'What is reviewed is not what was shown.',
    help: 'The author handed it over anew meanwhile. Look at it again and decide about that.',
  },
  {
    code: 'review/changed',
    title: 'The content of a review is not what its author signed.',
    help: 'Something was changed past the review. The author hands it over again.',
  },
  {
    code: 'review/self-approval',
    title: 'Nobody approves their own change.',
    help: 'Ask somebody else to review it.',
  },
  {
    code: 'review/not-trusted',
    title: 'The key is not trusted to approve here.',
    help: 'Somebody adds the public key to `trustedKeys` of penstock.yaml, with the person and the role `approver`.',
  },
  {
    code: 'review/approved-already',
    title: 'The person approved this change already.',
    help: 'Nothing is left to do; somebody else approves as well where two must.',
  },
  {
    code: 'review/needs-open',
    title: 'Not everybody who must approve did.',
    help: 'The sentence says who is missing.',
  },
  {
    code: 'review/not-for-emergencies',
    title: 'The key does not count for emergencies.',
    help: 'Letting a change run without a reviewer takes a key with the role `emergency` in `trustedKeys`.',
  },
  {
    code: 'review/conflicts',
    title: 'What was released meanwhile and the review change the same things.',
    help: 'The author takes in what was released, settles the places the sentence names, and hands it over again.',
  },
  {
    code: 'review/stands-on-other',
    title: 'What was released meanwhile changes what was approved.',
    help: 'The flows stand on files that were released since. The author takes those in and hands it over again.',
  },
  {
    code: 'review/no-such-version',
    title: 'There is no such saved version of the flow.',
    help: 'Look at the list of versions again.',
  },
  {
    code: 'review/no-draft',
    title: 'The file is no draft that can be reviewed.',
    help: 'Take the `.pstk` file that was made when the change was handed over.',
  },
];
