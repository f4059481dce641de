import { frameHeadBytes, frameKind, type SandboxResult } from '#sandbox/messages.ts';
import type { ChildEvents, ChildLink, StartChild } from './child-link.ts';
import { type ChildFrame, createFrameReader } from './frames.ts';

/** A child without a process, for tests of the pool: it does what the test says, when it says so. */
export type FakeChild = {
  readonly pid: number;
  /** Items it was sent and not yet answered, by their number; the value is what the test put into the request. */
  readonly items: Map<number, string>;
  /** Sizes of the batches it got. */
  readonly batches: number[];
  readonly programs: string[];
  residentBytes: number;
  isKilled: boolean;
  readonly ready: () => void;
  readonly started: (number: number) => void;
  /** Answers an item with its own expression as text, having taken so many milliseconds. */
  readonly answer: (number: number, tookMs?: number) => void;
  readonly say: (frame: Partial<ChildFrame>) => void;
  /** The process is gone. */
  readonly die: () => void;
};

/** Makes children on demand and keeps them for the test. */
export function createFakeChildren(): { readonly start: StartChild; readonly children: FakeChild[] } {
  const children: FakeChild[] = [];
  const start: StartChild = (events) => {
    const child = createFakeChild(100 + children.length, events);
    children.push(child);
    return linkTo(child);
  };
  return { start, children };
}

function createFakeChild(pid: number, events: ChildEvents): FakeChild {
  const say = (frame: Partial<ChildFrame>): void =>
    events.frames([{ kind: frameKind.ready, number: 0, header: '{}', rest: '', ...frame }]);
  const child: FakeChild = {
    pid,
    items: new Map(),
    batches: [],
    programs: [],
    residentBytes: 0,
    isKilled: false,
    say,
    ready: () => say({ kind: frameKind.ready }),
    started: (number) => say({ kind: frameKind.started, number }),
    answer(number, tookMs = 0.1) {
      const text = JSON.stringify(child.items.get(number) ?? '?');
      child.items.delete(number);
      // The header counts texts by position, as `Referenced` says; a type for it would say no more.
      const value = { kind: 'eval', text: 0 } as unknown as SandboxResult;
      const header = JSON.stringify({ texts: [text.length], micros: tookMs * 1_000, value });
      say({ kind: frameKind.result, number, header, rest: text });
    },
    die: () => events.gone(),
  };
  return child;
}

function linkTo(child: FakeChild): ChildLink {
  const reader = createFrameReader();
  return {
    pid: child.pid,
    residentBytes: () => child.residentBytes,
    kill: () => {
      child.isKilled = true;
    },
    send(bytes) {
      const frames = reader.take(bytes);
      if (frames === 'malformed' || bytes.length < frameHeadBytes) throw new Error('The pool sent no frame.');
      const items = frames.filter(({ kind }) => kind === frameKind.item);
      for (const { kind, header } of frames) {
        if (kind === frameKind.program) child.programs.push(String(JSON.parse(header).hash));
      }
      for (const { number, header } of items)
        child.items.set(number, String(JSON.parse(header).value.expression ?? ''));
      child.batches.push(items.length);
    },
  };
}
