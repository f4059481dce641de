import { Search, X } from 'lucide-react';
import type { KeyboardEvent, ReactElement } from 'react';
import { IconButton } from './icon-button.tsx';
import { Input, type InputProps } from './input.tsx';
import { Kbd } from './kbd.tsx';

/** Props of SearchInput. */
export type SearchInputProps = Omit<InputProps, 'icon' | 'end' | 'type' | 'label'> & {
  readonly label: string;
  /** Keys that bring focus here; shown while it is empty. */
  readonly shortcut?: string | undefined;
  /** Name of the button that empties it. */
  readonly clearLabel: string;
};

/** A box that narrows down what stands below it; Escape empties it first, and only then reaches the page. */
export function SearchInput({ shortcut, clearLabel, onKeyDown, ...rest }: SearchInputProps): ReactElement {
  const isEmpty = rest.value === '';
  const keyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Escape' && !isEmpty) {
      event.preventDefault();
      event.stopPropagation();
      rest.onValueChange('');
      return;
    }
    onKeyDown?.(event);
  };
  const clear = <IconButton label={clearLabel} icon={X} size="sm" onClick={() => rest.onValueChange('')} />;
  const hint = shortcut === undefined ? null : <Kbd keys={shortcut} />;
  return <Input {...rest} type="search" icon={Search} end={isEmpty ? hint : clear} onKeyDown={keyDown} />;
}
