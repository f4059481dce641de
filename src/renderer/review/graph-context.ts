import { createContext } from 'react';
import type { Mark } from './merge-graph.ts';

/** What the steps of one merged drawing look up. */
export type GraphLook = {
  readonly marks: ReadonlyMap<string, Mark>;
  readonly selected: string | undefined;
  /** Keeps ids apart where several drawings stand on one page. */
  readonly prefix: string;
};

/** The drawing a step stands in. */
export const GraphContext = createContext<GraphLook>({ marks: new Map(), selected: undefined, prefix: 'graph' });
