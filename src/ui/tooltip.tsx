import { Tooltip as RadixTooltip } from 'radix-ui';
import { createContext, type ReactElement, type ReactNode, useContext } from 'react';
import { Kbd } from './kbd.tsx';
import styles from './tooltip.module.css';

const HasProvider = createContext(false);

/** Lets tooltips share one delay: after the first, the next opens at once. Stands once around the app. */
export function TooltipProvider({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <HasProvider value={true}>
      <RadixTooltip.Provider delayDuration={450} skipDelayDuration={250}>
        {children}
      </RadixTooltip.Provider>
    </HasProvider>
  );
}

/** Props of Tooltip. */
export type TooltipProps = {
  readonly content: ReactNode;
  /** Keys shown after the words. */
  readonly shortcut?: string | undefined;
  readonly side?: 'top' | 'right' | 'bottom' | 'left' | undefined;
  /** One element that can take focus. */
  readonly children: ReactElement;
};

/** Words beside a control on hover and on focus; never the only place a fact stands. */
export function Tooltip({ content, shortcut, side = 'bottom', children }: TooltipProps): ReactElement {
  const hasProvider = useContext(HasProvider);
  const tooltip = (
    <RadixTooltip.Root>
      <RadixTooltip.Trigger asChild>{children}</RadixTooltip.Trigger>
      <RadixTooltip.Portal>
        <RadixTooltip.Content className={styles.content} side={side} sideOffset={6} collisionPadding={8}>
          {content}
          {shortcut === undefined ? null : <Kbd keys={shortcut} inverse />}
        </RadixTooltip.Content>
      </RadixTooltip.Portal>
    </RadixTooltip.Root>
  );
  return hasProvider ? tooltip : <TooltipProvider>{tooltip}</TooltipProvider>;
}
