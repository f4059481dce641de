import type { ReactElement } from 'react';
import styles from './avatar.module.css';
import { initialsOf, toneOfName } from './initials.ts';
import { joinClasses } from './join-classes.ts';

/** Props of Avatar. */
export type AvatarProps = {
  /** Whole name; read aloud. */
  readonly name: string;
  /** 20, 26 or 32 px. */
  readonly size?: 'sm' | 'md' | 'lg' | undefined;
  /** True where the name stands beside it. */
  readonly decorative?: boolean | undefined;
};

/** A person as initials; the same name always has the same colour. */
export function Avatar({ name, size = 'md', decorative = false }: AvatarProps): ReactElement {
  const look = joinClasses(styles.avatar, styles[size], styles[toneOfName(name)]);
  if (decorative) {
    return (
      <span className={look} aria-hidden>
        {initialsOf(name)}
      </span>
    );
  }
  return (
    <span className={look} role="img" aria-label={name} title={name}>
      {initialsOf(name)}
    </span>
  );
}
