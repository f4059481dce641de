import type { StepProperty } from '../view.ts';

/** Longest script a reviewer reads without a test of its own, in lines. */
const longest = 30;

/** A script short enough to be read. */
export const shortScript: StepProperty = {
  name: 'short-script',
  says: `A script of at most ${longest} lines.`,
  ask({ node, path }) {
    const { code } = node.config;
    const lines = typeof code === 'string' ? code.trim().split('\n').length : 0;
    return lines <= longest || { path: `${path}.config.code`, detail: String(lines) };
  },
};
