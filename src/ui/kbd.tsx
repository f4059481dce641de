import type { ReactElement } from 'react';
import { joinClasses } from './join-classes.ts';
import styles from './kbd.module.css';

/** Props of Kbd. */
export type KbdProps = {
  /** Keys as people read them, `Ctrl+K`; plus signs are shown as gaps. */
  readonly keys: string;
  /** For dark tooltips. */
  readonly inverse?: boolean | undefined;
};

/** A keyboard shortcut as one key cap. */
export function Kbd({ keys, inverse = false }: KbdProps): ReactElement {
  return (
    <kbd className={joinClasses(styles.kbd, inverse && styles.inverse)}>{keys.replaceAll(/\+(?=.)/g, '\u2009 ')}</kbd>
  );
}
