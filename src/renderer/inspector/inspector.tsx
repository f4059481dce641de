import { type KeyboardEvent, lazy, Suspense } from 'react';
import { focusCanvas } from '../canvas/camera.ts';
import { useDocument } from '../document/document.ts';
import { findNode } from '../document/find-node.ts';
import { useView } from '../document/view.ts';
import { FlowInspector } from './flow-inspector.tsx';
import styles from './inspector.module.css';
import { SelectionInspector } from './selection-inspector.tsx';

const sources = {
  edge: () => import('./edge-inspector.tsx'),
  step: () => import('./step-inspector.tsx'),
};

const EdgeInspector = lazy(async () => ({ default: (await sources.edge()).EdgeInspector }));
const StepInspector = lazy(async () => ({ default: (await sources.step()).StepInspector }));

/** Begins to load the forms of what can be selected, which opening a flow does not need. */
export function preloadInspectors(): void {
  // What cannot be loaded now is asked for again when something is selected, and then says so.
  for (const load of Object.values(sources)) load().catch(() => undefined);
}

/** What is selected, and how it is set up: a step, an edge, several steps, or the flow itself. */
export function Inspector() {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices the way out
    <div className={styles.inspector} onKeyDown={leave}>
      <Suspense fallback={null}>
        <Selected />
      </Suspense>
    </div>
  );
}

/** Escape leads back to the canvas, where the step is still selected; lists and editors inside close on it first. */
function leave(event: KeyboardEvent<HTMLElement>): void {
  const isInside = event.target instanceof Node && event.currentTarget.contains(event.target);
  if (event.key === 'Escape' && !event.defaultPrevented && isInside) focusCanvas();
}

function Selected() {
  const isOpen = useDocument((state) => state.status === 'open' && state.flow !== undefined);
  const edge = useView((state) => state.edge);
  const count = useView((state) => state.selection.length);
  const first = useView((state) => state.selection[0]);
  const node = useDocument((state) => findNode(state.flow, first));
  if (!isOpen) return null;
  if (edge !== undefined) return <EdgeInspector edge={edge} />;
  if (count > 1) return <SelectionInspector count={count} />;
  return node === undefined ? <FlowInspector /> : <StepInspector key={node.id} node={node} />;
}
