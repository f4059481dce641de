import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleX,
  Hourglass,
  LoaderCircle,
  Minus,
  Undo2,
} from 'lucide-react';
import type { IconType, Tone } from '#ui/tone.ts';
import type { RunState, RunStep } from '../../data/runs.ts';

/** Colour and glyph of a state; the words are the text `runs.state.<state>`. */
export type Look = { readonly tone: Tone; readonly icon: IconType };

/** How runs look by state. */
export const runLooks: Readonly<Record<RunState, Look>> = {
  accepted: { tone: 'info', icon: CircleDashed },
  running: { tone: 'info', icon: LoaderCircle },
  waiting: { tone: 'wait', icon: Hourglass },
  closing: { tone: 'warn', icon: Undo2 },
  succeeded: { tone: 'ok', icon: CircleCheck },
  failed: { tone: 'danger', icon: CircleX },
  cancelled: { tone: 'idle', icon: Ban },
  superseded: { tone: 'idle', icon: Minus },
};

/** How steps look by state. */
export const stepLooks: Readonly<Record<RunStep['state'], Look>> = {
  ready: { tone: 'idle', icon: CircleDashed },
  running: { tone: 'info', icon: LoaderCircle },
  waiting: { tone: 'wait', icon: Hourglass },
  'in doubt': { tone: 'warn', icon: CircleHelp },
  done: { tone: 'ok', icon: CircleCheck },
  failed: { tone: 'danger', icon: CircleX },
  skipped: { tone: 'idle', icon: Minus },
  cancelled: { tone: 'idle', icon: Ban },
};
