import type { NodeCatalogue } from '../../node-type/manifest.ts';
import { manifestOf } from '../pair-steps.ts';
import { familyIcons, familyOf } from './icons.ts';
import { cutTo, escapeHtml, widthOf, wrapTo } from './markup.ts';
import type { MergedEdge } from './merge-graph.ts';
import { cardHead, type Drawing, frameHeader, type PlacedBox, type PlacedEdge, type Point } from './place-graph.ts';

/** What a drawing is about. */
export type DrawingFacts = {
  /** Begins every id in it, so that several stand in one page. */
  readonly prefix: string;
  readonly title: string;
  readonly description: string;
  readonly catalogue: NodeCatalogue;
  /** True where the flow came or went as a whole: marking every edge of it would say nothing. */
  readonly isWhole: boolean;
};

/** Pixels a page is wide at most. */
const pageWidth = 1_350;
/** A drawing is shrunk to fit its page as far as this; one that would need less scrolls. */
const smallestFit = 0.62;
const scrollingScale = 0.75;

/** Draws a graph as an SVG element: boxes with names and types, edges, and what became of each. */
export function drawGraph(drawing: Drawing, facts: DrawingFacts): string {
  const { prefix } = facts;
  const { width, height } = { width: Math.ceil(drawing.width), height: Math.ceil(drawing.height) };
  const fit = Math.min(1, pageWidth / Math.max(1, width));
  const scale = fit < smallestFit ? scrollingScale : fit;
  const names = new Map(drawing.boxes.map(({ step }) => [step.key, step.node.name ?? step.node.id]));
  const marked = (edge: MergedEdge) => (edge.mark === 'same' ? 0 : 1);
  const edges = [...drawing.edges].sort((one, other) => marked(one.edge) - marked(other.edge));
  const signs = facts.isWhole ? undefined : new Set<string>();
  const drawn = new Set<string>();
  const frames = drawing.boxes.filter((box) => box.isFrame);
  const cards = drawing.boxes.filter((box) => !box.isFrame);
  return [
    `<svg class="graph" role="img" aria-labelledby="${prefix}-title ${prefix}-about" viewBox="0 0 ${width} ${height}"`,
    ` width="${Math.round(width * scale)}" height="${Math.round(height * scale)}" xmlns="http://www.w3.org/2000/svg">`,
    `<title id="${prefix}-title">${escapeHtml(facts.title)}</title><desc id="${prefix}-about">${escapeHtml(facts.description)}</desc>`,
    ...frames.map((box) => drawFrame(box, facts)),
    ...edges.map((edge) => drawEdge(edge, names, drawn)),
    ...cards.map((box) => drawCard(box, facts)),
    ...edges.map((edge) => drawEnd(edge, signs)),
    '</svg>',
  ].join('');
}

/** The id of a box in its page; ids of steps are letters, digits and underscores, others are written by their numbers. */
export function anchorOf(prefix: string, key: string): string {
  return `${prefix}-${key.replace(/[^a-z0-9_]/gi, (character) => `.${character.codePointAt(0) ?? 0}`)}`;
}

function drawCard(box: PlacedBox, facts: DrawingFacts): string {
  if (box.step.isFolded === true) return drawFolded(box);
  const { prefix, catalogue } = facts;
  const { step, x, y, width, height, rows } = box;
  const family = familyOf(manifestOf(step.node, catalogue));
  const name = step.node.name ?? step.node.id;
  const room = width - 64;
  const lines = wrapTo(name, { width: room, size: 13.5 });
  const first = lines.length === 1 ? 29 : 21;
  return [
    `<g class="box ${step.mark}" id="${anchorOf(prefix, step.key)}" transform="translate(${round(x)} ${round(y)})">`,
    `<title>${escapeHtml(titleOf(box, catalogue))}</title>`,
    `<rect class="body" width="${width}" height="${height}" rx="8"/>`,
    rows.length === 0 ? '' : `<path class="rule" d="M1 ${cardHead}H${width - 1}"/>`,
    `<g data-family="${family}"><rect class="tile" x="12" y="16" width="32" height="32" rx="7"/>`,
    `<use class="glyph" href="#i-${familyIcons[family]}" x="20" y="24" width="16" height="16"/></g>`,
    ...lines.map((line, index) => `<text class="name" x="54" y="${first + index * 16}">${escapeHtml(line)}</text>`),
    `<text class="type" x="54" y="${first + lines.length * 16 + 1}">${escapeHtml(cutTo(typeLabel(box, catalogue), { width: room, size: 11 }))}</text>`,
    ...drawPorts(box, catalogue),
    drawWord(step.word, { x: width, mark: step.mark }),
    '</g>',
  ].join('');
}

