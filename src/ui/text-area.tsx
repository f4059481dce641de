import type { ComponentProps, ReactElement } from 'react';
import { useControlAttributes } from './field-context.ts';
import { joinClasses } from './join-classes.ts';
import styles from './text-area.module.css';

/** Props of TextArea, besides all of a native textarea. */
export type TextAreaProps = Omit<ComponentProps<'textarea'>, 'value' | 'onChange'> & {
  readonly value: string;
  readonly onValueChange: (value: string) => void;
  /** Name, when no Field stands around it. */
  readonly label?: string | undefined;
  readonly mono?: boolean | undefined;
};

/** Several lines of text; grows with them up to 40 % of the window. */
export function TextArea({
  value,
  onValueChange,
  label,
  mono = false,
  className,
  id,
  rows = 3,
  ...rest
}: TextAreaProps): ReactElement {
  const links = useControlAttributes({ id, label, describedBy: rest['aria-describedby'] });
  return (
    <textarea
      spellCheck={mono ? false : undefined}
      rows={rows}
      {...rest}
      {...links}
      className={joinClasses(styles.area, mono && styles.mono, className)}
      value={value}
      onChange={(event) => onValueChange(event.currentTarget.value)}
    />
  );
}
