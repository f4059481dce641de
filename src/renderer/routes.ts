import { useSyncExternalStore } from 'react';

/** Where the designer stands. The same addresses work in a browser and in the desktop window. */
export type Route =
  | { readonly screen: 'flows' }
  | { readonly screen: 'designer'; readonly flow: string; readonly node?: string }
  | { readonly screen: 'runs'; readonly run?: string; readonly node?: string }
  | { readonly screen: 'set-aside'; readonly letter?: string }
  | { readonly screen: 'approvals'; readonly approval?: string }
  | { readonly screen: 'connections'; readonly connection?: string }
  | { readonly screen: 'contracts'; readonly contract?: string }
  | { readonly screen: 'registry'; readonly tab?: string }
  | { readonly screen: 'templates'; readonly template?: string; readonly isEditing?: boolean }
  | { readonly screen: 'reviews'; readonly review?: string; readonly change?: string }
  | { readonly screen: 'operations'; readonly tab?: string; readonly server?: string }
  | { readonly screen: 'settings' };

/** Reads an address such as `#/f/shop-order/n/map_order`; anything unknown is the flow list. */
export function parseRoute(hash: string): Route {
  const [area, one, mark, two] = hash
    .replace(/^#\/?/, '')
    .split('/')
    .map((part) => decodeURIComponent(part));
  switch (area) {
    case 'f':
      return one
        ? { screen: 'designer', flow: one, ...(mark === 'n' && two ? { node: two } : {}) }
        : { screen: 'flows' };
    case 'r':
      return { screen: 'runs', ...(one ? { run: one } : {}), ...(mark === 'n' && two ? { node: two } : {}) };
    case 'set-aside':
      return { screen: 'set-aside', ...(one ? { letter: one } : {}) };
    case 'approvals':
      return { screen: 'approvals', ...(one ? { approval: one } : {}) };
    case 'connections':
      return { screen: 'connections', ...(one ? { connection: one } : {}) };
    case 'contracts':
      return { screen: 'contracts', ...(one ? { contract: one } : {}) };
    case 'registry':
      return { screen: 'registry', ...(one ? { tab: one } : {}) };
    case 'templates':
      return {
        screen: 'templates',
        ...(one ? { template: one } : {}),
        ...(one && mark === 'edit' ? { isEditing: true } : {}),
      };
    case 'reviews':
      return { screen: 'reviews', ...(one ? { review: one } : {}), ...(mark === 'c' && two ? { change: two } : {}) };
    case 'operations':
      return { screen: 'operations', ...(one ? { tab: one } : {}), ...(mark ? { server: mark } : {}) };
    case 'settings':
      return { screen: 'settings' };
    default:
      return { screen: 'flows' };
  }
}

/** Writes the address of a place. */
export function printRoute(route: Route): string {
  const join = (...parts: readonly (string | undefined)[]) =>
    `#/${parts
      .filter((part) => part !== undefined)
      .map(encodeURIComponent)
      .join('/')}`;
  switch (route.screen) {
    case 'designer':
      return route.node === undefined ? join('f', route.flow) : join('f', route.flow, 'n', route.node);
    case 'runs':
      return route.node === undefined ? join('r', route.run) : join('r', route.run, 'n', route.node);
    case 'set-aside':
      return join('set-aside', route.letter);
    case 'approvals':
      return join('approvals', route.approval);
    case 'connections':
      return join('connections', route.connection);
    case 'contracts':
      return join('contracts', route.contract);
    case 'registry':
      return join('registry', route.tab);
    case 'templates':
      return join('templates', route.template, route.isEditing ? 'edit' : undefined);
    case 'reviews':
      return route.review === undefined || route.change === undefined
        ? join('reviews', route.review)
        : join('reviews', route.review, 'c', route.change);
    case 'operations':
      return join('operations', route.tab, route.server);
    default:
      return join(route.screen);
  }
}

/** Goes to a place, as a new entry of the history. */
export function go(route: Route): void {
  window.location.hash = printRoute(route);
}

/** The present place; components that use it render again when it changes. */
export function useRoute(): Route {
  return parseRoute(useAddress());
}

/** The present place as it is written in the address, after and with its `#`. */
export function useAddress(): string {
  return useSyncExternalStore(subscribe, () => window.location.hash);
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}
