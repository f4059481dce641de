import type { NodeCatalogue } from '../node-type/manifest.ts';
import type { Change, ChangeKind, Risk } from './change.ts';
import { countRisks } from './group-changes.ts';
import { anchorOf, drawGraph } from './html/draw-graph.ts';
import { foldGraph } from './html/fold-graph.ts';
import { drawIcon, drawShapes, type Icon } from './html/icons.ts';
import { escapeHtml } from './html/markup.ts';
import { type MergedGraph, type MergedStep, mergeGraph } from './html/merge-graph.ts';
import { placeGraph } from './html/place-graph.ts';
import { showValues } from './html/show-values.ts';
import { styleSheet } from './html/styles.ts';
import { type FlowSides, pairFlows } from './pair-flows.ts';
import { count } from './say-value.ts';
import type { DiffSide } from './side.ts';

/** Something that could not be read, so that what is told may not be everything. */
export type Unread = { readonly where: string; readonly message: string };

/** What a report is written from. */
export type Report = {
  readonly changes: readonly Change[];
  readonly before: DiffSide;
  readonly after: DiffSide;
  /** What people call the two sides: `HEAD`, `the working tree`, `orders.flow.yaml`. */
  readonly names: { readonly before: string; readonly after: string };
  readonly catalogue: NodeCatalogue;
  readonly unread?: readonly Unread[];
};

/** A flow with what changed in it. */
type FlowSection = {
  readonly sides: FlowSides;
  readonly id: string;
  readonly name: string;
  readonly changes: readonly Change[];
  readonly prefix: string;
};

/** Words for the kinds of changes, as reviewers call them. */
const kindWords: Readonly<Record<ChangeKind, string>> = {
  reach: 'Reach',
  'flow-added': 'Flow',
  'flow-removed': 'Flow',
  'flow-renamed': 'Flow',
  'step-added': 'Step',
  'step-removed': 'Step',
  'step-renamed': 'Step id',
  'step-moved': 'Step',
  'step-type': 'Type of step',
  'step-name': 'Name',
  expression: 'Expression',
  config: 'Setting',
  policy: 'If it fails',
  'edge-added': 'Edge',
  'edge-removed': 'Edge',
  'edge-changed': 'Edge',
  header: 'Flow settings',
  contract: 'Agreed shape',
  connection: 'Connection',
  environment: 'Environment',
  template: 'Pattern',
  waiver: 'Waiver',
  trust: 'Trust',
  registry: 'Registry',
  test: 'Tests',
  text: 'Text',
  layout: 'Layout',
};

const riskWords: Readonly<Record<Risk, string>> = {
  high: 'High risk',
  medium: 'Medium risk',
  low: 'Low risk',
  none: 'No effect',
};

/**
 * Writes a report of a comparison as one HTML file that needs nothing else and runs nothing: what must be looked at
 * first, then each flow drawn with what came, went and changed, and every sentence with its values. The same
 * comparison gives the same bytes. Names come from files anybody may write, so nothing in them acts as HTML.
 */
