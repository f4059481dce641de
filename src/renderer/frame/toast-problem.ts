import { showToast } from '#ui/toaster.tsx';

/** Shows why something was refused; nothing for an empty list. */
export function toastProblem(sentences: readonly string[]): void {
  const [title, ...rest] = sentences;
  if (title === undefined) return;
  showToast({
    tone: 'warn',
    title,
    ...(rest.length === 0 ? {} : { description: rest.join(' ') }),
    id: 'refused',
    durationMs: 8_000,
  });
}
