import { Toolbar as RadixToolbar, Slot } from 'radix-ui';
import { type ComponentProps, createContext, type ReactElement, type ReactNode, useContext } from 'react';
import { joinClasses } from './join-classes.ts';
import styles from './toolbar.module.css';

const IsInToolbar = createContext(false);

/** Props of Toolbar. */
export type ToolbarProps = {
  /** What the tools are for; read aloud. */
  readonly label: string;
  readonly orientation?: 'horizontal' | 'vertical' | undefined;
  /** `floating` is the raised bar over a canvas. */
  readonly look?: 'plain' | 'floating' | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
};

/** A row of tools with one Tab stop; arrows, Home and End walk through the Buttons and IconButtons inside. */
export function Toolbar({
  label,
  orientation = 'horizontal',
  look = 'plain',
  className,
  children,
}: ToolbarProps): ReactElement {
  return (
    <IsInToolbar value={true}>
      <RadixToolbar.Root
        aria-label={label}
        className={joinClasses(styles.toolbar, look === 'floating' && styles.floating, className)}
        orientation={orientation}
        loop
      >
        {children}
      </RadixToolbar.Root>
    </IsInToolbar>
  );
}

/** A hairline between groups of tools. */
export function ToolbarSeparator(): ReactElement {
  return <RadixToolbar.Separator className={styles.separator} />;
}

type ToolbarStopProps = Omit<ComponentProps<'button'>, 'children'> & { readonly children: ReactElement };

/** Makes its one button part of the toolbar around it, if there is one, and hands on what a trigger around it adds. */
export function ToolbarStop({ children, ...rest }: ToolbarStopProps): ReactElement {
  const isInToolbar = useContext(IsInToolbar);
  if (!isInToolbar) return <Slot.Root {...rest}>{children}</Slot.Root>;
  return (
    <RadixToolbar.Button asChild {...rest}>
      {children}
    </RadixToolbar.Button>
  );
}
