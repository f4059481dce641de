import type { Json } from '../json.ts';

/** What kind of thing a change touches. `layout` never changes what runs. */
export const changeKinds = [
  'reach',
  'flow-added',
  'flow-removed',
  'flow-renamed',
  'step-added',
  'step-removed',
  'step-renamed',
  'step-moved',
  'step-type',
  'step-name',
  'expression',
  'config',
  'policy',
  'edge-added',
  'edge-removed',
  /** Edges of one step that lead elsewhere, or whose outcomes were swapped or renamed. */
  'edge-changed',
  'header',
  'contract',
  'connection',
  'environment',
  'template',
  'waiver',
  'registry',
  'trust',
  'test',
  'text',
  'layout',
] as const;

/** One of the kinds. */
export type ChangeKind = (typeof changeKinds)[number];

/**
 * How closely a reviewer must look, riskiest first: `high` reaches further, loosens protection or can lose or repeat
 * an effect; `medium` changes what a run does; `low` changes how it is tuned, named or described; `none` moves boxes.
 */
export const risks = ['high', 'medium', 'low', 'none'] as const;

/** One of the risks. */
export type Risk = (typeof risks)[number];

/** One thing that is different, said as a reviewer would say it. */
export type Change = {
  readonly kind: ChangeKind;
  readonly risk: Risk;
  /** Id of the flow it is about, the later one where it was renamed; null for what belongs to the workspace. */
  readonly flow: string | null;
  /** Id of the step, the later one where it was renamed; that of the source for an edge. */
  readonly node: string | null;
  /** Type of that step, such as `respond@1`; absent where the change is about no step. */
  readonly stepType?: string;
  /** Path of what changed, from the step or the head of the flow: `config.values.partner`, `retry.attempts`. */
  readonly field: string | null;
  /** A whole sentence without a full stop missing: `Retry limit of "Create order" raised from 3 to 10.` */
  readonly sentence: string;
  /** What was there; absent where nothing was. */
  readonly before?: Json;
  /** What is there now; absent where nothing is. */
  readonly after?: Json;
  /** Workspace path of the file it stands in, on the later side where there is one. */
  readonly file?: string;
};
