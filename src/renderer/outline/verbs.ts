/**
 * How the outline offers what the canvas can do: by the same command, on what is selected; by a way of its own that
 * suits a list; or not at all, because it is about how the picture looks.
 */
export type OutlineVerb = 'command' | 'own' | 'picture';

/** Every command of the canvas; a test holds this list against the list of commands. */
export const outlineVerbs: Readonly<Record<string, OutlineVerb>> = {
  // A row of its own keys or its menu: added behind the row, renamed in the row, connected from the row.
  'canvas.add': 'own',
  'canvas.connect': 'own',
  'canvas.rename': 'own',
  'canvas.open': 'command',
  'canvas.up': 'command',
  'canvas.back': 'command',
  'canvas.delete': 'command',
  'canvas.delete-reconnect': 'command',
  'canvas.copy': 'command',
  'canvas.cut': 'command',
  'canvas.paste': 'command',
  'canvas.duplicate': 'command',
  'canvas.wrap': 'own',
  'canvas.select-all': 'command',
  'canvas.select-upstream': 'command',
  'canvas.select-downstream': 'command',
  'canvas.note': 'command',
  'canvas.tidy': 'command',
  // Arrows, Home, End and letters walk the rows; edges that part the way are rows themselves.
  'canvas.next-step': 'own',
  'canvas.previous-step': 'own',
  'canvas.walk-left': 'own',
  'canvas.walk-right': 'own',
  'canvas.walk-up': 'own',
  'canvas.walk-down': 'own',
  'canvas.next-edge': 'own',
  'canvas.previous-edge': 'own',
  // Places on the canvas mean nothing in a list.
  'canvas.nudge-left': 'picture',
  'canvas.nudge-right': 'picture',
  'canvas.nudge-up': 'picture',
  'canvas.nudge-down': 'picture',
  'canvas.nudge-far-left': 'picture',
  'canvas.nudge-far-right': 'picture',
  'canvas.nudge-far-up': 'picture',
  'canvas.nudge-far-down': 'picture',
  'canvas.align-left': 'picture',
  'canvas.align-center': 'picture',
  'canvas.align-right': 'picture',
  'canvas.align-top': 'picture',
  'canvas.align-middle': 'picture',
  'canvas.align-bottom': 'picture',
  'canvas.distribute-horizontal': 'picture',
  'canvas.distribute-vertical': 'picture',
  'canvas.select-mode': 'picture',
  'canvas.pan-mode': 'picture',
  'canvas.fit': 'picture',
  'canvas.fit-selection': 'picture',
  'canvas.zoom-in': 'picture',
  'canvas.zoom-out': 'picture',
  'canvas.zoom-100': 'picture',
  'canvas.map': 'picture',
};

/** Commands in the menu of a step's row, in its groups. */
export const stepMenu = [
  ['canvas.open', 'canvas.add', 'canvas.connect', 'canvas.rename'],
  ['step.test', 'step.test-from'],
  ['canvas.copy', 'canvas.cut', 'canvas.paste', 'canvas.duplicate'],
  ['canvas.select-upstream', 'canvas.select-downstream', 'canvas.select-all', 'canvas.tidy', 'canvas.note'],
  ['canvas.delete', 'canvas.delete-reconnect'],
] as const;
