import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Pair = { readonly front: string; readonly back: string; readonly least: number };

const text = 4.5;
const shape = 3;
const note = 7;

/** Every front token over every back token. */
function over(fronts: readonly string[], backs: readonly string[], least: number): readonly Pair[] {
  return fronts.flatMap((front) => backs.map((back) => ({ front, back, least })));
}

const surfaces = ['bg-app', 'bg-canvas', 'bg-panel', 'bg-raised', 'bg-sunken', 'bg-hover'];
const quietSurfaces = ['bg-app', 'bg-canvas', 'bg-panel', 'bg-raised', 'bg-sunken'];
const states = ['ok', 'warn', 'danger', 'info', 'wait', 'idle'];
const families = ['trigger', 'map', 'logic', 'human', 'action', 'guard', 'sub'];

/** All pairs the interface may put on each other; colours outside of this list need a pair of their own first. */
const pairs: readonly Pair[] = [
  ...over(['fg', 'fg-muted', 'fg-subtle'], surfaces, text),
  ...over(['fg', 'fg-muted'], ['bg-active'], text),
  ...over(['fg-inverse'], ['bg-inverse'], text),
  ...over(['accent-fg'], ['accent', 'accent-hover'], text),
  ...over(['accent-text'], [...surfaces, 'accent-soft'], text),
  ...over(['line-control', 'edge', 'focus', 'accent', 'accent-line'], quietSurfaces, shape),
  ...states.flatMap((state) => [
    ...over([`${state}-text`], [`${state}-soft`, 'bg-panel', 'bg-raised', 'bg-hover'], text),
    ...over([state], ['bg-panel', 'bg-raised', 'bg-canvas', 'bg-sunken', `${state}-soft`], shape),
  ]),
  ...families.flatMap((family) => [
    ...over([`f-${family}`], [`f-${family}-soft`], text),
    ...over([`f-${family}`], ['bg-raised', 'bg-canvas'], shape),
  ]),
  ...over(['note-fg'], ['note-bg'], note),
  ...['add', 'del', 'mod'].flatMap((change) => [
    ...over([`diff-${change}`], [`diff-${change}-bg`], shape),
    ...over(['fg'], [`diff-${change}-bg`], text),
  ]),
  ...over(['diff-mov'], ['bg-canvas'], shape),
  ...over(['c1', 'c2', 'c3', 'c4', 'c5', 'c6'], ['bg-panel'], shape),
];

// Read as a file: the test runner empties stylesheets that are imported.
const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** The colours one theme sets, by name without the prefix. */
function readColours(theme: 'light' | 'dark'): ReadonlyMap<string, string> {
  const block = new RegExp(`\\[data-theme="${theme}"\\]\\s*\\{([^}]*)\\}`).exec(css)?.[1] ?? '';
  return new Map(
    [...block.matchAll(/--ps-([\w-]+):\s*(#[0-9a-f]{6})\s*;/gi)].map(([, name = '', colour = '']) => [name, colour]),
  );
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrastOf(front: string, back: string): number {
  const [lighter = 0, darker = 0] = [luminanceOf(front), luminanceOf(back)].sort((left, right) => right - left);
  return (lighter + 0.05) / (darker + 0.05);
}

const themes = [
  { theme: 'light', colours: readColours('light') },
  { theme: 'dark', colours: readColours('dark') },
] as const;

test('both themes set the same colours', () => {
  const [light, dark] = themes.map(({ colours }) => [...colours.keys()].sort());

  expect(dark).toEqual(light);
});

test('all 288 pairs of front and back colour reach their contrast', () => {
  const measured = themes.flatMap(({ theme, colours }) =>
    pairs.map(({ front, back, least }) => {
      const ratio = contrastOf(colours.get(front) ?? '', colours.get(back) ?? '');
      return { pair: `${theme}: ${front} on ${back}`, ratio, least };
    }),
  );

  expect(measured).toHaveLength(288);
  expect(measured.filter(({ ratio, least }) => !(ratio >= least))).toEqual([]);
});

test('no pair is listed twice', () => {
  const names = pairs.map(({ front, back }) => `${front} on ${back}`);

  expect(new Set(names).size).toBe(names.length);
});
