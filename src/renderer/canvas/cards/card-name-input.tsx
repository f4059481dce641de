import type { FlowNode } from '#flow/flow.ts';
import { focusCanvas } from '../camera.ts';
import { setCanvasState } from '../canvas-state.ts';
import styles from './name-input.module.css';
import { NameInput } from './name-input.tsx';

/** The name of a card while it is typed; the canvas has the keys again after it. */
export function CardNameInput({ node }: { readonly node: FlowNode }) {
  return (
    <NameInput
      node={node}
      className={`${styles.input} nodrag nopan nokey`}
      onDone={() => setCanvasState({ renaming: undefined })}
      onLeft={focusCanvas}
      onPointerDown={(event) => event.stopPropagation()}
    />
  );
}
