import { memo, type ReactElement } from 'react';
import { printMoment, printRelativeTime } from './relative-time-text.ts';
import { useNow } from './ticking-clock.ts';

/** Props of RelativeTime. */
export type RelativeTimeProps = {
  /** Epoch milliseconds, or a moment as files and the API write it. */
  readonly at: number | string;
  /** Default the browser's. */
  readonly locale?: string | undefined;
  readonly className?: string | undefined;
};

/** How long ago, kept current; the whole moment stands in the tooltip. */
export const RelativeTime = memo(function RelativeTime({ at, locale, className }: RelativeTimeProps): ReactElement {
  const atMs = typeof at === 'number' ? at : Date.parse(at);
  // A moment of this very second may lie after the last tick; it is not in the future for that.
  const nowMs = Math.max(useNow(), atMs <= Date.now() ? atMs : 0);
  return (
    <time className={className} dateTime={new Date(atMs).toISOString()} title={printMoment(atMs, locale)}>
      {printRelativeTime({ atMs, nowMs, locale })}
    </time>
  );
});
