import { useTranslation } from 'react-i18next';
import type { FlowNode } from '#flow/flow.ts';
import { manifestOf } from '../../document/catalogue.ts';
import { useChecking } from '../../document/checking.ts';
import { presentDocument, useDocument } from '../../document/document.ts';
import { useCanvasState } from '../canvas-state.ts';
import { isStepUntaken, type StepMark, useOverlay } from '../overlay.ts';
import { markerOf, readMarker } from './markers.ts';
import { placeOf } from './step-place.ts';

/** What a card shows besides the step itself. */
export type StepFacts = {
  readonly errors: number;
  readonly warnings: number;
  readonly mark: StepMark | undefined;
  readonly isUntaken: boolean;
  /** `source`, `legal` or `illegal` while an edge is drawn. */
  readonly role: string | undefined;
  /** True where tools and stubs are shown. */
  readonly isActive: boolean;
  readonly isRenaming: boolean;
  readonly isDropTarget: boolean;
  /** Everything in one sentence, for people who hear it. */
  readonly label: string;
};

/** Gathers what a card shows; every selector gives a value that stays the same while nothing changed. */
export function useStepFacts(node: FlowNode, isSelected: boolean): StepFacts {
  const { t } = useTranslation();
  const { id } = node;
  const marker = useChecking((state) => markerOf(state.findings, id));
  const isFresh = useCanvasState((state) => state.fresh === id);
  const mark = useOverlay((state) => state.steps.get(id));
  const isUntaken = useOverlay((state) => isStepUntaken(state, id));
  const role = useCanvasState(({ drawing }) => {
    if (drawing === undefined) return undefined;
    if ((drawing.loose === 'to' ? drawing.from : drawing.to) === id) return 'source';
    return drawing.legal.has(id) ? 'legal' : 'illegal';
  });
  const isHovered = useCanvasState((state) => state.hovered === id && state.drawing === undefined);
  const isOnly = useCanvasState((state) => isSelected && state.drawing === undefined);
  const isRenaming = useCanvasState((state) => state.renaming === id);
  const isDropTarget = useCanvasState((state) => state.dropTarget === id);
  // A string, so that a card renders only when its own sentence changes.
  const place = useDocument(({ flow }) => (flow === undefined ? '' : JSON.stringify(placeOf(flow, id))));
  const { errors, warnings } = readMarker(isFresh ? 0 : marker);
  return {
    errors,
    warnings,
    mark,
    isUntaken,
    role,
    isActive: isHovered || isOnly,
    isRenaming,
    isDropTarget,
    label: place === '' ? '' : sentence(),
  };

  function sentence(): string {
    const { flow } = presentDocument();
    if (flow === undefined) return '';
    const { number, total, from, to } = placeOf(flow, id);
    return [
      node.name ?? id,
      manifestOf(node)?.title ?? node.type,
      t('canvas.said.place', { number, total }),
      ...(mark === undefined ? [] : [t(`canvas.status.${mark.status}`)]),
      ...(errors === 0 ? [] : [t('canvas.said.errors', { count: errors })]),
      ...(warnings === 0 ? [] : [t('canvas.said.warnings', { count: warnings })]),
      ...(from === '' ? [] : [t('canvas.said.from', { from })]),
      ...(to === '' ? [] : [t('canvas.said.to', { to })]),
    ].join(', ');
  }
}
