import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let timer = 0;
let nowMs = Date.now();

/** Time between two ticks; finer steps would make every list twitch. */
const tickMs = 5_000;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    nowMs = Date.now();
    timer = window.setInterval(tick, tickMs);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.clearInterval(timer);
  };
}

function tick(): void {
  nowMs = Date.now();
  for (const listener of listeners) listener();
}

/** The time as epoch milliseconds, renewed every five seconds by one timer for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}
