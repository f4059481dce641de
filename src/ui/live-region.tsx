import { type ReactElement, useEffect, useState } from 'react';
import { createAnnouncer } from './announcer.ts';

/** Least time between two polite sentences. */
const pauseMs = 2_000;

const places: { polite: (sentence: string) => void; assertive: (sentence: string) => void } = {
  polite: () => {},
  assertive: () => {},
};

const politely = createAnnouncer(pauseMs, {
  now: () => performance.now(),
  later: (delayMs, work) => {
    const timer = window.setTimeout(work, delayMs);
    return () => window.clearTimeout(timer);
  },
  say: (sentence) => places.polite(sentence),
});

/** Says a sentence to screen readers when they are idle, at most one in two seconds; a topic replaces its last one. */
export function announce(sentence: string, topic?: string): void {
  politely.announce(sentence, topic);
}

/** Interrupts: only where data would be lost. */
export function announceNow(sentence: string): void {
  places.assertive(sentence);
}

/** Where announced sentences are heard; stands once in the app. */
export function LiveRegion(): ReactElement {
  const [polite, setPolite] = useState({ sentence: '', turn: 0 });
  const [assertive, setAssertive] = useState({ sentence: '', turn: 0 });
  useEffect(() => {
    places.polite = (sentence) => setPolite(({ turn }) => ({ sentence, turn: turn + 1 }));
    places.assertive = (sentence) => setAssertive(({ turn }) => ({ sentence, turn: turn + 1 }));
    return () => {
      politely.stop();
      places.polite = () => {};
      places.assertive = () => {};
    };
  }, []);
  // The turn is the key: the same sentence twice is a new node, and is read twice.
  return (
    <div className="ps-visually-hidden">
      <div role="status" aria-live="polite">
        <span key={polite.turn}>{polite.sentence}</span>
      </div>
      <div role="alert" aria-live="assertive">
        <span key={assertive.turn}>{assertive.sentence}</span>
      </div>
    </div>
  );
}
