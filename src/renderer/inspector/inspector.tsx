import type { KeyboardEvent } from 'react';
import { focusCanvas } from '../canvas/camera.ts';
import { useDocument } from '../document/document.ts';
import { findNode } from '../document/find-node.ts';
import { useView } from '../document/view.ts';
import { EdgeInspector } from './edge-inspector.tsx';
import { FlowInspector } from './flow-inspector.tsx';
import styles from './inspector.module.css';
import { SelectionInspector } from './selection-inspector.tsx';
import { StepInspector } from './step-inspector.tsx';

/** What is selected, and how it is set up: a step, an edge, several steps, or the flow itself. */
export function Inspector() {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices the way out
    <div className={styles.inspector} onKeyDown={leave}>
      <Selected />
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
