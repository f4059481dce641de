import { Switch as RadixSwitch } from 'radix-ui';
import { type ReactElement, useId } from 'react';
import type { ChoiceProps } from './checkbox.tsx';
import choice from './choice.module.css';
import { joinIds, useControlAttributes } from './field-context.ts';
import { joinClasses } from './join-classes.ts';
import styles from './switch.module.css';

/** Props of Switch. */
export type SwitchProps = ChoiceProps & {
  readonly checked: boolean;
  readonly onCheckedChange: (checked: boolean) => void;
};

/** An on or off that takes effect at once. */
export function Switch({
  checked,
  onCheckedChange,
  label,
  labelHidden = false,
  description,
  disabled = false,
  className,
}: SwitchProps): ReactElement {
  const id = useId();
  const links = useControlAttributes({});
  const descriptionId = description === undefined ? undefined : `${id}-description`;
  return (
    <div className={joinClasses(choice.row, className)}>
      <RadixSwitch.Root
        id={id}
        aria-describedby={joinIds(descriptionId, links['aria-describedby'])}
        className={styles.track}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onCheckedChange}
      >
        <RadixSwitch.Thumb className={styles.thumb} />
      </RadixSwitch.Root>
      <label className={labelHidden ? 'ps-visually-hidden' : choice.words} htmlFor={id}>
        {label}
      </label>
      {description === undefined ? null : (
        <div className={choice.description} id={descriptionId}>
          {description}
        </div>
      )}
    </div>
  );
}
