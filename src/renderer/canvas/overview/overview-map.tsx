import { type PointerEvent, useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useTheme } from '#ui/theme.ts';
import { useBoard } from '../board.ts';
import { canvasBounds, lookAt, zoomNow } from '../camera.ts';
import { useEachView } from '../react-flow.ts';
import { boundsOf, type Rect, rectsOf } from '../rects.ts';
import styles from './overview.module.css';
import { familyOfNode, readPalette } from './paint.ts';

const width = 176;
const height = 112;
const margin = 6;
/** Between two pictures while things move, in milliseconds: the map may lag, the canvas may not. */
const pauseMs = 160;

/** The whole flow in the corner, with the part that is seen; a press or drag on it goes there. */
export function OverviewMap() {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const view = useRef({ x: 0, y: 0, zoom: 1 });
  const theme = useTheme();
  const redraw = useCallback(() => {
    if (timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      if (canvas.current !== null) paint(canvas.current, view.current);
    }, pauseMs);
  }, []);
  useEachView((x, y, zoom) => {
    view.current = { x, y, zoom };
    redraw();
  });
  useEffect(() => {
    const stop = useBoard.subscribe(redraw);
    if (theme !== undefined) redraw();
    return () => {
      stop();
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [redraw, theme]);
  const look = (event: PointerEvent<HTMLCanvasElement>): void => {
    if (event.buttons !== 1) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const box = event.currentTarget.getBoundingClientRect();
    const { origin, scale } = scaleOf(view.current);
    const point = {
      x: origin.x + (event.clientX - box.left - margin) / scale,
      y: origin.y + (event.clientY - box.top - margin) / scale,
    };
    lookAt(point, zoomNow(), false);
  };
  return (
    <div className={styles.map}>
      <canvas
        ref={canvas}
        width={width * 2}
        height={height * 2}
        role="img"
        aria-label={t('canvas.map')}
        onPointerDown={look}
        onPointerMove={look}
      />
    </div>
  );
}

type View = { readonly x: number; readonly y: number; readonly zoom: number };

function seenBy({ x, y, zoom }: View): Rect {
  const bounds = canvasBounds();
  return { x: -x / zoom, y: -y / zoom, width: bounds.width / zoom, height: bounds.height / zoom };
}

function scaleOf(view: View): { readonly origin: { readonly x: number; readonly y: number }; readonly scale: number } {
  const seen = seenBy(view);
  const all = boundsOf([...rectsOf(useBoard.getState().nodes).values()]) ?? seen;
  const whole = boundsOf([all, clip(seen, all)]) ?? all;
  const scale = Math.min((width - 2 * margin) / whole.width, (height - 2 * margin) / whole.height);
  const free = { x: (width - 2 * margin) / scale - whole.width, y: (height - 2 * margin) / scale - whole.height };
  return { origin: { x: whole.x - free.x / 2, y: whole.y - free.y / 2 }, scale };
}

/** The part that is seen, but never so far out that the flow in the map would shrink to nothing. */
function clip(seen: Rect, all: Rect): Rect {
  const x = Math.max(seen.x, all.x - all.width);
  const y = Math.max(seen.y, all.y - all.height);
  const right = Math.min(seen.x + seen.width, all.x + 2 * all.width);
  const bottom = Math.min(seen.y + seen.height, all.y + 2 * all.height);
  return right <= x || bottom <= y ? all : { x, y, width: right - x, height: bottom - y };
}

function paint(canvas: HTMLCanvasElement, view: View): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const palette = readPalette();
  const { nodes, selected } = useBoard.getState();
  const rects = rectsOf(nodes);
  const { origin, scale } = scaleOf(view);
  context.setTransform(2, 0, 0, 2, 0, 0);
  context.clearRect(0, 0, width, height);
  const place = ({ x, y, width: wide, height: high }: Rect) =>
    [
      margin + (x - origin.x) * scale,
      margin + (y - origin.y) * scale,
      Math.max(2, wide * scale),
      Math.max(1.5, high * scale),
    ] as const;
  context.lineWidth = 1;
  for (const node of nodes) {
    const rect = rects.get(node.id);
    if (rect === undefined) continue;
    const family = familyOfNode(node);
    if (node.type === 'frame') {
      context.strokeStyle = palette.frame;
      context.strokeRect(...place(rect));
    } else {
      context.fillStyle = selected.has(node.id)
        ? palette.accent
        : family === undefined
          ? palette.note
          : palette.fill[family];
      context.fillRect(...place(rect));
    }
  }
  context.strokeStyle = palette.accent;
  context.lineWidth = 1.5;
  context.strokeRect(...place(seenBy(view)));
}
