/** Texts of the list of problems. */
export const problemTexts = {
  label: 'Problems',
  none: 'No problems. Every rule was checked a moment ago.',
  severity: { error: 'Error', warning: 'Warning', info: 'Note' },
  fix: 'Fix …',
  apply: 'Apply the fix',
  keep: 'Leave it',
  preview: 'What changes in the file, from line {{line}}',
  outdated: 'The flow has changed since; this fix no longer fits. Close this and look at the problem again.',
};
