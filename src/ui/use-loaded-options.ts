import { useEffect, useState } from 'react';
import type { ComboboxOption } from './combobox-options.ts';

/** Reads options for a query from elsewhere; must obey the signal. */
export type LoadOptions = (query: string, signal: AbortSignal) => Promise<readonly ComboboxOption[]>;

/** What is known of the options. */
export type LoadedOptions = {
  readonly options: readonly ComboboxOption[];
  readonly state: 'idle' | 'loading' | 'loaded' | 'failed';
};

/** Waits for a pause in typing before it asks. */
const pauseMs = 150;

/** Options for a query while a list is open; older answers are dropped, older options stay until new ones are there. */
export function useLoadedOptions(load: LoadOptions | undefined, query: string | null): LoadedOptions {
  const [loaded, setLoaded] = useState<LoadedOptions>({ options: [], state: 'idle' });
  useEffect(() => {
    if (load === undefined || query === null) return undefined;
    const abort = new AbortController();
    const ask = async (): Promise<void> => {
      setLoaded(({ options }) => ({ options, state: 'loading' }));
      const [answer] = await Promise.allSettled([load(query, abort.signal)]);
      if (abort.signal.aborted) return;
      setLoaded(
        answer.status === 'fulfilled' ? { options: answer.value, state: 'loaded' } : { options: [], state: 'failed' },
      );
    };
    const timer = window.setTimeout(() => void ask(), pauseMs);
    return () => {
      window.clearTimeout(timer);
      abort.abort();
    };
  }, [load, query]);
  return loaded;
}
