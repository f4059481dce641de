import { promises as dns } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
// One file of a hundred: the package's front door loads fetch, WebSocket and caches, which nothing here uses.
import buildConnector from 'undici/lib/core/connect.js';
import type { AddressGuard } from './address-guard.ts';

/** Resolves a host name to all of its addresses; rejects when it has none. */
export type Resolver = (hostname: string) => Promise<readonly { readonly address: string; readonly family: 4 | 6 }[]>;

/** Refused by the guard: nothing was connected. */
export class AddressRefused extends Error {
  readonly code = 'PENSTOCK_ADDRESS_REFUSED';
}

/** Resolves through the operating system, `hosts` file included. */
export const systemResolver: Resolver = async (hostname) => {
  const found = await dns.lookup(hostname, { all: true, verbatim: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
};

/**
 * Makes the function that opens sockets: every address a name resolves to is judged, and exactly the judged ones
 * are connected to, so that a second answer of the name server (rebinding) is never asked for.
 *
 * @param timeoutMs until the connection stands, TLS included
 */
export function guardedConnector(options: {
  readonly guard: AddressGuard;
  readonly resolver: Resolver;
  readonly timeoutMs: number;
}): buildConnector.connector {
  const { guard, resolver, timeoutMs } = options;
  const connect = buildConnector({ timeout: timeoutMs, allowH2: false, lookup: judgedLookup(guard, resolver) });
  return (target, callback) => {
    const literal = target.hostname.replace(/^\[|\]$/g, '');
    // Node asks no resolver for an address, so the lookup below never sees one.
    if (isIP(literal) !== 0 && !guard.allows(literal)) {
      callback(new AddressRefused('the address is refused'), null);
      return;
    }
    connect(target, (...outcome) => {
      const [error, socket] = outcome;
      const remote = socket?.remoteAddress;
      if (error === null && socket !== null && remote !== undefined && !guard.allows(remote)) {
        socket.destroy();
        callback(new AddressRefused('the address is refused'), null);
        return;
      }
      callback(...outcome);
    });
  };
}

function judgedLookup(guard: AddressGuard, resolver: Resolver): LookupFunction {
  return (hostname, options, callback) => {
    resolver(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined) {
          callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '');
        } else if (!addresses.every(({ address }) => guard.allows(address))) {
          // One private address among public ones is how rebinding begins: refuse the name, do not pick.
          callback(new AddressRefused('the address is refused'), '');
        } else if (options.all === true) {
          callback(null, [...addresses]);
        } else {
          callback(null, first.address, first.family);
        }
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '');
      },
    );
  };
}
