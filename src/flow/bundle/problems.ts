import type { ProblemFacts } from '../problem.ts';

/** What a bundle can be refused for, by whoever makes, reads or admits it. */
export const bundleProblems: readonly ProblemFacts[] = [
  {
    code: 'bundle/not-an-archive',
    title: 'This is no bundle.',
    help: 'A bundle is the `.pstk` file that `penstock export` writes, whole and with nothing before or behind it.',
  },
  {
    code: 'bundle/too-large',
    title: 'The bundle is larger than a bundle may be.',
    help: 'A bundle has at most 2,000 files and 50 MB. Export fewer flows at once.',
  },
  {
    code: 'bundle/encrypted',
    title: 'The bundle holds an encrypted file.',
    help: 'What runs must be readable by whoever reviews it. Export the bundle again.',
  },
  {
    code: 'bundle/compressed',
    title: 'The bundle holds a compressed file.',
    help: 'Files of a bundle are stored as they are, so that none can grow while it is read. Hand over the file `penstock export` wrote.',
  },
  {
    code: 'bundle/not-plain',
    title: 'The bundle holds something that is no plain file.',
    help: 'Links, folders and attributes of a file system have no place in a bundle. Export it again.',
  },
  {
    code: 'bundle/bad-name',
    title: 'The bundle holds a name no file of a workspace has.',
    help: 'Names are relative, with slashes, without `..`, leading dots, control characters or names of devices. Rename the file and export again.',
  },
  {
    code: 'bundle/named-twice',
    title: 'Two names in the bundle are one file on some disks.',
    help: 'Names must differ by more than capitals or the form of their letters. Rename one of them and export again.',
  },
  {
    code: 'bundle/not-canonical',
    title: 'The bundle is not byte for byte as Penstock writes it.',
    help: 'One set of files has one form, so that nothing can hide between them. Hand over the file `penstock export` wrote, or export it again.',
  },
  {
    code: 'bundle/bad-manifest',
    title: 'The manifest of the bundle cannot be read.',
    help: 'It was made by another program or another version. Export the bundle again with this version.',
  },
  {
    code: 'bundle/changed',
    title: 'The files of the bundle are not those its manifest lists.',
    help: 'A file was changed, added or taken out after the export. Ask for the bundle again from where it was made.',
  },
  {
    code: 'bundle/foreign-file',
    title: 'The bundle holds a file that has no place in one.',
    help: 'A bundle holds flows and what they stand on. Environments, keys, samples and tests belong to whoever deploys it. Export it again.',
  },
  {
    code: 'bundle/folder-taken',
    title: 'There is something already where the bundle should be unpacked.',
    help: 'A bundle is unpacked into a new folder, so that nothing of another one stays behind. Name another, or remove it.',
  },
  {
    code: 'bundle/misdescribed',
    title: 'The manifest says something else than the flows of the bundle.',
    help: 'Approvers trust what the manifest says of versions, criticality and reach. Export the bundle again with this version.',
  },
  {
    code: 'bundle/unsigned',
    title: 'Nobody signed the bundle.',
    help: 'Its author signs it with `penstock sign --role author`, and who reviewed it with `--role approver`.',
  },
  {
    code: 'bundle/no-author',
    title: 'No author signed the bundle.',
    help: 'Whoever hands it over signs it with `penstock sign --role author`.',
  },
  {
    code: 'bundle/too-few-approvals',
    title: 'Fewer people approved the bundle than it needs.',
    help: 'One approver signs it, and two different people where a flow is of high criticality.',
  },
  {
    code: 'bundle/self-approved',
    title: 'Somebody approved what they handed over themselves.',
    help: 'An author never approves, by whichever of their keys. Ask somebody else to review it.',
  },
  {
    code: 'bundle/bad-signature',
    title: 'A signature in the bundle is not genuine.',
    help: 'It was altered, belongs to another bundle, or names somebody whose key did not make it. Find out where the bundle has been before anything else.',
  },
  {
    code: 'bundle/signed-twice',
    title: 'The bundle has a signature of this key and role already.',
    help: 'One key signs once in each role, unless the first signature lapses by itself. Take the bundle as it is.',
  },
  {
    code: 'bundle/key-unknown',
    title: 'A signature was made by a key nobody here trusts.',
    help: 'Add the key to `trustedKeys` of penstock.yaml with `penstock keys trust`, once you know whose it is.',
  },
  {
    code: 'bundle/key-without-role',
    title: 'The key of a signature is not trusted for its role.',
    help: 'Give the key the role with `penstock keys trust`, or ask somebody who has it.',
  },
  {
    code: 'bundle/key-revoked',
    title: 'The key of a signature was revoked.',
    help: 'Nothing a revoked key signed counts, whenever it was signed. Ask for a signature by another key.',
  },
  {
    code: 'bundle/key-expired',
    title: 'The key of a signature was no longer trusted when it signed.',
    help: 'Ask for a signature by a key that is still trusted, or prolong this one with `penstock keys trust`.',
  },
  {
    code: 'bundle/signature-expired',
    title: 'A signature no longer counts.',
    help: 'Whoever signed said until when. Ask them to sign again.',
  },
  {
    code: 'bundle/signature-too-early',
    title: 'A signature is dated in the future.',
    help: 'Set the clock of this machine or of the one that signed, and sign again.',
  },
  {
    code: 'bundle/emergency-lapsed',
    title: 'The emergency of the bundle is over.',
    help: 'An emergency signature counts for a day. Have the bundle reviewed and approved, or sign again with a new reason.',
  },
  {
    code: 'bundle/nothing-to-export',
    title: 'There is no such flow to export.',
    help: 'Name flows by their ids, or none for all of the workspace.',
  },
  {
    code: 'bundle/unreadable-source',
    title: 'A file the bundle needs cannot be read.',
    help: 'Mend what the sentence names, then export again.',
  },
  {
    code: 'bundle/no-version',
    title: 'A flow has no version, or none of three numbers.',
    help: 'Give it one with `--version FLOW=1.0.0`, or export a draft.',
  },
  {
    code: 'bundle/not-conforming',
    title: 'A flow of the bundle has errors.',
    help: 'Mend what `penstock check` finds, or export with `--draft` for somebody to look at.',
  },
];
