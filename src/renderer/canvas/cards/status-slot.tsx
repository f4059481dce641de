import { Ban, CircleCheck, CircleDashed, CircleHelp, CircleX, FlaskConical, Hourglass, Minus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { StatusIcon } from '#ui/status-icon.tsx';
import type { IconType, Tone } from '#ui/tone.ts';
import type { StepMark, StepStatus } from '../overlay.ts';

const looks: Readonly<Record<StepStatus, { readonly tone: Tone; readonly icon: IconType }>> = {
  ready: { tone: 'idle', icon: CircleDashed },
  running: { tone: 'info', icon: CircleDashed },
  waiting: { tone: 'wait', icon: Hourglass },
  'in doubt': { tone: 'warn', icon: CircleHelp },
  done: { tone: 'ok', icon: CircleCheck },
  failed: { tone: 'danger', icon: CircleX },
  skipped: { tone: 'idle', icon: Minus },
  cancelled: { tone: 'idle', icon: Ban },
  simulated: { tone: 'info', icon: FlaskConical },
};

/** How the step stands in the run that is shown: a glyph with its words. */
export function StatusSlot({ mark }: { readonly mark: StepMark }) {
  const { t } = useTranslation();
  const { tone, icon } = looks[mark.status];
  const words = [t(`canvas.status.${mark.status}`)];
  if (mark.attempts > 1) words.push(t('canvas.said.attempts', { count: mark.attempts }));
  if (mark.durationMs !== undefined) words.push(t('canvas.said.duration', { ms: mark.durationMs }));
  return <StatusIcon tone={tone} icon={icon} busy={mark.status === 'running'} label={words.join(', ')} />;
}
