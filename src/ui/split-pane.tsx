import { Fragment, type ReactElement, type ReactNode, type Ref } from 'react';
import { Group, Panel, type PanelImperativeHandle, Separator, useDefaultLayout } from 'react-resizable-panels';
import { joinClasses } from './join-classes.ts';
import { readRemembered, remember } from './remembered.ts';
import styles from './split-pane.module.css';

const storage = { getItem: readRemembered, setItem: remember };

/** What code may do with a pane: collapse, expand, resize, ask for its size. */
export type PaneHandle = PanelImperativeHandle;

/** One pane of a split. Sizes are px. */
export type Pane = {
  readonly id: string;
  /** Names the border that resizes it; read aloud. Every pane with a size needs one. */
  readonly label?: string | undefined;
  /** Size at first and after a double click on its border; kept when the window changes. Left out: takes what is left. */
  readonly size?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** What stays when it is dragged or sent closed, such as 36 for a tab strip; left out, it cannot be closed. */
  readonly collapsedSize?: number | undefined;
  /** Called with the size while it changes. */
  readonly onResize?: ((sizePx: number) => void) | undefined;
  readonly handle?: Ref<PaneHandle | null> | undefined;
  readonly className?: string | undefined;
  readonly content: ReactNode;
};

/** Props of SplitPane. */
export type SplitPaneProps = {
  /** Names the split and the remembered sizes; unique in the app, with the workspace in it where that matters. */
  readonly id: string;
  /** `horizontal` lays panes side by side, `vertical` one above the other. */
  readonly direction?: 'horizontal' | 'vertical' | undefined;
  /** Panes shown now; each set of panes remembers sizes of its own. */
  readonly panes: readonly Pane[];
  readonly disabled?: boolean | undefined;
  readonly className?: string | undefined;
};

/** Panes whose borders can be dragged or moved by arrows, Home, End and Enter; sizes are remembered. */
export function SplitPane({
  id,
  direction = 'horizontal',
  panes,
  disabled = false,
  className,
}: SplitPaneProps): ReactElement {
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({
    id: `ps-split:${id}`,
    panelIds: panes.map((pane) => pane.id),
    storage,
    onlySaveAfterUserInteractions: true,
  });
  return (
    <Group
      id={id}
      className={joinClasses(styles.group, className)}
      orientation={direction}
      disabled={disabled}
      defaultLayout={defaultLayout}
      onLayoutChanged={onLayoutChanged}
    >
      {panes.map((pane, index) => (
        <Fragment key={pane.id}>
          {index === 0 ? null : (
            <Separator className={styles.handle} disabled={disabled} aria-label={borderName(panes[index - 1], pane)} />
          )}
          <Panel
            id={pane.id}
            className={joinClasses(styles.pane, pane.className)}
            defaultSize={inPx(pane.size)}
            minSize={inPx(pane.min)}
            maxSize={inPx(pane.max)}
            collapsible={pane.collapsedSize !== undefined}
            collapsedSize={inPx(pane.collapsedSize)}
            groupResizeBehavior={pane.size === undefined ? 'preserve-relative-size' : 'preserve-pixel-size'}
            panelRef={pane.handle}
            onResize={({ inPixels }) => pane.onResize?.(inPixels)}
          >
            {pane.content}
          </Panel>
        </Fragment>
      ))}
    </Group>
  );
}

function inPx(size: number | undefined): string | undefined {
  return size === undefined ? undefined : `${size}px`;
}

/** A border belongs to the pane of fixed size beside it. */
function borderName(before: Pane | undefined, after: Pane): string | undefined {
  const owner = [before, after].find((pane) => pane?.size !== undefined && pane.label !== undefined);
  return owner?.label ?? after.label ?? before?.label;
}
