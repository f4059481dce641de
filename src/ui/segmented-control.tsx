import { RadioGroup } from 'radix-ui';
import type { ReactElement } from 'react';
import { useControlAttributes } from './field-context.ts';
import { joinClasses } from './join-classes.ts';
import styles from './segmented-control.module.css';
import type { IconType } from './tone.ts';

/** One segment. */
export type Segment<Value extends string> = {
  readonly value: Value;
  readonly label: string;
  readonly icon?: IconType | undefined;
  readonly disabled?: boolean | undefined;
};

/** Props of SegmentedControl. */
export type SegmentedControlProps<Value extends string> = {
  readonly value: Value;
  readonly onValueChange: (value: Value) => void;
  readonly segments: readonly Segment<Value>[];
  /** Name, when no Field stands around it. */
  readonly label?: string | undefined;
  /** Shows glyphs only; the words are read aloud. */
  readonly iconsOnly?: boolean | undefined;
  readonly size?: 'sm' | 'md' | undefined;
  readonly disabled?: boolean | undefined;
  readonly className?: string | undefined;
};

/** Two to five views or settings of which one holds. */
export function SegmentedControl<Value extends string>({
  value,
  onValueChange,
  segments,
  label,
  iconsOnly = false,
  size = 'sm',
  disabled = false,
  className,
}: SegmentedControlProps<Value>): ReactElement {
  const links = useControlAttributes({ label });
  const choose = (next: string): void => {
    const segment = segments.find((one) => one.value === next);
    if (segment !== undefined) onValueChange(segment.value);
  };
  return (
    <RadioGroup.Root
      {...links}
      className={joinClasses(styles.group, size === 'md' && styles.medium, className)}
      orientation="horizontal"
      value={value}
      disabled={disabled}
      onValueChange={choose}
    >
      {segments.map(({ value: own, label: words, icon: Icon, disabled: isOff = false }) => (
        <RadioGroup.Item
          key={own}
          className={styles.segment}
          value={own}
          disabled={isOff}
          aria-label={words}
          title={iconsOnly ? words : undefined}
        >
          {Icon === undefined ? null : <Icon aria-hidden size={14} />}
          {iconsOnly && Icon !== undefined ? null : words}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