export function renderHtml(report: Report): string {
  const { changes, names } = report;
  const anchors = new Map(changes.map((change, index) => [change, `c${index + 1}`]));
  const sections = sectionsOf(report);
  const drawn = sections.filter((section) => section.changes.some(({ kind }) => kind !== 'layout'));
  const told = new Set(drawn.flatMap((section) => section.changes));
  const others = changes.filter((change) => !told.has(change));
  const title = `${names.before} → ${names.after}`;
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(title)} · Penstock</title><style>${styleSheet}</style></head><body>`,
    drawShapes(),
    writeHead(report, drawn),
    '<main>',
    writeUnread(report.unread ?? []),
    writeFirst(changes, anchors, sections),
    changes.length === 0 ? writeNothing(names) : '',
    ...drawn.map((section) => writeFlow(section, report.catalogue, anchors)),
    writeOthers(others, anchors, sections),
    '</main><footer>Boxes that only moved change nothing that runs. Values that look like secrets are hidden.</footer>',
    '</body></html>\n',
  ].join('\n');
}

function sectionsOf({ changes, before, after }: Report): readonly FlowSection[] {
  const byFlow = Map.groupBy(changes, ({ flow }) => flow);
  const order = [...byFlow.keys()];
  const sections = pairFlows(before.flows, after.flows).flatMap((sides): readonly Omit<FlowSection, 'prefix'>[] => {
    const side = sides.after ?? sides.before;
    const own = side === undefined ? undefined : byFlow.get(side.flow.id);
    if (side === undefined || own === undefined) return [];
    return [{ sides, id: side.flow.id, name: side.flow.name, changes: own }];
  });
  return sections
    .sort((one, other) => order.indexOf(one.id) - order.indexOf(other.id))
    .map((section, index) => ({ ...section, prefix: `f${index + 1}` }));
}

function writeHead({ changes, names }: Report, drawn: readonly FlowSection[]): string {
  const counts = [...countRisks(changes)].filter(([, many]) => many > 0);
  const chips = counts.map(
    ([risk, many]) =>
      `<li class="count ${risk}"><span class="dot" aria-hidden="true"></span><span><b>${many}</b> ${riskWords[risk].toLowerCase()}</span></li>`,
  );
  const flows = drawn.length === 0 ? '' : ` in ${count(drawn.length, 'flow')}`;
  const summary =
    changes.length === 0
      ? 'No difference'
      : `${count(changes.length, 'change')}${changes.some(({ flow }) => flow !== null) ? flows : ''}`;
  return [
    '<header class="top"><div class="bar"><svg width="20" height="20" viewBox="0 0 32 32" aria-hidden="true"><path d="M5 8h7a5 5 0 0 1 5 5v6a5 5 0 0 0 5 5h5" fill="none" stroke="var(--ps-accent)" stroke-width="4.5" stroke-linecap="round"/><circle cx="25" cy="8" r="3.2" fill="var(--ps-accent)"/></svg><span>Penstock · What changed</span></div>',
    `<div class="lead"><div><h1><bdi class="side">${escapeHtml(names.before)}</bdi><span class="to" aria-hidden="true">→</span><span class="sr"> compared with </span><bdi class="side">${escapeHtml(names.after)}</bdi></h1>`,
    `<p class="summary">${summary}</p></div><ul class="counts" aria-label="Changes by risk">${chips.join('')}</ul></div></header>`,
  ].join('');
}

function writeUnread(unread: readonly Unread[]): string {
  if (unread.length === 0) return '';
  const lines = unread.map(({ where, message }) => `<li><code>${escapeHtml(where)}</code> ${escapeHtml(message)}</li>`);
  return `<section class="panel unread"><header><h2>Not everything could be compared</h2><p>These files cannot be read as they stand.</p></header><ul>${lines.join('')}</ul></section>`;
}

/** Reach first, then everything of high risk: what a reviewer must not miss. */
function writeFirst(
  changes: readonly Change[],
  anchors: ReadonlyMap<Change, string>,
  sections: readonly FlowSection[],
): string {
  const reach = changes.filter(({ kind, risk }) => kind === 'reach' && (risk === 'high' || risk === 'medium'));
  const high = changes.filter(({ kind, risk }) => risk === 'high' && kind !== 'reach');
  const first = [...reach, ...high];
  if (first.length === 0) return '';
  const nameOf = new Map(sections.map(({ id, name }) => [id, name]));
  const lines = first.map((change) => {
    const where = change.flow === null ? 'Workspace' : (nameOf.get(change.flow) ?? change.flow);
    const icon = drawIcon(change.kind === 'reach' ? 'reach' : 'risk');
    return `<li>${icon}<span><a href="#${anchors.get(change) ?? ''}" dir="auto">${escapeHtml(change.sentence)}</a> <span class="where"><bdi>${escapeHtml(where)}</bdi></span></span></li>`;
  });
  return `<section class="panel first"><header><h2>${drawIcon('risk')}Look here first</h2><p>What it reaches, loosens or can lose</p></header><ul>${lines.join('')}</ul></section>`;
}

function writeNothing({ before, after }: Report['names']): string {
  return `<section class="panel empty"><h2>Nothing changed</h2><p><bdi>${escapeHtml(before)}</bdi> and <bdi>${escapeHtml(after)}</bdi> say the same.</p></section>`;
}

function writeFlow(section: FlowSection, catalogue: NodeCatalogue, anchors: ReadonlyMap<Change, string>): string {
  const { sides, name, id, changes, prefix } = section;
  const graph = mergeGraph(sides, changes, { catalogue });
  const folded = foldGraph(graph);
  const keys = new Set(isDifferent(graph) ? [...allSteps(folded.steps)].map(({ key }) => key) : []);
  const drawing = placeGraph(folded, catalogue);
  const isWhole = sides.before === undefined || sides.after === undefined;
  const description = describe(graph);
  const svg = drawGraph(drawing, {
    prefix,
    title: `Flow ${name}, both versions in one graph`,
    description,
    catalogue,
    isWhole,
  });
  const file = (sides.after ?? sides.before)?.file ?? '';
  const own = changes.filter(({ kind }) => kind !== 'layout');
  const layout = changes.filter(({ kind }) => kind === 'layout');
  return [
    `<section class="panel" aria-labelledby="${prefix}-name"><header><h2 id="${prefix}-name"><bdi>${escapeHtml(name)}</bdi></h2>`,
    `<p>${versionsOf(sides)}<code>${escapeHtml(file === '' ? id : file)}</code></p><span class="tally">${count(own.length, 'change')}</span></header>`,
    isDifferent(graph) ? drawPicture(svg, graph, name) : '<p class="same-graph">Its steps and edges are the same.</p>',
    `<ol class="changes" aria-label="Changes of ${escapeHtml(name)}">`,
    ...[...own, ...layout].map((change) =>
      writeChange(change, { anchor: anchors.get(change) ?? '', stepAnchor: stepAnchorOf(change, prefix, keys) }),
    ),
    '</ol></section>',
  ].join('');
}

/** True where the drawing has anything to show. */
function isDifferent({ steps, edges }: MergedGraph): boolean {
  return [...allSteps(steps), ...edges].some(({ mark }) => mark !== 'same');
}

function drawPicture(svg: string, graph: MergedGraph, name: string): string {
  return `<div class="canvas" tabindex="0" role="group" aria-label="Graph of ${escapeHtml(name)}">${svg}</div>${writeLegend(graph)}`;
}

function versionsOf({ before, after }: FlowSides): string {
  const [was, is] = [before?.flow.version, after?.flow.version];
  if (was === is) return was === undefined ? '' : `Version ${escapeHtml(was)} · `;
  if (was === undefined || is === undefined) return `Version ${escapeHtml(was ?? is ?? '')} · `;
  return `Version ${escapeHtml(was)} → ${escapeHtml(is)} · `;
}

function stepAnchorOf({ node, kind }: Change, prefix: string, keys: ReadonlySet<string>): string | undefined {
  if (node === null) return undefined;
  const gone = `${node} (before)`;
  const key = kind === 'step-removed' && keys.has(gone) ? gone : node;
  return keys.has(key) ? anchorOf(prefix, key) : undefined;
}

function* allSteps(steps: readonly MergedStep[]): Generator<MergedStep> {
  for (const step of steps) {
    yield step;
    yield* allSteps(step.inside);
  }
}

/** What the drawing shows, for who cannot see it. */
function describe({ steps, edges }: MergedGraph): string {
  const all = [...allSteps(steps)];
  const named = (mark: MergedStep['mark']): string => {
    const list = all.filter((step) => step.mark === mark).map(({ node }) => node.name ?? node.id);
    if (list.length === 0) return '';
    const more = list.length > 12 ? ` and ${list.length - 12} more` : '';
    return ` ${mark.charAt(0).toUpperCase()}${mark.slice(1)}: ${list.slice(0, 12).join(', ')}${more}.`;
  };
  const fresh = edges.filter(({ mark }) => mark === 'added').length;
  const gone = edges.filter(({ mark }) => mark === 'removed').length;
  const ways = fresh + gone === 0 ? '' : ` ${count(fresh, 'edge')} added, ${gone} removed.`;
  return `${count(all.length, 'step')}.${named('added')}${named('removed')}${named('changed')}${ways}`;
}

function writeLegend({ steps, edges }: MergedGraph): string {
  const found = new Set([...allSteps(steps), ...edges].map(({ mark }) => mark));
  const words = { added: 'Added', removed: 'Removed', changed: 'Changed', same: 'Unchanged' } as const;
  const shown = (['added', 'removed', 'changed', 'same'] as const).filter((mark) => found.has(mark));
  return `<ul class="legend" aria-label="Legend">${shown.map((mark) => `<li><span class="swatch ${mark}" aria-hidden="true"></span>${words[mark]}</li>`).join('')}</ul>`;
}

type Anchors = { readonly anchor: string; readonly stepAnchor?: string | undefined };

function writeChange(change: Change, { anchor, stepAnchor }: Anchors): string {
  const { kind, risk, sentence, node, file } = change;
  const [mark, icon] = lookOf(change);
  const where =
    stepAnchor !== undefined
      ? `<span class="jump"> · <a href="#${stepAnchor}">Show in the graph</a></span>`
      : node !== null
        ? ` · <code>${escapeHtml(node)}</code>`
        : '';
  const stands = change.flow === null && file !== undefined ? ` · <code>${escapeHtml(file)}</code>` : '';
  return [
    `<li class="change" id="${anchor}"><span class="mark ${mark}">${drawIcon(icon)}</span>`,
    `<div><p class="sentence" dir="auto">${escapeHtml(sentence)}</p><p class="meta">${kindWords[kind]}${where}${stands}</p>${showValues(change)}</div>`,
    `<span class="risk ${risk}">${riskWords[risk]}</span></li>`,
  ].join('');
}

function lookOf({ kind, before, after }: Change): readonly [mark: string, icon: Icon] {
  if (kind === 'reach') return ['reach', 'reach'];
  if (kind === 'step-moved' || kind === 'layout') return ['moved', 'moved'];
  if (kind === 'edge-changed') return ['changed', 'edge'];
  if (kind.endsWith('-added')) return ['added', 'added'];
  if (kind.endsWith('-removed')) return ['removed', 'removed'];
  if (before === undefined && after !== undefined) return ['added', 'added'];
  if (before !== undefined && after === undefined) return ['removed', 'removed'];
  return ['changed', 'changed'];
}

/** What belongs to no flow, and flows whose boxes only moved. */
function writeOthers(
  others: readonly Change[],
  anchors: ReadonlyMap<Change, string>,
  sections: readonly FlowSection[],
): string {
  if (others.length === 0) return '';
  const hasFlows = sections.length > 0;
  const only = others.every(({ kind }) => kind === 'layout');
  const title = only ? 'Layout only' : hasFlows ? 'Beside the flows' : 'Workspace';
  const lines = others.map((change) => writeChange(change, { anchor: anchors.get(change) ?? '' }));
  return `<section class="panel" aria-labelledby="others"><header><h2 id="others">${title}</h2><span class="tally">${count(others.length, 'change')}</span></header><ol class="changes">${lines.join('')}</ol></section>`;
}
