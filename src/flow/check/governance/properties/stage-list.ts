import type { ExaminedNode } from '../../examination.ts';
import type { View } from '../view.ts';

/** The stages the parameter `stages` lists, in their order. */
export function stagesOf({ parameters }: View): readonly string[] {
  const { stages } = parameters;
  return Array.isArray(stages) ? stages.filter((stage) => typeof stage === 'string') : [];
}

/** The steps that mark a stage. */
export function milestonesOf(stage: string, { examination }: View): readonly ExaminedNode[] {
  return examination.nodes.filter(({ type, node }) => type === 'milestone' && node.config.milestone === stage);
}
