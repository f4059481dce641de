import type { ReactNode } from 'react';
import type { FlowNode } from '#flow/flow.ts';
import styles from '../inspector.module.css';
import { FieldFrame } from '../setup/field-view.tsx';
import { useComplaint } from '../setup/step-form.tsx';

type Props = { readonly node: FlowNode; readonly path: string; readonly children: ReactNode };

/** A field beside the settings of a step, with what the checker says about it below. */
export function NodeField({ node, path, children }: Props) {
  const { error, warning } = useComplaint(path, path, true);
  return (
    <FieldFrame path={path} node={node.id}>
      {children}
      {error !== undefined && <p className={styles.error}>{error}</p>}
      {error === undefined && warning !== undefined && <p className={styles.warning}>{warning}</p>}
    </FieldFrame>
  );
}
