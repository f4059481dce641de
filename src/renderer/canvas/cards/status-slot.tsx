import { useTranslation } from 'react-i18next';
import { StatusIcon } from '#ui/status-icon.tsx';
import type { StepMark } from '../overlay.ts';
import { stepLooks } from '../step-looks.ts';

/** How the step stands in the run that is shown: a glyph with its words. */
export function StatusSlot({ mark }: { readonly mark: StepMark }) {
  const { t } = useTranslation();
  const { tone, icon } = stepLooks[mark.status];
  const words = [t(`canvas.status.${mark.status}`)];
  if (mark.attempts > 1) words.push(t('canvas.said.attempts', { count: mark.attempts }));
  if (mark.durationMs !== undefined) words.push(t('canvas.said.duration', { ms: mark.durationMs }));
  return <StatusIcon tone={tone} icon={icon} busy={mark.status === 'running'} label={words.join(', ')} />;
}
