import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleX,
  FlaskConical,
  Hourglass,
  LoaderCircle,
  Minus,
} from 'lucide-react';
import type { IconType, Tone } from '#ui/tone.ts';
import type { StepStatus } from './overlay.ts';

/** Colour and glyph of a state. */
export type Look = { readonly tone: Tone; readonly icon: IconType };

/** How steps look by state; the words are texts of whatever shows them. */
export const stepLooks: Readonly<Record<StepStatus, Look>> = {
  ready: { tone: 'idle', icon: CircleDashed },
  running: { tone: 'info', icon: LoaderCircle },
  waiting: { tone: 'wait', icon: Hourglass },
  'in doubt': { tone: 'warn', icon: CircleHelp },
  done: { tone: 'ok', icon: CircleCheck },
  failed: { tone: 'danger', icon: CircleX },
  skipped: { tone: 'idle', icon: Minus },
  cancelled: { tone: 'idle', icon: Ban },
  simulated: { tone: 'info', icon: FlaskConical },
};
