import { Check, ChevronRight } from 'lucide-react';
import type { ComponentType, ReactElement, ReactNode } from 'react';
import { joinClasses } from './join-classes.ts';
import { Kbd } from './kbd.tsx';
import styles from './menu.module.css';
import type { IconType } from './tone.ts';

type Words = {
  readonly id: string;
  readonly label: string;
  readonly icon?: IconType | undefined;
  /** Second line: why it is off, or what it does. */
  readonly description?: string | undefined;
  /** Shown only; the keys are bound elsewhere. */
  readonly shortcut?: string | undefined;
  readonly disabled?: boolean | undefined;
};

/** Something to do. */
export type MenuAction = Words & {
  readonly kind?: 'action' | undefined;
  readonly danger?: boolean | undefined;
  readonly onSelect: () => void;
};

/** Something on or off. */
export type MenuCheck = Words & {
  readonly kind: 'check';
  readonly checked: boolean;
  readonly onCheckedChange: (checked: boolean) => void;
};

/** More entries to the side. */
export type MenuBranch = Words & { readonly kind: 'submenu'; readonly entries: readonly MenuEntry[] };

/** A line of a menu. */
export type MenuEntry =
  | MenuAction
  | MenuCheck
  | MenuBranch
  | { readonly kind: 'heading'; readonly id: string; readonly label: string }
  | { readonly kind: 'separator'; readonly id: string };

type PartProps = { readonly className?: string; readonly children?: ReactNode };

/** The primitives a menu is made of; dropdown and context menus have the same ones. */
export type MenuParts = {
  readonly Item: ComponentType<
    PartProps & { readonly disabled?: boolean; readonly textValue?: string; readonly onSelect?: (event: Event) => void }
  >;
  readonly CheckboxItem: ComponentType<
    PartProps & {
      readonly disabled?: boolean;
      readonly textValue?: string;
      readonly checked?: boolean;
      readonly onCheckedChange?: (checked: boolean) => void;
    }
  >;
  readonly ItemIndicator: ComponentType<PartProps>;
  readonly Sub: ComponentType<{ readonly children?: ReactNode }>;
  readonly SubTrigger: ComponentType<PartProps & { readonly disabled?: boolean; readonly textValue?: string }>;
  readonly SubContent: ComponentType<
    PartProps & { readonly sideOffset?: number; readonly alignOffset?: number; readonly collisionPadding?: number }
  >;
  readonly Portal: ComponentType<{ readonly children?: ReactNode }>;
  readonly Label: ComponentType<PartProps>;
  readonly Separator: ComponentType<PartProps>;
};

/** Props of MenuEntries. */
export type MenuEntriesProps = { readonly entries: readonly MenuEntry[]; readonly parts: MenuParts };

/** The lines of a menu, whichever way it was opened. */
export function MenuEntries({ entries, parts }: MenuEntriesProps): ReactElement {
  const hasGlyphs = entries.some((entry) => entry.kind === 'check' || ('icon' in entry && entry.icon !== undefined));
  return (
    <>
      {entries.map((entry) => (
        <Entry key={entry.id} entry={entry} parts={parts} hasGlyphs={hasGlyphs} />
      ))}
    </>
  );
}

type EntryProps = {
  readonly entry: MenuEntry;
  readonly parts: MenuParts;
  /** True when any line has a glyph: then all words begin at the same place. */
  readonly hasGlyphs: boolean;
};

function Entry({ entry, parts, hasGlyphs }: EntryProps): ReactElement {
  switch (entry.kind) {
    case 'separator':
      return <parts.Separator className={styles.separator ?? ''} />;
    case 'heading':
      return <parts.Label className={styles.heading ?? ''}>{entry.label}</parts.Label>;
    case 'submenu':
      return <Branch entry={entry} parts={parts} hasGlyphs={hasGlyphs} />;
    case 'check':
      return (
        <parts.CheckboxItem
          className={styles.item ?? ''}
          textValue={entry.label}
          disabled={entry.disabled ?? false}
          checked={entry.checked}
          onCheckedChange={entry.onCheckedChange}
        >
          <Line words={entry} hasGlyphs={false} start={<Tick parts={parts} />} />
        </parts.CheckboxItem>
      );
    case 'action':
    case undefined:
      return (
        <parts.Item
          className={joinClasses(styles.item, entry.danger === true && styles.danger)}
          textValue={entry.label}
          disabled={entry.disabled ?? false}
          onSelect={() => entry.onSelect()}
        >
          <Line words={entry} hasGlyphs={hasGlyphs} />
        </parts.Item>
      );
  }
}

function Tick({ parts }: { readonly parts: MenuParts }): ReactElement {
  return (
    <span className={styles.tick}>
      <parts.ItemIndicator>
        <Check aria-hidden size={14} />
      </parts.ItemIndicator>
    </span>
  );
}

function Branch({ entry, parts, hasGlyphs }: EntryProps & { readonly entry: MenuBranch }): ReactElement {
  return (
    <parts.Sub>
      <parts.SubTrigger className={styles.item ?? ''} textValue={entry.label} disabled={entry.disabled ?? false}>
        <Line words={entry} hasGlyphs={hasGlyphs} />
        <ChevronRight aria-hidden size={14} />
      </parts.SubTrigger>
      <parts.Portal>
        <parts.SubContent className={styles.content ?? ''} sideOffset={4} alignOffset={-5} collisionPadding={8}>
          <MenuEntries entries={entry.entries} parts={parts} />
        </parts.SubContent>
      </parts.Portal>
    </parts.Sub>
  );
}

type LineProps = { readonly words: Words; readonly hasGlyphs: boolean; readonly start?: ReactNode };

function Line({ words, hasGlyphs, start }: LineProps): ReactElement {
  const Icon = words.icon;
  return (
    <>
      {start}
      {Icon === undefined ? hasGlyphs ? <span className={styles.tick} /> : null : <Icon aria-hidden size={15} />}
      <span className={styles.words}>
        {words.label}
        {words.description === undefined ? null : <span className={styles.description}>{words.description}</span>}
      </span>
      {words.shortcut === undefined ? null : <Kbd keys={words.shortcut} />}
    </>
  );
}
