import { Check, Minus } from 'lucide-react';
import { Checkbox as RadixCheckbox } from 'radix-ui';
import { type ReactElement, type ReactNode, useId } from 'react';
import styles from './checkbox.module.css';
import choice from './choice.module.css';
import { joinIds, useControlAttributes } from './field-context.ts';
import { joinClasses } from './join-classes.ts';

/** Props of Checkbox and of Switch. */
export type ChoiceProps = {
  /** Words beside it; always its name. */
  readonly label: ReactNode;
  /** Keeps the words for screen readers only, for tables and lists. */
  readonly labelHidden?: boolean | undefined;
  readonly description?: ReactNode;
  readonly disabled?: boolean | undefined;
  readonly className?: string | undefined;
};

/** Props of Checkbox. */
export type CheckboxProps = ChoiceProps & {
  readonly checked: boolean | 'indeterminate';
  readonly onCheckedChange: (checked: boolean) => void;
};

/** A yes or no that takes effect with the form around it. */
export function Checkbox({
  checked,
  onCheckedChange,
  label,
  labelHidden = false,
  description,
  disabled = false,
  className,
}: CheckboxProps): ReactElement {
  const id = useId();
  const links = useControlAttributes({});
  const descriptionId = description === undefined ? undefined : `${id}-description`;
  return (
    <div className={joinClasses(choice.row, className)}>
      <RadixCheckbox.Root
        id={id}
        aria-describedby={joinIds(descriptionId, links['aria-describedby'])}
        aria-invalid={links['aria-invalid']}
        className={styles.box}
        checked={checked}
        disabled={disabled}
        onCheckedChange={(next) => onCheckedChange(next === true)}
      >
        <RadixCheckbox.Indicator className={styles.mark}>
          {checked === 'indeterminate' ? (
            <Minus aria-hidden size={12} strokeWidth={3} />
          ) : (
            <Check aria-hidden size={12} strokeWidth={3} />
          )}
        </RadixCheckbox.Indicator>
      </RadixCheckbox.Root>
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
