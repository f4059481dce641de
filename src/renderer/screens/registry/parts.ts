import { ArrowDownToLine, ArrowUpDown, ArrowUpFromLine, Crown, Minus } from 'lucide-react';
import type { Part } from '#flow/registry/edit-registry.ts';
import type { IconType } from '#ui/tone.ts';

/** Every part a system can have, strongest first. */
export const parts = ['owns', 'receives', 'sends', 'both', 'none'] as const satisfies readonly Part[];

/** The glyph of each part; the word always stands beside it. */
export const partIcons: Readonly<Record<Part, IconType>> = {
  owns: Crown,
  receives: ArrowDownToLine,
  sends: ArrowUpFromLine,
  both: ArrowUpDown,
  none: Minus,
};
