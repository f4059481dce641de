import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** What the shell remembers from one start to the next. */
export type Remembered = {
  /** Workspaces, the last opened first. */
  readonly recent: readonly string[];
  /**
   * The port the designer was served on. The browser keeps what a person chose (theme, sizes of panels) by origin, and
   * the port is part of it. 0 where none is remembered.
   */
  readonly port: number;
};

/** Workspaces that are remembered. */
const most = 10;

/** Reads what was remembered; a file that is missing or damaged is one that remembers nothing. */
export function readRemembered(file: string): Remembered {
  try {
    return parseRemembered(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { recent: [], port: 0 };
  }
}

/** Takes from a value of unknown origin what fits. */
export function parseRemembered(value: unknown): Remembered {
  const facts: { readonly recent?: unknown; readonly port?: unknown } =
    typeof value === 'object' && value !== null ? value : {};
  const recent = Array.isArray(facts.recent) ? facts.recent.filter((one) => typeof one === 'string' && one !== '') : [];
  const { port } = facts;
  const isPort = typeof port === 'number' && Number.isInteger(port) && port >= 1_024 && port <= 65_535;
  return { recent: recent.slice(0, most), port: isPort ? port : 0 };
}

/** Puts a workspace first. */
export function withRecent(remembered: Remembered, workspace: string): Remembered {
  const others = remembered.recent.filter((one) => one !== workspace);
  return { ...remembered, recent: [workspace, ...others].slice(0, most) };
}

/** Writes it whole or not at all. */
export function writeRemembered(file: string, remembered: Remembered): void {
  const beside = `${file}.new`;
  writeFileSync(beside, `${JSON.stringify(remembered, undefined, 2)}\n`);
  renameSync(beside, file);
}
