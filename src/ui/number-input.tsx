import { type KeyboardEvent, type ReactElement, useState } from 'react';
import { Input, type InputProps } from './input.tsx';
import { clampNumber, readNumberText, stepNumber } from './number-text.ts';

/** Props of NumberInput. */
export type NumberInputProps = Omit<InputProps, 'value' | 'onValueChange' | 'min' | 'max' | 'step' | 'type' | 'end'> & {
  /** Null when empty. */
  readonly value: number | null;
  /** Called while typing with what can be read, and once more, inside the bounds, on leaving. */
  readonly onValueChange: (value: number | null) => void;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Step of the arrow keys; Shift makes ten of it. Default 1. */
  readonly step?: number | undefined;
  /** Shown after the number, `ms` or `EUR`. */
  readonly unit?: string | undefined;
};

const arrowSteps: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/** A number; arrows count up and down, and the wheel never changes it. */
export function NumberInput({
  value,
  onValueChange,
  min,
  max,
  step,
  unit,
  onBlur,
  onKeyDown,
  ...rest
}: NumberInputProps): ReactElement {
  // What is being typed, kept only until the field is left: "1." is no number yet.
  const [draft, setDraft] = useState<string | null>(null);
  const limits = { min, max, step };
  const type = (text: string): void => {
    setDraft(text);
    const read = readNumberText(text);
    if (read.kind === 'empty') onValueChange(null);
    if (read.kind === 'number') onValueChange(read.value);
  };
  const keyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const steps = arrowSteps[event.key];
    if (steps === undefined || rest.disabled === true || rest.readOnly === true) {
      onKeyDown?.(event);
      return;
    }
    event.preventDefault();
    setDraft(null);
    onValueChange(stepNumber(value, event.shiftKey ? steps * 10 : steps, limits));
  };
  return (
    <Input
      {...rest}
      role="spinbutton"
      inputMode="decimal"
      aria-valuenow={value ?? undefined}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuetext={value !== null && unit !== undefined ? `${value} ${unit}` : undefined}
      value={draft ?? (value === null ? '' : String(value))}
      end={unit}
      onValueChange={type}
      onKeyDown={keyDown}
      onBlur={(event) => {
        setDraft(null);
        if (value !== null && clampNumber(value, limits) !== value) onValueChange(clampNumber(value, limits));
        onBlur?.(event);
      }}
    />
  );
}
