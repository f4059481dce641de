/** Texts of the list of problems. */
export const problemTexts = {
  label: 'Problems',
  none: 'No problems. Every rule was checked a moment ago.',
  severity: { error: 'Error', warning: 'Warning', info: 'Note' },
  fix: 'Fix …',
  why: 'Why?',
  way: 'Show the way',
  ruleOf: 'A rule of “{{name}}”',
  waivedUntil: 'Waived until {{day}}',
  waived: 'Waived by {{approver}} until {{expires}}: {{reason}}',
  apply: 'Apply the fix',
  keep: 'Leave it',
  preview: 'What changes in the file, from line {{line}}',
  outdated: 'The flow has changed since; this fix no longer fits. Close this and look at the problem again.',
};
