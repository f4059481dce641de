import type { NodeManifest } from '../../node-type/manifest.ts';

/** Shapes drawn once a page, in a square of 24 with strokes of 2; everything else refers to them. */
const shapes = {
  added: '<path d="M12 5v14M5 12h14"/>',
  removed: '<path d="M5 12h14"/>',
  changed: '<path d="M4 20h4L19 9l-4-4L4 16z"/><path d="M13 7l4 4"/>',
  moved: '<path d="M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3"/>',
  reach: '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18"/>',
  edge: '<circle cx="6" cy="6" r="2.5"/><circle cx="18" cy="18" r="2.5"/><path d="M8.5 6H12a3 3 0 0 1 3 3v6a3 3 0 0 0 .5 3"/>',
  risk: '<path d="M12 4L2.8 20h18.4z"/><path d="M12 10v4.5M12 17.2v.1"/>',
  start: '<path d="M13 2L4 14h7l-1 8 9-12h-7z"/>',
  map: '<path d="M3 7h4l9 10h5M3 17h4l2.5-2.8M13.5 9.8L16 7h5M18 4l3 3-3 3M18 14l3 3-3 3"/>',
  logic:
    '<circle cx="5" cy="12" r="2"/><circle cx="19" cy="6" r="2"/><circle cx="19" cy="18" r="2"/><path d="M7 12h3c4 0 3-6 7-6M10 12c4 0 3 6 7 6"/>',
  human: '<circle cx="10" cy="8" r="4"/><path d="M3 20c0-4 3-6 7-6 2 0 3.5.5 5 1.5M15.5 19l2 2 4-4"/>',
  action: '<path d="M21 3L3 10.5l7 3.5 3.5 7z"/><path d="M10 14L21 3"/>',
  guard: '<path d="M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z"/>',
  sub: '<rect x="3" y="4" width="8" height="6" rx="1.5"/><rect x="13" y="14" width="8" height="6" rx="1.5"/><path d="M7 10v4a3 3 0 0 0 3 3h3"/>',
} as const satisfies Readonly<Record<string, string>>;

/** A shape of the page. */
export type Icon = keyof typeof shapes;

/** The sort of a step, which gives its tile its tint and its shape. */
export type Family = 'trigger' | 'map' | 'logic' | 'human' | 'action' | 'guard' | 'sub';

/** The shape of each sort. */
export const familyIcons: Readonly<Record<Family, Icon>> = {
  trigger: 'start',
  map: 'map',
  logic: 'logic',
  human: 'human',
  action: 'action',
  guard: 'guard',
  sub: 'sub',
};

const familyByType: Readonly<Record<string, Family>> = {
  approval: 'human',
  wait: 'logic',
  each: 'logic',
  merge: 'logic',
  redact: 'guard',
  validate: 'guard',
  milestone: 'action',
  respond: 'action',
  subflow: 'sub',
};

const familyByKind: Readonly<Record<NodeManifest['kind'], Family>> = {
  trigger: 'trigger',
  pure: 'map',
  effect: 'action',
  scope: 'guard',
  wait: 'logic',
  end: 'guard',
};

/** The sort of a node type as the designer tints it; a type that is not installed looks like a called flow. */
export function familyOf(manifest: NodeManifest | undefined): Family {
  if (manifest === undefined) return 'sub';
  return familyByType[manifest.type] ?? (manifest.group === 'decide' ? 'logic' : familyByKind[manifest.kind]);
}

/** Every shape, once, where nobody sees it. */
export function drawShapes(): string {
  const symbols = Object.entries(shapes).map(
    ([name, shape]) => `<symbol id="i-${name}" viewBox="0 0 24 24">${shape}</symbol>`,
  );
  return `<svg class="shapes" width="0" height="0" aria-hidden="true" focusable="false">${symbols.join('')}</svg>`;
}

/** A shape beside words that say the same. */
export function drawIcon(icon: Icon): string {
  return `<svg class="icon" width="16" height="16" aria-hidden="true" focusable="false"><use href="#i-${icon}"/></svg>`;
}
