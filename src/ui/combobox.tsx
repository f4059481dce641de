import { ChevronDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
  useId,
  useRef,
  useState,
} from 'react';
import styles from './combobox.module.css';
import { ComboboxList } from './combobox-list.tsx';
import { type ComboboxOption, filterOptions } from './combobox-options.ts';
import { Input } from './input.tsx';
import { joinClasses } from './join-classes.ts';
import { rowForKey } from './list-keys.ts';
import type { IconType } from './tone.ts';
import { type LoadOptions, useLoadedOptions } from './use-loaded-options.ts';

/** Props of Combobox. */
export type ComboboxProps = {
  readonly value: string;
  /** Called when a choice is made; with free text, also when the field is left or Enter pressed. */
  readonly onValueChange: (value: string) => void;
  readonly options?: readonly ComboboxOption[] | undefined;
  /** Options from elsewhere, asked for as the person types; keep the function stable. */
  readonly loadOptions?: LoadOptions | undefined;
  /** Takes what was typed even when it is no option. */
  readonly freeText?: boolean | undefined;
  readonly placeholder?: string | undefined;
  /** Name, when no Field stands around it. */
  readonly label?: string | undefined;
  readonly id?: string | undefined;
  readonly icon?: IconType | undefined;
  readonly mono?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  /** Said when nothing answers what was typed. */
  readonly emptyText: ReactNode;
  /** Said while options are asked for, and when that failed. */
  readonly loadingText?: ReactNode;
  readonly failedText?: ReactNode;
  readonly className?: string | undefined;
  readonly onBlur?: (() => void) | undefined;
};

/** A choice among many by typing; arrows walk, Enter takes, Escape first closes and then brings the old text back. */
export function Combobox(props: ComboboxProps): ReactElement {
  const box = useCombobox(props);
  const { placeholder, label, id, icon, mono = false, disabled = false, className } = props;
  return (
    <Popover.Root open={box.isOpen} onOpenChange={(open) => (open ? undefined : box.close())}>
      <Popover.Anchor asChild>
        <div ref={box.anchor} className={joinClasses(styles.anchor, className)}>
          <Input
            id={id}
            label={label}
            icon={icon}
            mono={mono}
            disabled={disabled}
            placeholder={placeholder}
            role="combobox"
            aria-autocomplete="list"
            aria-expanded={box.isOpen}
            aria-controls={box.isOpen ? box.listId : undefined}
            aria-activedescendant={box.active === -1 ? undefined : `${box.listId}-${box.active}`}
            value={box.text}
            onValueChange={box.type}
            onKeyDown={box.keyDown}
            onClick={box.open}
            onBlur={box.leave}
            end={<ChevronDown aria-hidden className={styles.chevron} size={14} onMouseDown={box.toggle} />}
          />
        </div>
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
            if (event.target instanceof Node && box.anchor.current?.contains(event.target) === true)
              event.preventDefault();
          }}
        >
          <ComboboxList
            id={box.listId}
            shown={box.shown}
            active={box.active}
            chosen={props.value}
            mono={mono}
            state={box.state}
            words={{ empty: props.emptyText, loading: props.loadingText, failed: props.failedText }}
            onPick={box.pick}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

type ComboboxState = {
  readonly anchor: RefObject<HTMLDivElement | null>;
  readonly listId: string;
  readonly isOpen: boolean;
  readonly text: string;
  readonly active: number;
  readonly shown: ReturnType<typeof filterOptions>;
  readonly state: ReturnType<typeof useLoadedOptions>['state'];
  readonly open: () => void;
  readonly close: () => void;
  readonly toggle: (event: MouseEvent) => void;
  readonly type: (text: string) => void;
  readonly pick: (option: ComboboxOption) => void;
  readonly leave: () => void;
  readonly keyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
};

function useCombobox(props: ComboboxProps): ComboboxState {
  const { value, onValueChange, options = [], loadOptions, freeText = false } = props;
  const listId = useId();
  const anchor = useRef<HTMLDivElement | null>(null);
  // What is being typed; null while nothing is, so that the caller's value shows through.
  const [draft, setDraft] = useState<string | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [row, setRow] = useState(-1);
  const loaded = useLoadedOptions(loadOptions, isOpen ? (draft ?? '') : null);
  const all = loadOptions === undefined ? options : [...options, ...loaded.options];
  const shown = isOpen ? filterOptions(all, draft ?? '').slice(0, shownLimit) : [];
  const chosen = all.find((option) => option.value === value);
  const active = Math.min(row, shown.length - 1);

  const open = (): void => {
    if (props.disabled !== true) setIsOpen(true);
  };
  const close = (): void => {
    setIsOpen(false);
    setRow(-1);
  };
  const pick = (option: ComboboxOption): void => {
    if (option.disabled === true) return;
    close();
    setDraft(null);
    if (option.value !== value) onValueChange(option.value);
  };
  const leave = (): void => {
    close();
    const exact = all.find((option) => (option.label ?? option.value) === draft);
    if (draft !== null && (freeText || exact !== undefined)) onValueChange(exact?.value ?? draft);
    setDraft(null);
    props.onBlur?.();
  };
  const type = (text: string): void => {
    setDraft(text);
    setRow(freeText || text === '' ? -1 : 0);
    open();
  };
  const keyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Escape' && (isOpen || draft !== null)) {
      if (isOpen) close();
      else setDraft(null);
    } else if (event.key === 'Enter' && isOpen) {
      const under = shown[active];
      if (under !== undefined) pick(under.option);
      else if (freeText && draft !== null) leave();
      else close();
    } else if (isListKey(event)) {
      if (isOpen) setRow(rowForKey(event.key, { index: active, count: shown.length }) ?? -1);
      else open();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return {
    anchor,
    listId,
    isOpen,
    text: draft ?? chosen?.label ?? value,
    active,
    shown,
    state: loadOptions === undefined ? 'loaded' : loaded.state,
    open,
    close,
    toggle: (event) => {
      event.preventDefault();
      anchor.current?.querySelector('input')?.focus();
      if (isOpen) close();
      else open();
    },
    type,
    pick,
    leave,
    keyDown,
  };
}

/** More than anybody reads; the rest is found by typing. */
const shownLimit = 100;

function isListKey({ key, altKey }: KeyboardEvent): boolean {
  return key === 'ArrowDown' || key === 'ArrowUp' || ((key === 'PageDown' || key === 'PageUp') && !altKey);
}
