import type { Drawing } from '../rig/drawing.ts';

/** One thing a person does to a drawn flow. */
export type Gesture = {
  /** What is done, in words; also the name of the stored difference. */
  readonly name: string;
  /** The files it may change. */
  readonly changes: 'flow' | 'layout' | 'both';
  /** Entries of the undo history it makes; default 1. */
  readonly entries?: number;
  readonly act: (drawing: Drawing) => Promise<void>;
};
