import type { Json } from '../../json.ts';
import type { Selector } from '../../template/template.ts';
import type { ExaminedNode } from '../examination.ts';
import { isWrite } from '../examination.ts';
import { scopesOf } from './scopes-of.ts';
import { askProperty } from './step-properties.ts';
import { meetsTests } from './value-test.ts';
import { connectionOf, type View } from './view.ts';

/** True where a step is one the selector speaks of. What is unknown does not fit. */
export function fits(node: ExaminedNode, selector: Selector, view: View): boolean {
  return (
    isAmong(node.type, selector.type) &&
    isAmong(node.manifest?.kind, selector.kind) &&
    (selector.effect === undefined || effectOf(node) === selector.effect) &&
    fitsConnection(node, selector.connection, view) &&
    isAmong(textOf(node.node.config.operation), selector.operation) &&
    (selector.config === undefined || meetsTests(node.node.config, selector.config, view.parameters)) &&
    (selector.step === undefined || meetsTests(besideSettings(node), selector.step, view.parameters)) &&
    fitsPlace(node, selector, view) &&
    listOf(selector.is).every((name) => askProperty(name, node, view) === true) &&
    listOf(selector.isNot).every((name) => askProperty(name, node, view) !== true)
  );
}

/** Every step of the flow a selector speaks of, in the order of the examination. */
export function selectNodes(selector: Selector, view: View): readonly ExaminedNode[] {
  return view.examination.nodes.filter((node) => fits(node, selector, view));
}

/** What stands beside a step's settings, as data. */
export function besideSettings({ node }: ExaminedNode): Json {
  const { id: _id, config: _config, body: _body, compensations: _undo, next: _next, ...beside } = node;
  // Everything but the parts just left out is plain data as the file wrote it.
  return beside as unknown as Json;
}

/** What a step does outside the run's own records; local work counts as nothing. */
export function effectOf(node: ExaminedNode): 'none' | 'read' | 'write' {
  if (isWrite(node)) return 'write';
  return node.manifest?.local === true || node.effect === 'write' ? 'none' : node.effect;
}

function fitsPlace(node: ExaminedNode, { inside, holds, role, any, not }: Selector, view: View): boolean {
  if (inside !== undefined && !scopesOf(node).some((scope) => fits(scope, inside, view))) return false;
  if (holds !== undefined && !innerOf(node, view).some((inner) => fits(inner, holds, view))) return false;
  if (role !== undefined && !fitsRole(node, role, view)) return false;
  if (any !== undefined && !any.some((one) => fits(node, one, view))) return false;
  return not === undefined || !fits(node, not, view);
}

function fitsRole(node: ExaminedNode, role: string, view: View): boolean {
  const found = view.bound.template.roles.find(({ id }) => id === role);
  return found !== undefined && fits(node, found.select, view);
}

function fitsConnection(node: ExaminedNode, wanted: Selector['connection'], { examination }: View): boolean {
  if (wanted === undefined) return true;
  const kind = node.manifest?.connection;
  if (kind === undefined) return false;
  return wanted === 'any' || isAmong(connectionOf(node, examination)?.kind ?? kind, wanted);
}

/** Every step inside a scope, at any depth, undo steps included. */
export function innerOf(scope: ExaminedNode, { examination }: View): readonly ExaminedNode[] {
  if (scope.node.body === undefined && scope.node.compensations === undefined) return [];
  const inside = `${scope.path}.`;
  return examination.nodes.filter(({ path }) => path.startsWith(inside));
}

function isAmong(value: string | undefined, wanted: string | readonly string[] | undefined): boolean {
  return wanted === undefined || (value !== undefined && listOf(wanted).includes(value));
}

function listOf(texts: string | readonly string[] | undefined): readonly string[] {
  if (texts === undefined) return [];
  return typeof texts === 'string' ? [texts] : texts;
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
