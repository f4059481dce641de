import { hardenSource } from './harden.ts';

/**
 * Second part of the guest program that evaluates JSONata. `begin` leaves its outcome in a variable, because
 * JSONata is asynchronous and its microtasks run when the host's call returns; `take` hands the outcome over.
 */
const runnerSource = `
const compiled = [];
const held = [];
let outcome = 'p';

// The only reader of Date.now in a realm of expressions is JSONata's time limit; $now() and $millis() construct a Date.
Date.now = realNow;
for (const prototype of [ObjectPrototype, ArrayPrototype, NativeFunction.prototype, String.prototype, Number.prototype]) {
  Object.preventExtensions(prototype);
}

function settle(value) {
  try {
    outcome = render(value, limits.textUnits);
  } catch (thrown) {
    outcome = failed(thrown);
  }
}
function fail(thrown) {
  outcome = failed(thrown);
}
// Texts of the item at hand with their values, so that the expressions of a segment share one parse. Grouping
// pushes into an empty list of its input (JSONata 2.2.2), so an expression that groups gets a copy of its own.
function hold(slot, text, isShared) {
  if (text !== undefined) held[slot] = { text, value: undefined };
  const entry = held[slot];
  if (!isShared) return parse(entry.text);
  if (entry.value === undefined) entry.value = parse(entry.text);
  return entry.value;
}
function groups(tree, seen) {
  if (typeof tree !== 'object' || tree === null || seen.has(tree)) return false;
  seen.add(tree);
  if (tree.group !== undefined) return true;
  for (const key of keysOf(tree)) if (groups(tree[key], seen)) return true;
  return false;
}
function refuseEval() {
  throw { code: 'X0001' };
}
function compile(id, source) {
  try {
    const expression = jsonata(source, { stack: limits.depth, timeout: limits.expressionMs });
    expression.registerFunction('eval', refuseEval);
    compiled[id] = { expression, isShared: !groups(expression.ast(), new Set()) };
    return 'u';
  } catch (thrown) {
    return failed(thrown);
  }
}
function begin(id, now, seed, isFresh, inputSlot, inputText, ...bound) {
  outcome = 'p';
  try {
    clock = now;
    randomState = seed;
    if (isFresh) held.length = 0;
    const { expression, isShared } = compiled[id];
    const input = inputSlot < 0 ? undefined : hold(inputSlot, inputText, isShared);
    const bindings = {};
    for (let at = 0; at < bound.length; at += 3) bindings[bound[at]] = hold(bound[at + 1], bound[at + 2], isShared);
    apply(then, expression.evaluate(input, bindings), [settle, fail]);
  } catch (thrown) {
    outcome = failed(thrown);
  }
}
function take() {
  const taken = outcome;
  outcome = 'p';
  return taken;
}
return [compile, begin, take];
`;

/**
 * The guest program for expressions: JSONata's own text, then ours.
 *
 * @returns source whose completion value is `[define, begin, take]`
 */
export function expressionProgram(
  jsonata: string,
  limits: { readonly textUnits: number; readonly depth: number; readonly expressionMs: number },
): string {
  return `(function () {
const shell = {};
(function (window) {
${jsonata}
})(shell);
return (function (jsonata, limits) {
'use strict';
${hardenSource}
shell.btoa = btoa;
shell.atob = atob;
${runnerSource}
})(shell.jsonata, ${JSON.stringify({ textUnits: limits.textUnits, depth: limits.depth, expressionMs: limits.expressionMs })});
})()`;
}
