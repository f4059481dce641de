import type { ComponentType } from 'react';

/** The six states the interface knows; each has a colour, a glyph and, always, words. */
export type Tone = 'ok' | 'warn' | 'danger' | 'info' | 'wait' | 'idle';

/** A glyph that takes a size in px; every lucide icon fits. */
export type IconType = ComponentType<{
  readonly size?: number | string;
  readonly strokeWidth?: number | string;
  readonly className?: string;
  readonly 'aria-hidden'?: boolean | 'true' | 'false';
}>;
