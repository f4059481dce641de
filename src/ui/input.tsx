import type { ComponentProps, ReactElement, ReactNode } from 'react';
import { useControlAttributes } from './field-context.ts';
import styles from './input.module.css';
import { joinClasses } from './join-classes.ts';
import type { IconType } from './tone.ts';

/** Props of Input, besides all of a native input. */
export type InputProps = Omit<ComponentProps<'input'>, 'size' | 'value' | 'onChange' | 'prefix'> & {
  readonly value: string;
  readonly onValueChange: (value: string) => void;
  /** Name, when no Field stands around it. */
  readonly label?: string | undefined;
  readonly icon?: IconType | undefined;
  /** Small content after the text: a unit, a key cap, an icon button. */
  readonly end?: ReactNode;
  /** For codes, keys and expressions. */
  readonly mono?: boolean | undefined;
  readonly size?: 'md' | 'lg' | undefined;
};

/** One line of text. */
export function Input({
  value,
  onValueChange,
  label,
  icon: Icon,
  end,
  mono = false,
  size = 'md',
  className,
  id,
  ...rest
}: InputProps): ReactElement {
  const links = useControlAttributes({ id, label, describedBy: rest['aria-describedby'] });
  return (
    <span className={joinClasses(styles.box, size === 'lg' && styles.large, className)} data-control>
      {Icon === undefined ? null : <Icon aria-hidden size={15} />}
      <input
        type="text"
        autoComplete="off"
        spellCheck={mono ? false : undefined}
        {...rest}
        {...links}
        className={joinClasses(styles.input, mono && styles.mono)}
        value={value}
        onChange={(event) => onValueChange(event.currentTarget.value)}
      />
      {end === undefined || end === null ? null : <span className={styles.end}>{end}</span>}
    </span>
  );
}
