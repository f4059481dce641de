import type { StepTab } from './step-inspector.tsx';

/** Which tab a field of a step stands in. */
export function tabOfField(path: string): StepTab {
  const [key] = path.split('.');
  if (key === 'notes') return 'notes';
  if (key === 'retry' || key === 'importance' || key === 'fallback' || key === 'next') return 'errors';
  return key === 'config' || key === 'name' ? 'setup' : 'policy';
}

/** Where a value is put in; a switch between two views of it stands before it and is not meant. */
const control =
  'input:not([type="hidden"]), textarea, select, [role="textbox"], button[role="combobox"], button[role="switch"]';
const anything = 'button[role="radio"][tabindex="0"], button';

/** How many frames a field may take to appear. */
const patience = 20;

/**
 * Scrolls to a field and focuses it as soon as it is there; what hides it behind "More settings" is opened. Where the
 * field itself has no place of its own, what stands around it is taken.
 *
 * @returns what gives up waiting
 */
export function bringFieldIntoView(root: () => HTMLElement | null, path: string, onDone: () => void): () => void {
  let frame = 0;
  let tries = 0;
  const look = (): void => {
    tries += 1;
    const own = exact(root(), path);
    if (own === undefined && tries < patience) {
      openWhatHides(root(), path);
      frame = requestAnimationFrame(look);
      return;
    }
    const target = own ?? nearest(root(), path);
    target?.scrollIntoView({ block: 'center' });
    const found = target?.querySelector<HTMLElement>(control) ?? target?.querySelector<HTMLElement>(anything);
    found?.focus();
    // What stands there already may be a proposal: typing replaces it.
    if (found instanceof HTMLInputElement) found.select();
    onDone();
  };
  frame = requestAnimationFrame(look);
  return () => cancelAnimationFrame(frame);
}

function exact(root: HTMLElement | null, path: string): HTMLElement | undefined {
  return root?.querySelector<HTMLElement>(`[data-field-path="${CSS.escape(path)}"]`) ?? undefined;
}

function nearest(root: HTMLElement | null, path: string): HTMLElement | undefined {
  const parts = path.split('.');
  for (let length = parts.length - 1; length > 0; length--) {
    const found = exact(root, parts.slice(0, length).join('.'));
    if (found !== undefined) return found;
  }
  return undefined;
}

function openWhatHides(root: HTMLElement | null, path: string): void {
  for (const button of root?.querySelectorAll<HTMLElement>('[data-more][aria-expanded="false"]') ?? []) {
    const owner = button.dataset.more ?? '';
    if (path.startsWith(`${owner}.`)) button.click();
  }
}
