import { PanelLeft, PanelRight, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/button.tsx';
import { IconButton } from '#ui/icon-button.tsx';
import { type Pane, type PaneHandle, SplitPane } from '#ui/split-pane.tsx';
import { BottomPanel } from '../../bottom-panel/bottom-panel.tsx';
import { focusCanvas } from '../../canvas/camera.ts';
import { Canvas } from '../../canvas/canvas.tsx';
import { useDocument } from '../../document/document.ts';
import { useView } from '../../document/view.ts';
import { PartBoundary } from '../../frame/part-boundary.tsx';
import { Inspector } from '../../inspector/inspector.tsx';
import { useCommand } from '../../keys/commands.ts';
import { useKeys } from '../../keys/use-keys.ts';
import styles from './designer.module.css';
import { LeftPanel } from './left-panel.tsx';
import { type Room, useRoom } from './room.ts';
import { UnreadableFlow } from './unreadable-flow.tsx';

/** A side panel where it lies over the canvas. */
type Side = 'left' | 'right';

/** Steps, canvas, inspector and the panel below, side by side or over each other as the window allows. */
export function DesignerPanes() {
  const { t } = useTranslation();
  const room = useRoom();
  const name = useDocument((state) => state.flow?.name);
  const left = useRef<PaneHandle>(null);
  const right = useRef<PaneHandle>(null);
  const bottom = usePanelToggle();
  const [over, setOver] = useOverlay(room);
  const toggle = (side: Side, panel: RefObject<PaneHandle | null>): void => {
    if (liesOver(side, room)) setOver(over === side ? undefined : side);
    else flip(panel);
  };
  useCommand('panel.left', () => toggle('left', left));
  useCommand('panel.inspector', () => toggle('right', right));
  const close = (): void => {
    setOver(undefined);
    focusCanvas();
  };
  const middle: Pane = { id: 'middle', content: <Middle bottom={bottom} room={room} onOpen={setOver} /> };
  const panes: readonly Pane[] = [
    ...(liesOver('left', room) ? [] : [leftPane(left, t('designer.resizeLeft'), t('designer.leftPanel'))]),
    middle,
    ...(liesOver('right', room) ? [] : [rightPane(right, t('designer.resizeRight'), t('designer.inspector'))]),
  ];
  return (
    <div className={styles.whole}>
      <h1 className="ps-visually-hidden">{name}</h1>
      <SplitPane id="designer" className={styles.panes} panes={panes} />
      {over === 'left' && (
        <Overlay side="left" label={t('designer.leftPanel')} onClose={close}>
          <LeftPanel />
        </Overlay>
      )}
      {over === 'right' && (
        <Overlay side="right" label={t('designer.inspector')} onClose={close}>
          <PartBoundary>
            <Inspector />
          </PartBoundary>
        </Overlay>
      )}
    </div>
  );
}

function leftPane(handle: RefObject<PaneHandle | null>, label: string, name: string): Pane {
  const content = (
    <section className={styles.region} aria-label={name} data-region="left">
      <h2 className="ps-visually-hidden">{name}</h2>
      <LeftPanel />
    </section>
  );
  return { id: 'left', label, size: 248, min: 180, max: 400, collapsedSize: 0, handle, content };
}

function rightPane(handle: RefObject<PaneHandle | null>, label: string, name: string): Pane {
  const content = (
    <section className={styles.region} aria-label={name} data-region="inspector">
      <PartBoundary>
        <Inspector />
      </PartBoundary>
    </section>
  );
  return { id: 'right', label, size: 328, min: 260, max: 640, collapsedSize: 0, handle, content };
}

function liesOver(side: Side, room: Room): boolean {
  return side === 'right' ? room !== 'wide' : room === 'narrow';
}

/** Which panel lies over the canvas. The inspector comes by itself when one of its fields is asked for. */
function useOverlay(room: Room) {
  const [over, setOver] = useState<Side>();
  useEffect(() => {
    if (!liesOver('right', room)) return undefined;
    return useView.subscribe((now, before) => {
      if (now.field !== undefined && now.field !== before.field) setOver('right');
    });
  }, [room]);
  const isOver = over !== undefined && liesOver(over, room);
  return [isOver ? over : undefined, setOver] as const;
}

type OverlayProps = {
  readonly side: Side;
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/** A side panel over the canvas; Escape and its cross close it. */
function Overlay({ side, label, onClose, children }: OverlayProps) {
  const { t } = useTranslation();
  const close = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.stopPropagation();
    onClose();
  };
  return (
    <section
      className={styles.overlay}
      data-side={side}
      aria-label={label}
      data-region={side === 'left' ? 'left' : 'inspector'}
      onKeyDown={close}
    >
      <div className={styles.overlayHead}>
        <b>{label}</b>
        <IconButton label={t('designer.closePanel')} icon={X} onClick={onClose} />
      </div>
      <div className={styles.overlayBody}>{children}</div>
    </section>
  );
}

type MiddleProps = {
  readonly bottom: RefObject<PaneHandle | null>;
  readonly room: Room;
  readonly onOpen: (side: Side) => void;
};

/** The canvas, and below it problems, data and tests. */
function Middle({ bottom, room, onOpen }: MiddleProps) {
  const { t } = useTranslation();
  const status = useDocument((state) => state.status);
  return (
    <div className={styles.middle}>
      {room !== 'wide' && <PanelButtons room={room} onOpen={onOpen} />}
      <SplitPane
        // Each set of sizes is remembered for itself: a low window begins with a low bottom panel.
        id={room === 'narrow' ? 'designer-middle-narrow' : 'designer-middle'}
        direction="vertical"
        panes={[
          {
            id: 'canvas',
            content: (
              <section className={styles.region} aria-label={t('canvas.label')} data-region="canvas">
                <PartBoundary>{status === 'unreadable' ? <UnreadableFlow /> : <Canvas />}</PartBoundary>
              </section>
            ),
          },
          {
            id: 'bottom',
            label: t('designer.resizeBottom'),
            size: room === 'narrow' ? 36 : 248,
            min: 120,
            collapsedSize: 36,
            handle: bottom,
            content: (
              <section className={styles.region} aria-label={t('designer.bottomPanel')} data-region="bottom">
                <PartBoundary>
                  <BottomPanel />
                </PartBoundary>
              </section>
            ),
          },
        ]}
      />
    </div>
  );
}

/** The way to panels that lie over the canvas, for hands without keys. */
function PanelButtons({ room, onOpen }: { readonly room: Room; readonly onOpen: (side: Side) => void }) {
  const { t } = useTranslation();
  const leftKeys = useKeys('panel.left');
  const rightKeys = useKeys('panel.inspector');
  return (
    <div className={styles.buttons}>
      {room === 'narrow' && (
        <Button variant="ghost" icon={PanelLeft} title={leftKeys} onClick={() => onOpen('left')}>
          {t('designer.steps')}
        </Button>
      )}
      <span className={styles.space} />
      <Button variant="ghost" icon={PanelRight} title={rightKeys} onClick={() => onOpen('right')}>
        {t('designer.inspector')}
      </Button>
    </div>
  );
}

/** Lets a command close the bottom panel and open it again. */
function usePanelToggle(): RefObject<PaneHandle | null> {
  const panel = useRef<PaneHandle>(null);
  useCommand('panel.bottom', () => flip(panel));
  return panel;
}

function flip(panel: RefObject<PaneHandle | null>): void {
  if (panel.current?.isCollapsed()) panel.current.expand();
  else panel.current?.collapse();
}
