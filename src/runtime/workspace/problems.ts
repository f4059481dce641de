import type { ProblemFacts } from '#flow/problem.ts';

/** What is wrong with a workspace folder as a whole. */
export const workspaceProblems: readonly ProblemFacts[] = [
  {
    code: 'workspace/file-missing',
    title: 'The folder lacks a file every workspace has.',
    help: 'Make a workspace with `penstock init`, or name the folder that holds `penstock.yaml`.',
  },
  {
    code: 'workspace/unreadable',
    title: 'A file of the workspace cannot be read.',
    help: 'Give the user that runs Penstock the right to read it, or remove it.',
  },
  {
    code: 'workspace/bad-path',
    title: 'The path names no file of a workspace.',
    help: 'Write it with slashes from the folder of the workspace, such as `flows/orders.flow.yaml`, without names that begin with a dot.',
  },
  {
    code: 'workspace/not-a-file',
    title: 'The path leads over a link, or over something that is no plain file.',
    help: 'Links are never followed, because they may lead out of the folder. Put the file itself there.',
  },
  {
    code: 'workspace/no-such-file',
    title: 'The workspace has no such file.',
    help: 'It may have been renamed or removed meanwhile. Look at the list again.',
  },
  {
    code: 'workspace/no-such-contract',
    title: 'The workspace has no such contract.',
    help: 'It may have been renamed or removed meanwhile, or its file cannot be read. Look at the list again.',
  },
  {
    code: 'workspace/not-text',
    title: 'The file is no text in UTF-8.',
    help: 'Save it as UTF-8 with an editor.',
  },
  {
    code: 'workspace/too-large',
    title: 'The file is larger than files of a workspace may be.',
    help: 'The sentence names the limit. Keep such a file outside of the workspace.',
  },
  {
    code: 'workspace/named-twice',
    title: 'One write names a file twice.',
    help: 'Send one change for each file.',
  },
  {
    code: 'workspace/changed-on-disk',
    title: 'The file is not what it was when it was read.',
    help: 'Nothing was written. Read it again, and keep yours, theirs, or both.',
  },
  {
    code: 'workspace/not-in-studio',
    title: 'This runtime does not show or change its workspace.',
    help: 'Only `penstock studio` does. A server runs what was deployed to it.',
  },
];
