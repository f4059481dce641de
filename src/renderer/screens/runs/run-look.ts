import { Ban, CircleCheck, CircleDashed, CircleX, Hourglass, LoaderCircle, Minus, Undo2 } from 'lucide-react';
import type { Look } from '../../canvas/step-looks.ts';
import type { RunState } from '../../data/runs.ts';

/** How runs look by state; the words are the text `runs.state.<state>`. */
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
