type Monaco = typeof import('./monaco.ts');

let loading: Promise<Monaco> | undefined;

/** Loads the code editor, once; a failed load is tried again by the next caller. */
export function loadMonaco(): Promise<Monaco> {
  loading ??= import('./monaco.ts').catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** Loads it when the page has nothing better to do, so that the first key typed does not wait. */
export function prefetchMonaco(): void {
  const begin = (): void => void loadMonaco().catch(() => undefined);
  if ('requestIdleCallback' in window) window.requestIdleCallback(begin, { timeout: 3_000 });
  else setTimeout(begin, 1_000);
}
