import i18next from 'i18next';
import type { Problem } from '#flow/problem.ts';
import { announce } from '#ui/live-region.tsx';
import { showToast } from '#ui/toaster.tsx';

/** A text of the canvas, for what is said outside of a component. */
export function say(key: string, params: Readonly<Record<string, string | number>> = {}): string {
  return i18next.t(`canvas.${key}`, params);
}

/** Tells people who do not see the canvas what just happened on it. */
export function tellDone(key: string, params: Readonly<Record<string, string | number>> = {}): void {
  announce(say(key, params), 'canvas');
}

/** Shows why something was refused; true when something was. */
export function tellProblems(problems: readonly Problem[]): boolean {
  const [first] = problems;
  if (first === undefined) return false;
  showToast({ tone: 'warn', title: first.message, durationMs: 8_000, id: 'canvas-refused' });
  announce(first.message, 'canvas');
  return true;
}
