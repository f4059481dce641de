import { hash as digest } from 'node:crypto';
import type { Environment } from '#flow/workspace/environment.ts';
import { exitCodes, Refused, type SaidProblem } from './command.ts';
import { type CheckOptions, checkPaths, type ReportedFinding } from './findings.ts';

/** Picks the environment that was asked for, or the one whose purpose is `dev`. */
export function pickEnvironment(environments: readonly Environment[], asked: string | undefined): Environment {
  const known = environments.length === 0 ? 'none' : environments.map(({ name }) => name).join(', ');
  if (asked !== undefined) {
    const found = environments.find(({ name }) => name === asked);
    if (found !== undefined) return found;
    throw new Refused(exitCodes.usage, `The workspace has no environment "${asked}". It has: ${known}.`);
  }
  const dev = environments.filter(({ purpose }) => purpose === 'dev');
  const [only] = dev;
  if (only !== undefined && dev.length === 1) return only;
  const why =
    dev.length === 0 ? 'has no environment with "purpose: dev"' : 'has several environments with "purpose: dev"';
  throw new Refused(exitCodes.usage, `The workspace ${why}. Name one with --env. It has: ${known}.`);
}

/** Refuses to go on while there are errors; each comes out with file, line and column. */
export async function requireSound(paths: readonly string[], options: CheckOptions = {}): Promise<void> {
  const { findings } = await checkPaths(paths, options);
  const errors = findings.filter(({ severity, waiver }) => severity === 'error' && waiver === null);
  if (errors.length > 0) throw new Refused(exitCodes.findings, ...errors.map(saidOf));
}

function saidOf({ rule, message, file, line, column }: ReportedFinding): SaidProblem {
  return { code: rule, message, file, line, column };
}

/** SHA-256 as 64 hex digits. */
export function sha256(text: string): string {
  return digest('sha256', text);
}
