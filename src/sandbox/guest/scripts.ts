import { hardenSource } from './harden.ts';

/**
 * Second part of the guest program that runs one script in a fresh realm. A text that parses as an expression is
 * one; any other is the body of a function. The constructor parses the body by itself, so no text can close it
 * early and continue outside.
 */
const runnerSource = String.raw`
const names = ['input', 'steps', 'vars', 'run', 'trigger', 'item', 'index'];

function freezeAll(value) {
  if (typeof value !== 'object' || value === null) return value;
  const keys = keysOf(value);
  for (let at = 0; at < keys.length; at++) freezeAll(value[keys[at]]);
  return freeze(value);
}
function compile(source) {
  try {
    return construct(NativeFunction, [...names, '"use strict"; return (' + source + '\n);']);
  } catch {
    return construct(NativeFunction, [...names, '"use strict"; ' + source]);
  }
}
// A getter may give one thing to the look and another to the serialiser, so what was serialised is looked at again.
function readTwice(said) {
  if (said[0] !== 'v') return said;
  unitsLeft = limits.textUnits;
  nodesLeft = 200000;
  const why = refusal(parse(cut(said, 1)), 1);
  return why === '' ? said : 'r' + why;
}
function run(source, now, seed, ...texts) {
  clock = now;
  randomState = seed;
  let work;
  try {
    work = compile(source);
  } catch (thrown) {
    return 's' + failed(thrown);
  }
  try {
    const values = [];
    for (let at = 0; at < names.length; at++) {
      values[at] = texts[at] === undefined ? undefined : freezeAll(parse(texts[at]));
    }
    return readTwice(render(apply(work, undefined, values), limits.textUnits));
  } catch (thrown) {
    return failed(thrown);
  }
}
return run;
`;

/** Names a script sees, in the order the guest takes their texts. */
export const scriptNames = ['input', 'steps', 'vars', 'run', 'trigger', 'item', 'index'] as const;

/**
 * The guest program for scripts.
 *
 * @returns source whose completion value is the function that runs one script
 */
export function scriptProgram(limits: { readonly textUnits: number }): string {
  return `(function (limits) {
'use strict';
${hardenSource}
${runnerSource}
})(${JSON.stringify({ textUnits: limits.textUnits })})`;
}
