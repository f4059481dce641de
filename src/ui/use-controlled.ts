import { useState } from 'react';

type Controlled<T> = {
  /** The caller's value; undefined leaves the state here. */
  readonly value: T | undefined;
  readonly initial: T;
  readonly onChange?: ((value: T) => void) | undefined;
};

/** State the caller may hold, or leave to the component. */
export function useControlled<T>({ value, initial, onChange }: Controlled<T>): readonly [T, (value: T) => void] {
  const [own, setOwn] = useState(initial);
  const change = (next: T): void => {
    if (value === undefined) setOwn(next);
    onChange?.(next);
  };
  return [value === undefined ? own : value, change];
}