/** A box for a stretch of unchanged steps; its dashes tell it from a step. */
function drawFolded({ step, x, y, width, height }: PlacedBox): string {
  const name = escapeHtml(step.node.name ?? '');
  const text = `<text class="outcome" x="${width / 2}" y="${height / 2 + 4}">${name}</text>`;
  return `<g class="folded" transform="translate(${round(x)} ${round(y)})"><rect class="body" width="${width}" height="${height}" rx="8"/>${text}</g>`;
}

function drawFrame(box: PlacedBox, { prefix, catalogue }: DrawingFacts): string {
  const { step, x, y, width, height } = box;
  const family = familyOf(manifestOf(step.node, catalogue));
  const name = cutTo(step.node.name ?? step.node.id, { width: width * 0.6, size: 13 });
  const type = cutTo(`· ${typeLabel(box, catalogue)}`, { width: width * 0.25, size: 11 });
  return [
    `<g class="frame ${step.mark}" id="${anchorOf(prefix, step.key)}" transform="translate(${round(x)} ${round(y)})">`,
    `<title>${escapeHtml(titleOf(box, catalogue))}</title>`,
    `<rect class="body" width="${width}" height="${height}" rx="12"/>`,
    `<g data-family="${family}"><use class="glyph" href="#i-${familyIcons[family]}" x="14" y="${frameHeader / 2 - 8}" width="16" height="16"/></g>`,
    `<text class="name" x="38" y="${frameHeader / 2 + 5}">${escapeHtml(name)} <tspan class="type">${escapeHtml(type)}</tspan></text>`,
    ...drawPorts(box, catalogue),
    drawWord(step.word, { x: width, mark: step.mark }),
    '</g>',
  ].join('');
}

function* drawPorts(box: PlacedBox, catalogue: NodeCatalogue): Generator<string> {
  const { step, width, rows, isFrame } = box;
  const kind = manifestOf(step.node, catalogue)?.kind;
  const middle = isFrame ? frameHeader + 24 : cardHead / 2;
  if (kind !== 'trigger') yield `<circle class="port" cx="0" cy="${middle}" r="5"/>`;
  for (const { port, y } of rows) {
    const text = escapeHtml(cutTo(port, { width: width / 2 - 20, size: 11 }));
    yield `<text class="outcome" x="${width - 14}" y="${y + 4}">${text}</text><circle class="port" cx="${width}" cy="${y}" r="5"/>`;
  }
  if (rows.length === 0 && kind !== 'end') yield `<circle class="port" cx="${width}" cy="${middle}" r="5"/>`;
}

/** The word on the corner: colour alone tells nobody anything. */
function drawWord(word: string | undefined, { x, mark }: { readonly x: number; readonly mark: string }): string {
  if (word === undefined) return '';
  const width = Math.round(widthOf(word, 11)) + 18;
  return `<g class="word ${mark}" transform="translate(${x - width - 10} -10)"><rect width="${width}" height="20" rx="10"/><text x="${width / 2}" y="14">${word}</text></g>`;
}

function drawEdge(placed: PlacedEdge, names: ReadonlyMap<string, string>, drawn: Set<string>): string {
  const { edge } = placed;
  const said = { added: 'Added: ', removed: 'Removed: ', changed: 'Changed: ', same: '' }[edge.mark];
  const title = `${said}${names.get(edge.from) ?? edge.from}, ${edge.port} → ${names.get(edge.to) ?? edge.to}`;
  return `<g class="edge ${edge.mark}"><title>${escapeHtml(title)}</title><path d="${pathOf(placed, drawn)}"/></g>`;
}

