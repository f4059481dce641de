import { Tabs as RadixTabs } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { Badge } from './badge.tsx';
import { joinClasses } from './join-classes.ts';
import styles from './tabs.module.css';
import type { IconType, Tone } from './tone.ts';

/** One tab. */
export type Tab<Value extends string> = {
  readonly value: Value;
  readonly label: string;
  readonly icon?: IconType | undefined;
  /** Shown as a badge when above 0. */
  readonly count?: number | undefined;
  readonly countTone?: Tone | undefined;
  readonly disabled?: boolean | undefined;
};

/** Props of Tabs. */
export type TabsProps<Value extends string> = {
  readonly value: Value;
  readonly onValueChange: (value: Value) => void;
  readonly tabs: readonly Tab<Value>[];
  /** What the tabs switch between; read aloud. */
  readonly label: string;
  /** Controls at the right end of the strip. */
  readonly end?: ReactNode;
  readonly className?: string | undefined;
  /** TabPanels. */
  readonly children?: ReactNode;
};

/** A 36 px strip of tabs over panels; arrows move and open, Home and End jump. */
export function Tabs<Value extends string>({
  value,
  onValueChange,
  tabs,
  label,
  end,
  className,
  children,
}: TabsProps<Value>): ReactElement {
  const choose = (next: string): void => {
    const tab = tabs.find((one) => one.value === next);
    if (tab !== undefined) onValueChange(tab.value);
  };
  return (
    <RadixTabs.Root className={joinClasses(styles.root, className)} value={value} onValueChange={choose}>
      <div className={styles.strip}>
        <RadixTabs.List aria-label={label} className={styles.list}>
          {tabs.map(({ value: own, label: words, icon: Icon, count, countTone = 'warn', disabled = false }) => (
            <RadixTabs.Trigger key={own} className={styles.tab} value={own} disabled={disabled}>
              {Icon === undefined ? null : <Icon aria-hidden size={14} />}
              {words}
              {count === undefined || count === 0 ? null : <Badge count={count} tone={countTone} />}
            </RadixTabs.Trigger>
          ))}
        </RadixTabs.List>
        {end === undefined || end === null ? null : <div className={styles.end}>{end}</div>}
      </div>
      {children}
    </RadixTabs.Root>
  );
}

/** Props of TabPanel. */
export type TabPanelProps = {
  readonly value: string;
  /** Keeps the content mounted while hidden, for editors and scroll positions. */
  readonly keep?: boolean | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
};

/** What one tab shows; fills the room below the strip and scrolls by itself. */
export function TabPanel({ value, keep = false, className, children }: TabPanelProps): ReactElement {
  return (
    <RadixTabs.Content
      className={joinClasses(styles.panel, className)}
      value={value}
      {...(keep ? { forceMount: true } : {})}
    >
      {children}
    </RadixTabs.Content>
  );
}
