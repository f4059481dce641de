import { CircleSlash } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { type Drawing, useCanvasState } from '../canvas-state.ts';
import { reasonUnder } from '../gestures/draw-edge.ts';
import styles from './panels.module.css';

/** Beside the pointer while an edge is drawn: why it cannot end here. */
export function ReasonChip() {
  const drawing = useCanvasState((state) => state.drawing);
  return drawing === undefined ? null : <Reason drawing={drawing} />;
}

function Reason({ drawing }: { readonly drawing: Drawing }) {
  const [reason, setReason] = useState<string>();
  const chip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const follow = (event: PointerEvent): void => {
      setReason(reasonUnder({ target: document.elementFromPoint(event.clientX, event.clientY) }, drawing));
      const { current } = chip;
      if (current === null) return;
      current.style.left = `${Math.min(event.clientX + 16, window.innerWidth - 300)}px`;
      current.style.top = `${Math.min(event.clientY + 18, window.innerHeight - 80)}px`;
    };
    window.addEventListener('pointermove', follow);
    return () => window.removeEventListener('pointermove', follow);
  }, [drawing]);
  return (
    <div ref={chip} className={styles.reason} hidden={reason === undefined} role="status">
      <CircleSlash size={14} aria-hidden />
      {reason}
    </div>
  );
}
