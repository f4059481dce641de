import { LoaderCircle } from 'lucide-react';
import type { ReactElement } from 'react';
import styles from './spinner.module.css';

/** A turning glyph inside a control that works; never alone on a blank page. */
export function Spinner({ size = 16 }: { readonly size?: number | undefined }): ReactElement {
  return <LoaderCircle aria-hidden className={styles.spinner} size={size} />;
}
