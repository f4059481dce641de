import type { BundleReach } from '#flow/bundle/manifest.ts';

/** Something a bundle may touch. */
export type ReachNews = {
  readonly kind: 'connection' | 'host' | 'operation' | 'secret' | 'data-class' | 'webhook';
  readonly what: string;
  readonly sentence: string;
};

const kinds: readonly {
  readonly kind: ReachNews['kind'];
  readonly of: (reach: BundleReach) => readonly string[];
  readonly say: (what: string) => string;
}[] = [
  { kind: 'connection', of: ({ connections }) => connections, say: (what) => `Uses the connection "${what}".` },
  { kind: 'host', of: ({ hosts }) => hosts, say: (what) => `Reaches the host ${what}.` },
  { kind: 'operation', of: ({ operations }) => operations, say: sayOperation },
  { kind: 'secret', of: ({ secrets }) => secrets, say: (what) => `Uses the secret "${what}".` },
  { kind: 'data-class', of: ({ dataClasses }) => dataClasses, say: (what) => `Handles ${what} data.` },
  { kind: 'webhook', of: ({ webhooks }) => webhooks, say: (what) => `Takes events at ${what}.` },
];

/** What a bundle may touch and nothing live touches, in the order of a report. */
export function findNewReach(wanted: BundleReach, live: readonly BundleReach[]): readonly ReachNews[] {
  return kinds.flatMap(({ kind, of, say }) => {
    const known = new Set(live.flatMap((reach) => of(reach)));
    return of(wanted)
      .filter((what) => !known.has(what))
      .map((what) => ({ kind, what, sentence: say(what) }));
  });
}

function sayOperation(what: string): string {
  const [connection = '', ...operation] = what.split(' ');
  return `Does ${operation.join(' ')} through "${connection}".`;
}
