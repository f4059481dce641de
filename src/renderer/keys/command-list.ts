/** Where a command's keys are listened for: everywhere, or only while the canvas or a review has the focus. */
export type CommandScope = 'page' | 'canvas' | 'review';

/** The facts of a command; its title is the text `keys.<id>`. */
export type CommandFacts = {
  readonly scope: CommandScope;
  /** Default keys in the notation of tinykeys; `$mod` is Ctrl, or Cmd on a Mac. */
  readonly keys: readonly string[];
};

/**
 * Every command of the designer. Single letters are listened for with the canvas in focus only, so that nobody who
 * dictates or types trips over them.
 */
export const commandFacts = {
  'palette.open': { scope: 'page', keys: ['$mod+k'] },
  'keys.show': { scope: 'page', keys: ['?'] },
  'region.next': { scope: 'page', keys: ['F6'] },
  'region.previous': { scope: 'page', keys: ['Shift+F6'] },
  'panel.left': { scope: 'page', keys: ['$mod+b'] },
  'panel.inspector': { scope: 'page', keys: ['$mod+i'] },
  'panel.bottom': { scope: 'page', keys: ['$mod+j'] },
  'problem.next': { scope: 'page', keys: ['F8'] },
  'problem.previous': { scope: 'page', keys: ['Shift+F8'] },
  'flow.save': { scope: 'page', keys: ['$mod+s'] },
  'flow.undo': { scope: 'page', keys: ['$mod+z'] },
  'flow.redo': { scope: 'page', keys: ['$mod+Shift+z', '$mod+y'] },
  'flow.find': { scope: 'page', keys: ['$mod+f'] },
  'flow.search': { scope: 'page', keys: ['$mod+Shift+f'] },
  'flow.test': { scope: 'page', keys: ['$mod+Shift+Enter'] },
  'flow.explain': { scope: 'page', keys: [] },
  'flow.save-version': { scope: 'page', keys: ['$mod+Shift+s'] },
  'flow.request-review': { scope: 'page', keys: [] },
  'flow.history': { scope: 'page', keys: ['$mod+Shift+d'] },
  'step.test': { scope: 'page', keys: ['$mod+Enter'] },
  'step.test-from': { scope: 'page', keys: [] },
  'theme.toggle': { scope: 'page', keys: [] },
  'review.next-change': { scope: 'review', keys: ['j'] },
  'review.previous-change': { scope: 'review', keys: ['k'] },
  'review.viewed': { scope: 'review', keys: ['v'] },
  'review.comment': { scope: 'review', keys: ['c'] },
  'review.approve': { scope: 'review', keys: [] },
  'review.request-changes': { scope: 'review', keys: [] },
  'review.release': { scope: 'review', keys: [] },
  'review.withdraw': { scope: 'review', keys: [] },
  'canvas.select-mode': { scope: 'canvas', keys: ['v'] },
  'canvas.pan-mode': { scope: 'canvas', keys: ['h'] },
  'canvas.add': { scope: 'canvas', keys: ['a'] },
  'canvas.connect': { scope: 'canvas', keys: ['c'] },
  'canvas.note': { scope: 'canvas', keys: ['s'] },
  'canvas.rename': { scope: 'canvas', keys: ['e', 'F2'] },
  'canvas.open': { scope: 'canvas', keys: ['Enter'] },
  'canvas.up': { scope: 'canvas', keys: ['Escape'] },
  'canvas.nudge-left': { scope: 'canvas', keys: ['Alt+ArrowLeft'] },
  'canvas.nudge-right': { scope: 'canvas', keys: ['Alt+ArrowRight'] },
  'canvas.nudge-up': { scope: 'canvas', keys: ['Alt+ArrowUp'] },
  'canvas.nudge-down': { scope: 'canvas', keys: ['Alt+ArrowDown'] },
  'canvas.nudge-far-left': { scope: 'canvas', keys: ['Alt+Shift+ArrowLeft'] },
  'canvas.nudge-far-right': { scope: 'canvas', keys: ['Alt+Shift+ArrowRight'] },
  'canvas.nudge-far-up': { scope: 'canvas', keys: ['Alt+Shift+ArrowUp'] },
  'canvas.nudge-far-down': { scope: 'canvas', keys: ['Alt+Shift+ArrowDown'] },
  'canvas.back': { scope: 'canvas', keys: ['Backspace', 'Alt+ArrowLeft'] },
  'canvas.next-step': { scope: 'canvas', keys: ['n'] },
  'canvas.previous-step': { scope: 'canvas', keys: ['Shift+n'] },
  'canvas.walk-left': { scope: 'canvas', keys: ['ArrowLeft'] },
  'canvas.walk-right': { scope: 'canvas', keys: ['ArrowRight'] },
  'canvas.walk-up': { scope: 'canvas', keys: ['ArrowUp'] },
  'canvas.walk-down': { scope: 'canvas', keys: ['ArrowDown'] },
  'canvas.next-edge': { scope: 'canvas', keys: ['.'] },
  'canvas.previous-edge': { scope: 'canvas', keys: [','] },
  'canvas.delete': { scope: 'canvas', keys: ['Delete'] },
  'canvas.delete-reconnect': { scope: 'canvas', keys: ['$mod+Delete'] },
  'canvas.copy': { scope: 'canvas', keys: ['$mod+c'] },
  'canvas.cut': { scope: 'canvas', keys: ['$mod+x'] },
  'canvas.paste': { scope: 'canvas', keys: ['$mod+v'] },
  'canvas.duplicate': { scope: 'canvas', keys: ['$mod+d'] },
  'canvas.select-all': { scope: 'canvas', keys: ['$mod+a'] },
  'canvas.select-upstream': { scope: 'canvas', keys: ['$mod+Shift+ArrowUp'] },
  'canvas.select-downstream': { scope: 'canvas', keys: ['$mod+Shift+ArrowDown'] },
  'canvas.wrap': { scope: 'canvas', keys: ['$mod+g'] },
  'canvas.tidy': { scope: 'canvas', keys: ['Shift+t'] },
  'canvas.align-left': { scope: 'canvas', keys: ['Alt+a l'] },
  'canvas.align-center': { scope: 'canvas', keys: ['Alt+a c'] },
  'canvas.align-right': { scope: 'canvas', keys: ['Alt+a r'] },
  'canvas.align-top': { scope: 'canvas', keys: ['Alt+a t'] },
  'canvas.align-middle': { scope: 'canvas', keys: ['Alt+a m'] },
  'canvas.align-bottom': { scope: 'canvas', keys: ['Alt+a b'] },
  'canvas.distribute-horizontal': { scope: 'canvas', keys: ['Alt+a h'] },
  'canvas.distribute-vertical': { scope: 'canvas', keys: ['Alt+a v'] },
  'canvas.map': { scope: 'canvas', keys: [] },
  'canvas.fit': { scope: 'canvas', keys: ['Shift+1'] },
  'canvas.fit-selection': { scope: 'canvas', keys: ['Shift+2'] },
  'canvas.zoom-in': { scope: 'canvas', keys: ['$mod+='] },
  'canvas.zoom-out': { scope: 'canvas', keys: ['$mod+-'] },
  'canvas.zoom-100': { scope: 'canvas', keys: ['$mod+0'] },
} as const satisfies Readonly<Record<string, CommandFacts>>;

/** The id of a command. */
export type CommandId = keyof typeof commandFacts;
