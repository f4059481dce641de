/** Texts of the list of steps. */
export const libraryTexts = {
  find: 'Find a step',
  clear: 'Clear the search',
  none: 'No step is called “{{text}}”. Try what it does, such as “wait” or “check”.',
  steps_one: '{{count}} step',
  steps_other: '{{count}} steps',
  group: {
    lead: 'Most used',
    start: 'Triggers',
    shape: 'Shape data',
    decide: 'Decide',
    systems: 'Systems',
    control: 'Resilience and people',
    end: 'Ends',
  },
};
