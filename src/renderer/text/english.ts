import { canvasTexts } from './english/canvas.ts';
import { connectionTexts } from './english/connections.ts';
import { designerTexts } from './english/designer.ts';
import { explainTexts } from './english/explain.ts';
import { flowTexts } from './english/flows.ts';
import { frameTexts } from './english/frame.ts';
import { governanceTexts } from './english/governance.ts';
import { inspectorTexts } from './english/inspector.ts';
import { keyTexts } from './english/keys.ts';
import { libraryTexts } from './english/library.ts';
import { outlineTexts } from './english/outline.ts';
import { paletteTexts } from './english/palette.ts';
import { problemTexts } from './english/problem-list.ts';
import { runTexts } from './english/runs.ts';
import { settingsTexts } from './english/settings.ts';
import { testingTexts } from './english/testing.ts';
import { approvalTexts, setAsideTexts } from './english/work.ts';

/** Texts of the interface, one file for each area; those of areas few people are in are `laterTexts`. */
export const english = {
  canvas: canvasTexts,
  connections: connectionTexts,
  designer: designerTexts,
  frame: frameTexts,
  inspector: inspectorTexts,
  keys: keyTexts,
  library: libraryTexts,
  palette: paletteTexts,
  problems: problemTexts,
  testing: testingTexts,
  explain: explainTexts,
  governance: governanceTexts,
  flows: flowTexts,
  outline: outlineTexts,
  settings: settingsTexts,
  approvals: approvalTexts,
  runs: runTexts,
  setAside: setAsideTexts,
};
