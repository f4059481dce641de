import { Check } from 'lucide-react';
import { Fragment, type ReactElement, type ReactNode, useLayoutEffect, useRef } from 'react';
import styles from './combobox.module.css';
import type { ComboboxOption, ShownOption } from './combobox-options.ts';
import { Highlight } from './highlight.tsx';
import { joinClasses } from './join-classes.ts';

/** Props of ComboboxList. */
export type ComboboxListProps = {
  readonly id: string;
  readonly shown: readonly ShownOption[];
  /** -1 when none. */
  readonly active: number;
  readonly chosen: string;
  readonly mono: boolean;
  readonly state: 'idle' | 'loading' | 'loaded' | 'failed';
  readonly words: { readonly empty: ReactNode; readonly loading: ReactNode; readonly failed: ReactNode };
  readonly onPick: (option: ComboboxOption) => void;
};

/** The open list of a combobox; focus stays in the text. */
export function ComboboxList(props: ComboboxListProps): ReactElement {
  const { id, shown, active, chosen, mono, state, words, onPick } = props;
  const list = useRef<HTMLDivElement | null>(null);
  useLayoutEffect(() => {
    list.current?.querySelector(`[id="${id}-${active}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [id, active]);
  const note =
    shown.length > 0 ? null : state === 'failed' ? words.failed : state === 'loaded' ? words.empty : words.loading;
  return (
    <>
      <div ref={list} id={id} role="listbox" className={styles.list} hidden={shown.length === 0}>
        {shown.map(({ option, spans }, row) => {
          const Icon = option.icon;
          const startsGroup = option.group !== undefined && option.group !== shown[row - 1]?.option.group;
          return (
            <Fragment key={option.value}>
              {startsGroup ? (
                <div role="presentation" className={styles.heading}>
                  {option.group}
                </div>
              ) : null}
              {/* biome-ignore lint/a11y/useFocusableInteractive: focus stays in the input, which points here */}
              {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the input */}
              <div
                id={`${id}-${row}`}
                role="option"
                aria-selected={row === active}
                aria-disabled={option.disabled === true ? true : undefined}
                className={styles.option}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => onPick(option)}
              >
                {Icon === undefined ? null : <Icon aria-hidden size={15} />}
                <span className={joinClasses(styles.words, mono && styles.mono)}>
                  <Highlight text={option.label ?? option.value} spans={spans} />
                  {option.description === undefined ? null : (
                    <span className={styles.description}>{option.description}</span>
                  )}
                </span>
                {option.value === chosen ? <Check aria-hidden className={styles.tick} size={14} /> : null}
              </div>
            </Fragment>
          );
        })}
      </div>
      {note === null || note === undefined ? null : (
        <div role="status" className={styles.note}>
          {note}
        </div>
      )}
    </>
  );
}
