/** Texts of the search and command box. */
export const paletteTexts = {
  title: 'Search or run a command',
  placeholder: 'Flow, step, business key or command',
  none: 'Nothing is called “{{text}}”. Try part of a name, or a business key such as SO-1007.',
  hint: {
    command: 'commands',
    step: 'steps',
    run: 'runs',
    problem: 'problems',
    label: 'Begin with {{sign}} for {{what}}',
  },
  group: {
    do: 'Do',
    add: 'Add a step',
    steps: 'Steps of this flow',
    go: 'Go to',
    problems: 'Problems',
    runs: 'Runs',
    texts: 'In the files',
  },
  kind: { flow: 'Flow', place: 'Area', step: 'Step', problem: 'Problem', run: 'Run', match: 'Text' },
};
