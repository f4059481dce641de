import type { Severity } from '#flow/check/finding.ts';
import type { Tone } from '#ui/tone.ts';

/** The colour and glyph of a finding. */
export const tones: Readonly<Record<Severity, Tone>> = { error: 'danger', warning: 'warn', info: 'info' };
