import { hardenSource } from './harden.ts';
import { shortcutSource } from './shortcut.ts';

/** Times an expression may meet data the shortcut does not cover before it is always JSONata's. */
const mostDetours = 20;

/**
 * Last part of the guest program that evaluates JSONata. `begin` gives the outcome where the shortcut reached one;
 * otherwise it leaves it in a variable, because JSONata is asynchronous and its microtasks run when the host's call
 * returns, and `take` hands it over.
 */
const runnerSource = `
const compiled = [];
const held = [];
let outcome = 'p';
// Whether every text of the call at hand is free of what only JSONata understands.
let isPlain = true;

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
  if (text !== undefined) held[slot] = { text, value: undefined, isPlain: !holdsMarks(text) };
  if (!held[slot].isPlain) isPlain = false;
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
    const ast = expression.ast();
    const isShared = !groups(ast, new Set());
    compiled[id] = { expression, isShared, direct: shortcut(ast), detours: 0 };
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
    isPlain = true;
    const { expression, isShared, direct } = compiled[id];
    const input = inputSlot < 0 ? undefined : hold(inputSlot, inputText, isShared);
    const bindings = {};
    for (let at = 0; at < bound.length; at += 3) bindings[bound[at]] = hold(bound[at + 1], bound[at + 2], isShared);
    if (direct !== undefined && isPlain && !isArray(input)) {
      try {
        return render(direct(input, { root: input, bindings }), limits.textUnits);
      } catch (thrown) {
        if (thrown !== leave) throw thrown;
        compiled[id].detours += 1;
        if (compiled[id].detours > ${mostDetours}) compiled[id].direct = undefined;
      }
    }
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
${shortcutSource}
shell.btoa = btoa;
shell.atob = atob;
${runnerSource}
})(shell.jsonata, ${JSON.stringify({ textUnits: limits.textUnits, depth: limits.depth, expressionMs: limits.expressionMs })});
})()`;
}
