import { type ReactElement, type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { joinClasses } from '#ui/join-classes.ts';
import type { CompletionFacts } from './expression/complete.ts';
import styles from './expression-editor.module.css';
import type { CodeLanguage } from './monaco/languages.ts';
import { loadMonaco } from './monaco/load-monaco.ts';
import type { CodeEditor } from './monaco/monaco.ts';

/** What can be done with an open code area from outside. */
export type CodeAreaHandle = {
  readonly insert: (text: string) => void;
  /** Puts the cursor at an offset and takes the keys. */
  readonly goTo: (offset: number) => void;
};

/** What is wrong at a place of the text. */
export type Mistake = { readonly offset: number; readonly message: string };

/** Props of CodeArea. */
export type CodeAreaProps = {
  readonly value: string;
  readonly language: CodeLanguage;
  readonly label: string;
  readonly placeholder?: string | undefined;
  readonly facts: CompletionFacts;
  readonly mistake?: Mistake | undefined;
  /** Further ones; keep the list stable while they stay the same. */
  readonly mistakes?: readonly Mistake[] | undefined;
  readonly onChange: (text: string) => void;
  readonly onBlur?: (() => void) | undefined;
  /** Takes Enter over, for texts of one line. */
  readonly onEnter?: (() => void) | undefined;
  readonly isLarge?: boolean | undefined;
  readonly isInvalid?: boolean | undefined;
  readonly autoFocus?: boolean | undefined;
  readonly handle?: Ref<CodeAreaHandle> | undefined;
};

/**
 * A code editor. Until it is loaded, and where it cannot be, a plain text area takes what is typed. Escape leaves the
 * text for its frame, so that Tab and the page's keys work from there.
 */
export function CodeArea(props: CodeAreaProps): ReactElement {
  const { value, label, mistake, mistakes, isLarge = false, isInvalid = false, autoFocus = false } = props;
  const frame = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const plain = useRef<HTMLTextAreaElement>(null);
  const [open, setOpen] = useState<CodeEditor>();
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    let isGone = false;
    let opened: CodeEditor | undefined;
    void loadMonaco()
      .then(({ openEditor }) => {
        if (isGone || host.current === null) return;
        const hadFocus = plain.current !== null && plain.current === document.activeElement;
        const now = latest.current;
        opened = openEditor({
          host: host.current,
          value: now.value,
          language: now.language,
          label: now.label,
          placeholder: now.placeholder ?? '',
          isLarge: now.isLarge ?? false,
          facts: () => latest.current.facts,
          onChange: (text) => latest.current.onChange(text),
          onBlur: () => latest.current.onBlur?.(),
          onEnter: now.onEnter === undefined ? undefined : () => latest.current.onEnter?.(),
          onEscape: () => frame.current?.focus(),
        });
        setOpen(opened);
        if (hadFocus || now.autoFocus) opened.focus();
      })
      // The plain text area stays; nothing is lost by it but colours.
      .catch(() => undefined);
    return () => {
      isGone = true;
      opened?.close();
    };
  }, []);
  useEffect(() => open?.replace(value), [open, value]);
  useEffect(
    () => open?.mark([...(mistake === undefined ? [] : [mistake]), ...(mistakes ?? [])]),
    [open, mistake, mistakes],
  );
  useImperativeHandle(props.handle, () => ({
    insert: (text) => {
      if (open === undefined) latest.current.onChange(latest.current.value + text);
      else open.insert(text);
    },
    goTo: (offset) => {
      if (open !== undefined) open.goTo(offset);
      else {
        plain.current?.focus();
        plain.current?.setSelectionRange(offset, offset);
      }
    },
  }));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot take the focus Escape gives it
    <div
      ref={frame}
      tabIndex={-1}
      role="group"
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key === 'Tab' && !event.shiftKey && event.target === event.currentTarget) stepOver(host.current);
      }}
      className={joinClasses(styles.frame, isLarge && styles.large, isInvalid && styles.invalid)}
    >
      <div ref={host} className={joinClasses(styles.host, open === undefined && styles.waiting)} />
      {open !== undefined ? null : (
        <textarea
          ref={plain}
          className={styles.standIn}
          aria-label={label}
          spellCheck={false}
          value={value}
          placeholder={props.placeholder}
          // biome-ignore lint/a11y/noAutofocus: it stands in for the editor a person just went into
          autoFocus={autoFocus}
          rows={Math.min(12, value.split('\n').length)}
          onChange={(event) => props.onChange(event.currentTarget.value)}
          onBlur={() => props.onBlur?.()}
        />
      )}
    </div>
  );
}

/** Escape put the focus before the text; the next Tab goes past it, not back in. */
function stepOver(host: HTMLElement | null): void {
  if (host === null) return;
  host.inert = true;
  setTimeout(() => {
    host.inert = false;
  });
}
