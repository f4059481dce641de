import type { IncomingRequest } from '#flow/node-type/work.ts';
import type { WebhookEndpoint } from './endpoint.ts';

/** How a call that was listened to ended. */
export type HeardOutcome =
  | { readonly verdict: 'accepted' | 'duplicate'; readonly status: number; readonly run: string }
  /** Verified at an address that is not live: no run. */
  | { readonly verdict: 'heard'; readonly status: number }
  /** A handshake. */
  | { readonly verdict: 'answered'; readonly status: number }
  | { readonly verdict: 'refused'; readonly status: number; readonly code: string; readonly reason: string };

/** A call somebody listened to; the request is absent where it was refused before its body was read. */
export type HeardCall = {
  readonly receivedAt: number;
  readonly headers: IncomingRequest['headers'];
  readonly query: IncomingRequest['query'];
  readonly request: IncomingRequest | undefined;
  readonly outcome: HeardOutcome;
};

/** People who listen at the door while they draw a flow. What they hear changes nothing about what is let in. */
export type Listeners = {
  /** Listens at an address until the returned function is called. */
  readonly add: (door: WebhookEndpoint, tell: (call: HeardCall) => void) => () => void;
  /** The endpoint of a draft somebody listens for at this address; asked only where nothing live is mounted. */
  readonly draftAt: (method: string, path: string) => WebhookEndpoint | undefined;
  /** Tells those who listen for this flow at this address. */
  readonly tell: (endpoint: WebhookEndpoint, call: HeardCall) => void;
};

type Listener = { readonly door: WebhookEndpoint; readonly tell: (call: HeardCall) => void };

/** Makes a door at which nobody listens. */
export function createListeners(): Listeners {
  const listeners = new Set<Listener>();
  const isAt = ({ door }: Listener, method: string, path: string): boolean =>
    door.method === method && door.path === path;
  return {
    add: (door, tell) => {
      const listener = { door, tell };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    draftAt: (method, path) => [...listeners].findLast((listener) => isAt(listener, method, path))?.door,
    tell: (endpoint, call) => {
      for (const listener of listeners) {
        if (listener.door.flow === endpoint.flow && isAt(listener, endpoint.method, endpoint.path)) listener.tell(call);
      }
    },
  };
}
