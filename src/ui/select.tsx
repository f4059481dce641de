import { ChevronDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type KeyboardEvent, type ReactElement, type RefObject, useId, useRef, useState } from 'react';
import { ComboboxList } from './combobox-list.tsx';
import type { ComboboxOption } from './combobox-options.ts';
import { useControlAttributes } from './field-context.ts';
import { joinClasses } from './join-classes.ts';
import { addTyped, rowForKey, rowForTyped, type TypedSoFar } from './list-keys.ts';
import styles from './select.module.css';
import type { IconType } from './tone.ts';

/** One choice; values are unique. */
export type SelectOption = Omit<ComboboxOption, 'group' | 'label'> & { readonly label: string };

/** Choices under a heading. */
export type SelectGroup = { readonly label: string; readonly options: readonly SelectOption[] };

/** Props of Select. */
export type SelectProps = {
  /** Empty text when nothing is chosen. */
  readonly value: string;
  readonly onValueChange: (value: string) => void;
  readonly options: readonly (SelectOption | SelectGroup)[];
  readonly placeholder?: string | undefined;
  /** Name, when no Field stands around it. */
  readonly label?: string | undefined;
  readonly id?: string | undefined;
  /** Default the icon of the chosen option. */
  readonly icon?: IconType | undefined;
  readonly disabled?: boolean | undefined;
  readonly mono?: boolean | undefined;
  readonly size?: 'md' | 'lg' | undefined;
  readonly className?: string | undefined;
  readonly onBlur?: (() => void) | undefined;
};

/**
 * A choice among few, all known; for many or open lists there is Combobox. Focus stays on the button while the list is
 * open, so the page behind is never hidden from assistive technology.
 */
export function Select(props: SelectProps): ReactElement {
  const { value, options, placeholder, disabled = false, mono = false } = props;
  const links = useControlAttributes({ id: props.id, label: props.label });
  const all = options.flatMap(flatten);
  const chosen = all.find((option) => option.value === value);
  const list = useSelectList(props, all);
  const Icon = props.icon ?? chosen?.icon;
  return (
    <Popover.Root open={list.isOpen} onOpenChange={(open) => (open ? undefined : list.close())}>
      <Popover.Anchor asChild>
        <button
          type="button"
          {...links}
          ref={list.trigger}
          role="combobox"
          aria-haspopup="listbox"
          aria-expanded={list.isOpen}
          aria-controls={list.isOpen ? list.id : undefined}
          aria-activedescendant={list.isOpen && list.active !== -1 ? `${list.id}-${list.active}` : undefined}
          data-state={list.isOpen ? 'open' : 'closed'}
          data-placeholder={chosen === undefined && value === '' ? true : undefined}
          className={joinClasses(
            styles.trigger,
            props.size === 'lg' && styles.large,
            mono && styles.mono,
            props.className,
          )}
          disabled={disabled}
          onClick={list.toggle}
          onKeyDown={list.keyDown}
          onBlur={list.leave}
        >
          {Icon === undefined ? null : <Icon aria-hidden size={15} />}
          <span className={styles.value}>{chosen?.label ?? (value === '' ? placeholder : value)}</span>
          <ChevronDown aria-hidden size={14} />
        </button>
      </Popover.Anchor>
      <Popover.Portal>
        <Popover.Content
          className={styles.content}
          role="presentation"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onMouseDown={(event) => event.preventDefault()}
          onOpenAutoFocus={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => event.preventDefault()}
          onInteractOutside={(event) => {
            if (event.target instanceof Node && list.trigger.current?.contains(event.target) === true)
              event.preventDefault();
          }}
        >
          <ComboboxList
            id={list.id}
            shown={all.map((option) => ({ option, spans: [] }))}
            active={list.active}
            chosen={value}
            mono={mono}
            state="loaded"
            words={{ empty: null, loading: null, failed: null }}
            onPick={list.pick}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function flatten(entry: SelectOption | SelectGroup): readonly ComboboxOption[] {
  return 'options' in entry ? entry.options.map((option) => ({ ...option, group: entry.label })) : [entry];
}

type SelectList = {
  readonly trigger: RefObject<HTMLButtonElement | null>;
  readonly id: string;
  readonly isOpen: boolean;
  /** -1 when none. */
  readonly active: number;
  readonly close: () => void;
  readonly toggle: () => void;
  readonly leave: () => void;
  readonly pick: (option: ComboboxOption) => void;
  readonly keyDown: (event: KeyboardEvent) => void;
};

function useSelectList(props: SelectProps, all: readonly ComboboxOption[]): SelectList {
  const id = useId();
  const trigger = useRef<HTMLButtonElement | null>(null);
  const typed = useRef<TypedSoFar>({ text: '', atMs: 0 });
  const [active, setActive] = useState<number | null>(null);
  const isOpen = active !== null;
  const chosenRow = all.findIndex(({ value }) => value === props.value);
  const close = (): void => setActive(null);
  const pick = (option: ComboboxOption): void => {
    if (option.disabled === true) return;
    close();
    if (option.value !== props.value) props.onValueChange(option.value);
  };
  const goTo = (row: number): void => {
    const option = all[row];
    if (isOpen) setActive(row);
    else if (option !== undefined) pick(option);
  };
  const keyDown = (event: KeyboardEvent): void => {
    const place = { index: active ?? chosenRow, count: all.length };
    const under = active === null ? undefined : all[active];
    const next = addTyped(event, typed.current);
    if (next !== null) {
      typed.current = next;
      const row = rowForTyped(next.text, { ...place, textAt: (at) => all[at]?.label ?? '' });
      if (row !== null) goTo(row);
    } else if (!isOpen) {
      if (!['ArrowDown', 'ArrowUp', 'Enter', ' '].includes(event.key)) return;
      setActive(chosenRow);
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (under === undefined) close();
      else pick(under);
    } else if (event.key === 'Escape') close();
    else {
      const row = rowForKey(event.key, place);
      if (row === null) return;
      setActive(row);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return {
    trigger,
    id,
    isOpen,
    active: active ?? -1,
    close,
    toggle: () => setActive(isOpen ? null : chosenRow),
    leave: () => {
      close();
      props.onBlur?.();
    },
    pick,
    keyDown,
  };
}
