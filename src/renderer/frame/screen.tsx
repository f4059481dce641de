import { lazy, use } from 'react';
import type { Route } from '../routes.ts';
import { loadLaterTexts, loadTexts } from '../text/i18n.ts';

/** Where the code of each screen comes from. */
const sources = {
  flows: () => import('../screens/flows/flows.tsx'),
  designer: () => import('../screens/designer/designer.tsx'),
  runs: () => import('../screens/runs/runs.tsx'),
  'set-aside': () => import('../screens/set-aside/set-aside.tsx'),
  approvals: () => import('../screens/approvals/approvals.tsx'),
  connections: () => import('../screens/connections/connections.tsx'),
  contracts: () => withLaterTexts(import('../screens/contracts/contracts.tsx')),
  registry: () => withLaterTexts(import('../screens/registry/registry.tsx')),
  templates: () => withLaterTexts(import('../screens/templates/templates.tsx')),
  reviews: () => withLaterTexts(import('../screens/reviews/reviews.tsx')),
  operations: () => withLaterTexts(import('../screens/operations/operations.tsx')),
  settings: () => import('../screens/settings/settings.tsx'),
} satisfies Record<Route['screen'], () => Promise<unknown>>;

/** A screen few people are in, and its texts beside it. */
async function withLaterTexts<Part>(screen: Promise<Part>): Promise<Part> {
  const [part] = await Promise.all([screen, loadLaterTexts()]);
  return part;
}

const Flows = lazy(async () => ({ default: (await sources.flows()).Flows }));
const Designer = lazy(async () => ({ default: (await sources.designer()).Designer }));
const Runs = lazy(async () => ({ default: (await sources.runs()).Runs }));
const SetAside = lazy(async () => ({ default: (await sources['set-aside']()).SetAside }));
const Approvals = lazy(async () => ({ default: (await sources.approvals()).Approvals }));
const Connections = lazy(async () => ({ default: (await sources.connections()).Connections }));
const Contracts = lazy(async () => ({ default: (await sources.contracts()).Contracts }));
const Registry = lazy(async () => ({ default: (await sources.registry()).Registry }));
const Templates = lazy(async () => ({ default: (await sources.templates()).Templates }));
const Reviews = lazy(async () => ({ default: (await sources.reviews()).Reviews }));
const Operations = lazy(async () => ({ default: (await sources.operations()).Operations }));
const Settings = lazy(async () => ({ default: (await sources.settings()).Settings }));

/** Begins to load a screen somebody is about to go to, such as one whose link the pointer is on. */
export function preloadScreen(screen: Route['screen']): void {
  // What cannot be loaded now is asked for again when it is needed, and then says so.
  sources[screen]().catch(() => undefined);
  if (screen !== 'flows') loadTexts().catch(() => undefined);
}

/** The screen of an address. */
export function Screen({ route }: { readonly route: Route }) {
  // Only the list of flows has its texts from the beginning.
  if (route.screen !== 'flows') use(loadTexts());
  switch (route.screen) {
    case 'designer':
      return <Designer flow={route.flow} node={route.node} />;
    case 'runs':
      return <Runs run={route.run} node={route.node} />;
    case 'set-aside':
      return <SetAside letter={route.letter} />;
    case 'approvals':
      return <Approvals approval={route.approval} />;
    case 'connections':
      return <Connections connection={route.connection} />;
    case 'contracts':
      return <Contracts contract={route.contract} />;
    case 'registry':
      return <Registry tab={route.tab} />;
    case 'templates':
      return <Templates template={route.template} isEditing={route.isEditing === true} />;
    case 'reviews':
      return <Reviews review={route.review} change={route.change} />;
    case 'operations':
      return <Operations tab={route.tab} server={route.server} />;
    case 'settings':
      return <Settings />;
    default:
      return <Flows />;
  }
}
