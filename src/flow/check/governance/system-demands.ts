import type { JsonObject } from '../../json.ts';
import { systemOf } from '../../registry/registry.ts';
import type { ValueTest } from '../../template/template.ts';
import type { ExaminedNode } from '../examination.ts';
import { meetsTest, valueAtPath } from './value-test.ts';
import { connectionOf, type View, type Violation } from './view.ts';

/** Asks the registry about the system a step reaches; a system nobody described is unknown. */
export function* findSystemViolations(
  node: ExaminedNode,
  tests: Readonly<Record<string, ValueTest>>,
  { examination, parameters }: View,
): Generator<Violation> {
  if (node.manifest?.connection === undefined) return;
  const { registry } = examination.context;
  const id = connectionOf(node, examination)?.system;
  const system = registry === undefined || id === undefined ? undefined : systemOf(registry, id);
  if (system === undefined) {
    yield { node, isUnknown: true, detail: id ?? 'its system' };
    return;
  }
  // The registry is plain data, as its type says.
  const facts = system as unknown as JsonObject;
  for (const [path, test] of Object.entries(tests)) {
    if (!meetsTest(valueAtPath(facts, path), test, parameters))
      yield { node, detail: path, values: { system: system.name } };
  }
}
