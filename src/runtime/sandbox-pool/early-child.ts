import { childCommand } from './child-command.ts';
import { type ChildEvents, type ChildLink, createStartChild, type StartChild } from './child-link.ts';

/** A child that boots before there is a pool for it. */
export type EarlyChild = {
  /** Hands the early child to the first caller, with all it has said, and starts a new one for every other. */
  readonly start: StartChild;
  /** Ends the early child where nobody took it. */
  readonly discard: () => void;
};

/**
 * Starts a child now: it takes longer to boot than anything else, and needs nothing that is read before it works.
 *
 * @param entry the child's entry, `entryUrl('sandbox-child')`
 */
export function startEarlyChild(entry: URL): EarlyChild {
  return bootEarly(createStartChild(childCommand(entry)));
}

/** The same over any way to start a child. */
export function bootEarly(startChild: StartChild): EarlyChild {
  let held: ((events: ChildEvents) => void)[] = [];
  let owner: ChildEvents | undefined;
  let isTaken = false;
  const tell = (say: (events: ChildEvents) => void): void => {
    if (owner === undefined) held.push(say);
    else say(owner);
  };
  const link: ChildLink = startChild({
    frames: (frames) => tell((events) => events.frames(frames)),
    malformed: () => tell((events) => events.malformed()),
    gone: () => tell((events) => events.gone()),
  });
  return {
    start: (events) => {
      if (isTaken) return startChild(events);
      isTaken = true;
      // A caller learns the link from the return value, and what was said only after that.
      queueMicrotask(() => {
        owner = events;
        for (const say of held) say(events);
        held = [];
      });
      return link;
    },
    discard: () => {
      if (!isTaken) link.kill();
      isTaken = true;
    },
  };
}
