import { isJsonObject } from '../../json.ts';
import { systemOf } from '../../registry/registry.ts';
import type { ExaminedNode } from '../examination.ts';
import { createPassage } from './passage.ts';
import { scopesOf } from './scopes-of.ts';
import { selectNodes } from './selector.ts';
import type { PropertyAnswer, View } from './view.ts';

/**
 * Whether a step takes no more than a share of what the vendor of its system allows everybody together: because its
 * connection starts requests that slowly, or because a Slow down inside the For each around it does. Unknown where
 * nobody wrote the vendor's limit down.
 */
export function keepsVendorRate(step: ExaminedNode, share: number, view: View): PropertyAnswer {
  const { context } = view.examination;
  const id = connectionIdOf(step);
  const connection = id === undefined ? undefined : context.connections?.get(id);
  const system = context.registry && connection?.system ? systemOf(context.registry, connection.system) : undefined;
  const limit = system?.limits?.ratePerSecond;
  const name = system?.name ?? connection?.name ?? 'its system';
  if (connection === undefined || limit === undefined) return { isUnknown: true, values: { system: name } };
  const most = limit * share;
  const own = connection.limits?.ratePerSecond;
  if ((own !== undefined && own <= most) || isSlowedTo(most, step, view)) return true;
  const detail = own === undefined ? 'without a rate' : `at ${sayRate(own)}`;
  return { detail, values: { system: name, connection: connection.id, most: sayRate(most) } };
}

function connectionIdOf({ node }: ExaminedNode): string | undefined {
  const { connection, source } = node.config;
  if (typeof connection === 'string') return connection;
  return isJsonObject(source) && typeof source.connection === 'string' ? source.connection : undefined;
}

/**
 * A Slow down bounds a step only where it is passed once for each time the step runs, so in the same For each. One with
 * a key has a rate for every value of it, and bounds nothing.
 */
function isSlowedTo(most: number, step: ExaminedNode, view: View): boolean {
  const list = scopesOf(step).find(({ type }) => type === 'each');
  if (list === undefined || step.type === 'each') return false;
  const rate = { atMost: `${Math.floor(most * 3_600)}/h` };
  const gate = { type: 'throttle', config: { rate, key: { set: false } } } as const;
  const isInside = selectNodes(gate, view).some((slow) => scopesOf(slow).find(({ type }) => type === 'each') === list);
  return isInside && createPassage([gate], view).wayTo(step) === undefined;
}

/** In the unit in which it is a whole number. */
function sayRate(perSecond: number): string {
  const units = [
    ['s', 1],
    ['m', 60],
    ['h', 3_600],
  ] as const;
  const [unit, seconds] = units.find(([, one]) => Number.isInteger(perSecond * one)) ?? ['h', 3_600];
  return `${Math.floor(perSecond * seconds)}/${unit}`;
}
