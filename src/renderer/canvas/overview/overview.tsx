import {
  type MouseEvent,
  type PointerEvent,
  useCallback,
  useEffect,
  useRef,
  type WheelEvent as WheelEventOfReact,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useTheme } from '#ui/theme.ts';
import { useChecking } from '../../document/checking.ts';
import { choose, useBoard } from '../board.ts';
import { focusCanvas, isStill, lookAt, nameZoom, toCanvas } from '../camera.ts';
import { markerOf, readMarker } from '../cards/markers.ts';
import { useOverlay } from '../overlay.ts';
import { useEachView } from '../react-flow.ts';
import { overlap, rectsOf, topmostAt } from '../rects.ts';
import styles from './overview.module.css';
import { familyOfNode, paintEdges, readPalette } from './paint.ts';

type View = { readonly x: number; readonly y: number; readonly zoom: number };

/**
 * A large flow from far away, as one picture: hundreds of elements would hold every movement up. It has its own hits:
 * a click selects, a drag draws a marquee, a double click goes there.
 */
export function Overview() {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<View>({ x: 0, y: 0, zoom: 1 });
  const frame = useRef(0);
  const marquee = useRef<{ readonly from: { x: number; y: number }; to: { x: number; y: number } } | undefined>(
    undefined,
  );
  const theme = useTheme();
  const palette = useRef(readPalette());
  const redraw = useCallback(() => {
    if (frame.current !== 0) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      if (canvas.current !== null) paint(canvas.current, view.current, palette.current, marquee.current);
    });
  }, []);
  useEachView((x, y, zoom) => {
    view.current = { x, y, zoom };
    redraw();
  });
  useEffect(() => {
    // The theme's colours are read again whenever the theme is another.
    palette.current = theme === undefined ? palette.current : readPalette();
    redraw();
  }, [theme, redraw]);
  useEffect(() => {
    const stops = [useBoard.subscribe(redraw), useChecking.subscribe(redraw), useOverlay.subscribe(redraw)];
    const sizes = new ResizeObserver(redraw);
    if (canvas.current !== null) sizes.observe(canvas.current);
    return () => {
      for (const stop of stops) stop();
      sizes.disconnect();
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    };
  }, [redraw]);
  const press = (event: PointerEvent<HTMLCanvasElement>): void => {
    focusCanvas();
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const from = toCanvas({ x: event.clientX, y: event.clientY });
    marquee.current = { from, to: from };
  };
  const move = (event: PointerEvent): void => {
    if (marquee.current === undefined) return;
    marquee.current.to = toCanvas({ x: event.clientX, y: event.clientY });
    redraw();
  };
  const release = (event: PointerEvent): void => {
    const drawn = marquee.current;
    marquee.current = undefined;
    if (drawn !== undefined) selectWithin(drawn, event.shiftKey || event.ctrlKey || event.metaKey);
    redraw();
  };
  return (
    <canvas
      ref={canvas}
      className={styles.overview}
      role="img"
      aria-label={t('canvas.picture')}
      onPointerDown={press}
      onPointerMove={move}
      onPointerUp={release}
      onDoubleClick={goThere}
      onWheel={passOn}
    />
  );
}

function goThere(event: MouseEvent): void {
  event.stopPropagation();
  lookAt(toCanvas({ x: event.clientX, y: event.clientY }), Math.max(nameZoom, 0.8), !isStill());
}

/** Panning and zooming belong to the surface below. */
function passOn(event: WheelEventOfReact): void {
  const { nativeEvent } = event;
  document
    .querySelector('.react-flow__renderer .react-flow__pane')
    ?.dispatchEvent(new WheelEvent('wheel', nativeEvent));
}

function selectWithin(
  { from, to }: { readonly from: { x: number; y: number }; readonly to: { x: number; y: number } },
  isMore: boolean,
): void {
  const { nodes, selected } = useBoard.getState();
  const area = {
    x: Math.min(from.x, to.x),
    y: Math.min(from.y, to.y),
    width: Math.abs(to.x - from.x),
    height: Math.abs(to.y - from.y),
  };
  const rects = rectsOf(nodes);
  const isClick = area.width < 8 && area.height < 8;
  const hit = isClick
    ? [topmostAt(nodes, from, () => true)?.id].filter((id) => id !== undefined)
    : nodes.filter(({ id, type }) => type !== 'frame' && overlap(rects.get(id) ?? area, area)).map(({ id }) => id);
  choose(isMore ? new Set([...selected, ...hit]) : hit);
}

function paint(
  canvas: HTMLCanvasElement,
  { x, y, zoom }: View,
  palette: ReturnType<typeof readPalette>,
  marquee: { readonly from: { x: number; y: number }; readonly to: { x: number; y: number } } | undefined,
): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const density = window.devicePixelRatio;
  const width = Math.round(canvas.clientWidth * density);
  const height = Math.round(canvas.clientHeight * density);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const { nodes, edges, selected } = useBoard.getState();
  const { findings } = useChecking.getState();
  const { steps } = useOverlay.getState();
  const rects = rectsOf(nodes);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  context.setTransform(density * zoom, 0, 0, density * zoom, density * x, density * y);
  context.strokeStyle = palette.edge;
  context.lineWidth = 1.5 / zoom;
  paintEdges(context, edges, rects);
  for (const node of nodes) {
    const rect = rects.get(node.id);
    if (rect === undefined) continue;
    const family = familyOfNode(node);
    const isWrong = readMarker(markerOf(findings, node.id)).errors > 0 || steps.get(node.id)?.status === 'failed';
    context.fillStyle = family === undefined ? palette.note : palette.soft[family];
    context.strokeStyle = isWrong ? palette.danger : family === undefined ? palette.note : palette.fill[family];
    context.lineWidth = (selected.has(node.id) ? 3 : 1.2) / zoom;
    if (selected.has(node.id)) context.strokeStyle = palette.accent;
    context.beginPath();
    context.roundRect(rect.x, rect.y, rect.width, rect.height, 10);
    if (node.type !== 'frame') context.fill();
    context.stroke();
  }
  if (marquee === undefined) return;
  context.strokeStyle = palette.accent;
  context.lineWidth = 1 / zoom;
  const { from, to } = marquee;
  context.strokeRect(Math.min(from.x, to.x), Math.min(from.y, to.y), Math.abs(to.x - from.x), Math.abs(to.y - from.y));
}
