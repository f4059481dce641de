/**
 * First part of every guest program: takes what it needs from the realm before any user text runs, and removes
 * what only serves attacks (memory outside the heap limit, callbacks outside the time limit) or makes a replay
 * differ (the clock, randomness, the locale). It defines names; the part that follows it uses them.
 */
export const hardenSource = `
const parse = JSON.parse;
const stringify = JSON.stringify;
const apply = Reflect.apply;
const construct = Reflect.construct;
const isArray = Array.isArray;
const keysOf = Object.keys;
const prototypeOf = Object.getPrototypeOf;
const descriptorOf = Object.getOwnPropertyDescriptor;
const defineProperty = Object.defineProperty;
const freeze = Object.freeze;
const isFiniteNumber = Number.isFinite;
const cut = Function.prototype.call.bind(String.prototype.slice);
const codeAt = Function.prototype.call.bind(String.prototype.charCodeAt);
const indexIn = Function.prototype.call.bind(String.prototype.indexOf);
const fromCode = String.fromCharCode;
const then = Promise.prototype.then;
const ObjectPrototype = Object.prototype;
const ArrayPrototype = Array.prototype;
const RangePrototype = RangeError.prototype;
const SyntaxPrototype = SyntaxError.prototype;
const NativeFunction = Function;
const RealDate = Date;
const realNow = Date.now;

for (const name of ['WebAssembly', 'SharedArrayBuffer', 'Atomics', 'FinalizationRegistry', 'WeakRef', 'Intl', 'Temporal', 'console']) {
  delete globalThis[name];
}
for (const name of ['resize', 'transfer', 'transferToFixedLength']) delete ArrayBuffer.prototype[name];
for (const name of ['__proto__', '__defineGetter__', '__defineSetter__', '__lookupGetter__', '__lookupSetter__']) {
  delete ObjectPrototype[name];
}
defineProperty(Error, 'prepareStackTrace', { value: undefined, writable: false, configurable: false });
defineProperty(Error, 'stackTraceLimit', { value: 0, writable: false, configurable: false });

let clock = 0;
let randomState = 0;

// Mulberry32: small, and the same on every machine.
function seededRandom() {
  randomState = (randomState + 0x6d2b79f5) | 0;
  let mixed = Math.imul(randomState ^ (randomState >>> 15), 1 | randomState);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}
defineProperty(Math, 'random', { value: seededRandom, writable: false, configurable: false });

function FixedDate(...parts) {
  if (new.target === undefined) return new RealDate(clock).toString();
  return construct(RealDate, parts.length === 0 ? [clock] : parts, new.target);
}
FixedDate.prototype = RealDate.prototype;
FixedDate.UTC = RealDate.UTC;
FixedDate.parse = RealDate.parse;
FixedDate.now = () => clock;
defineProperty(RealDate.prototype, 'constructor', { value: FixedDate, writable: false, configurable: false });
globalThis.Date = FixedDate;

const base64Digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
function btoa(text) {
  let encoded = '';
  for (let at = 0; at < text.length; at += 3) {
    const left = text.length - at;
    const group =
      ((codeAt(text, at) & 255) << 16) |
      ((left > 1 ? codeAt(text, at + 1) & 255 : 0) << 8) |
      (left > 2 ? codeAt(text, at + 2) & 255 : 0);
    encoded += base64Digits[group >>> 18] + base64Digits[(group >>> 12) & 63];
    encoded += left > 1 ? base64Digits[(group >>> 6) & 63] : '=';
    encoded += left > 2 ? base64Digits[group & 63] : '=';
  }
  return encoded;
}
function atob(text) {
  let decoded = '';
  let group = 0;
  let bits = 0;
  for (let at = 0; at < text.length && text[at] !== '='; at++) {
    const digit = text[at] === '-' ? 62 : text[at] === '_' ? 63 : indexIn(base64Digits, text[at]);
    if (digit < 0) continue;
    group = ((group << 6) | digit) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      decoded += fromCode((group >>> bits) & 255);
    }
  }
  return decoded;
}

let unitsLeft = 0;
let nodesLeft = 0;
// Says why a value is no JSON we would pass on, or nothing. Bounded before anything is serialised, because
// forty lists that share their halves fit in a page of heap and print as a terabyte.
function refusal(value, depth) {
  if (--nodesLeft < 0) return 'large';
  switch (typeof value) {
    case 'string':
      unitsLeft -= value.length;
      return unitsLeft < 0 ? 'large' : '';
    case 'number':
      return isFiniteNumber(value) ? '' : 'not-finite';
    case 'boolean':
    case 'undefined':
      return '';
    case 'object':
      break;
    default:
      return 'not-json';
  }
  if (value === null) return '';
  if (depth > 64) return 'deep';
  const prototype = prototypeOf(value);
  if (isArray(value)) {
    if (prototype !== ArrayPrototype) return 'not-json';
    if (value.length > nodesLeft) return 'large';
    for (let at = 0; at < value.length; at++) {
      const why = refusal(value[at], depth + 1);
      if (why !== '') return why;
    }
    return '';
  }
  if (prototype !== ObjectPrototype && prototype !== null) return 'not-json';
  const keys = keysOf(value);
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at];
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') return 'key';
    unitsLeft -= key.length;
    const why = refusal(value[key], depth + 1);
    if (why !== '') return why;
  }
  return unitsLeft < 0 ? 'large' : '';
}

// 'v' and the text of a value, 'u' for nothing, 'r' and a reason.
function render(value, textUnits) {
  if (value === undefined) return 'u';
  unitsLeft = textUnits;
  nodesLeft = 200000;
  const why = refusal(value, 1);
  if (why !== '') return 'r' + why;
  const text = stringify(value);
  if (typeof text !== 'string') return 'rnot-json';
  return text.length > textUnits ? 'rlarge' : 'v' + text;
}

// 'f' and what a thrown thing says about itself. Only data properties are read: a getter may loop for ever.
function describe(thrown) {
  const facts = { name: 'other' };
  if (typeof thrown === 'string') facts.message = cut(thrown, 0, 500);
  if (typeof thrown === 'object' && thrown !== null) {
    const prototype = prototypeOf(thrown);
    if (prototype === RangePrototype) facts.name = 'range';
    if (prototype === SyntaxPrototype) facts.name = 'syntax';
    for (const key of ['code', 'position', 'token', 'message']) {
      const property = descriptorOf(thrown, key);
      const said = property === undefined ? undefined : property.value;
      if (typeof said === 'string') facts[key] = cut(said, 0, 500);
      else if (isFiniteNumber(said)) facts[key] = said;
    }
  }
  return 'f' + stringify(facts);
}
function failed(thrown) {
  try {
    return describe(thrown);
  } catch {
    return 'f{"name":"range"}';
  }
}
`;