/** What stands above boxes: where a failure leaves, and once between two boxes the sign of what became of the way. */
function drawEnd({ edge, start, end, bends, isDown }: PlacedEdge, signs: Set<string> | undefined): string {
  const [x, y] = [round(start.x), round(start.y)];
  const label = isDown
    ? `<circle class="port" cx="${x}" cy="${y}" r="4.5"/><text class="outcome down" x="${x + 9}" y="${y + 14}">error</text>`
    : '';
  const key = `${edge.from} ${edge.to} ${edge.mark}`;
  if (edge.mark === 'same' || signs === undefined || signs.has(key)) return label;
  signs.add(key);
  return `${label}<g class="edge ${edge.mark}">${drawSign(edge.mark, middleOf(start, end, bends, isDown))}</g>`;
}

function drawSign(mark: MergedEdge['mark'], { x, y }: Point): string {
  const cross = mark === 'removed' ? 'M-4 0H4' : 'M-4 0H4M0 -4V4';
  return `<g class="sign" transform="translate(${round(x)} ${round(y)})"><circle r="8"/><path d="${cross}"/></g>`;
}

type Bends = PlacedEdge['bends'];

/** The way of an edge, up to where it joins another to the same step, which leads on from there. */
function pathOf({ edge, start, end, bends, isDown }: PlacedEdge, drawn: Set<string>): string {
  const parts = [`M${round(start.x)} ${round(start.y)}`];
  let at = start;
  let down = isDown;
  for (const { left, right, y } of bends) {
    parts.push(curve(at, { x: left, y }, down));
    const lane = `${edge.to} ${edge.mark} ${left} ${y}`;
    if (drawn.has(lane)) return parts.join('');
    drawn.add(lane);
    parts.push(`H${round(right)}`);
    at = { x: right, y };
    down = false;
  }
  parts.push(curve(at, end, down));
  return parts.join('');
}

function curve(from: Point, to: Point, isDown: boolean): string {
  if (isDown && to.y < from.y + 8) return aroundCorner(from, to);
  const back = to.x < from.x + 24;
  const pull = back ? 72 : Math.min(140, Math.max(28, (to.x - from.x) / 2));
  const first = isDown ? { x: from.x, y: from.y + 36 } : { x: from.x + pull, y: from.y };
  return `C${round(first.x)} ${round(first.y)} ${round(to.x - pull)} ${round(to.y)} ${round(to.x)} ${round(to.y)}`;
}

/** From below a box up again: past its corner, not behind it. */
function aroundCorner(from: Point, to: Point): string {
  const [x, low] = [round(from.x + 60), round(from.y + 26)];
  const [toX, toY] = [round(to.x), round(to.y)];
  const turn = `C${round(from.x)} ${low} ${x} ${low} ${x} ${round(from.y - 8)}`;
  return `${turn}C${x} ${round(Math.max(toY, from.y - 64))} ${round(to.x - 28)} ${toY} ${toX} ${toY}`;
}

/** A point on the way where a sign stands clear of boxes: in the first gap. */
function middleOf(start: Point, end: Point, bends: Bends, isDown: boolean): Point {
  const [first] = bends;
  const to = first === undefined ? end : { x: first.left, y: first.y };
  const share = 0.5;
  const low = isDown ? Math.min(10, Math.max(0, to.y - start.y)) : 0;
  return { x: start.x + (to.x - start.x) * share, y: start.y + (to.y - start.y) * share + low };
}

function titleOf({ step }: PlacedBox, catalogue: NodeCatalogue): string {
  const manifest = manifestOf(step.node, catalogue);
  const type = manifest === undefined ? step.node.type : manifest.title;
  const word = step.word === undefined ? 'Unchanged' : step.word;
  return `${step.node.name ?? step.node.id} (${step.node.id}) · ${type} · ${word}`;
}

function typeLabel({ step }: PlacedBox, catalogue: NodeCatalogue): string {
  const manifest = manifestOf(step.node, catalogue);
  const { connection, operation, flow } = step.node.config;
  const detail = [operation, flow, connection].find((value) => typeof value === 'string');
  return `${manifest?.title ?? step.node.type}${typeof detail === 'string' ? ` · ${detail}` : ''}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10 + 0;
}
