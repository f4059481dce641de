/**
 * Guest program text that evaluates the common part of JSONata without its promises: paths, objects, lists,
 * arithmetic, comparison and a few functions. JSONata awaits at every node of an expression, which is most of what a
 * small one costs.
 *
 * `shortcut(ast)` gives a function, or nothing for an expression with anything else in it. The function gives what
 * JSONata 2.2.2 gives, or throws `leave` where the data is of a kind it does not cover: wrong types, nested lists,
 * infinite numbers. JSONata itself then evaluates, so every failure is JSONata's own.
 */
export const shortcutSource = String.raw`
const hasOwn = Function.prototype.call.bind(ObjectPrototype.hasOwnProperty);
const lowerCase = Function.prototype.call.bind(String.prototype.toLowerCase);
const upperCase = Function.prototype.call.bind(String.prototype.toUpperCase);
const toPrecision = Function.prototype.call.bind(Number.prototype.toPrecision);
const isInteger = Number.isInteger;
const toNumber = Number;
const leave = freeze({ leave: true });

// Any other member of a node changes what it means: a filter, a grouping, a focus, an index, a parent.
const plainMembers = new Set(['type', 'value', 'position', 'lhs', 'rhs', 'steps', 'expressions', 'expression',
  'condition', 'then', 'else', 'arguments', 'procedure', 'keepArray', 'keepSingletonArray']);
const unusualKeys = new Set(['__proto__', '_jsonata_lambda', '_jsonata_function']);
// JSONata counts nested and parallel evaluations and refuses beyond its depth; this many can never reach it.
const mostNodes = limits.depth / 2;
let nodesSeen = 0;

function shortcut(ast) {
  nodesSeen = 0;
  return compileNode(ast);
}
function compileNode(node) {
  nodesSeen += 1;
  if (nodesSeen > mostNodes) return undefined;
  const members = keysOf(node);
  for (let at = 0; at < members.length; at++) {
    // The parser leaves a name on calls, which says nothing where it is empty.
    const isNothing = members[at] === 'name' && node.name === undefined;
    if (!plainMembers.has(members[at]) && !isNothing) return undefined;
  }
  switch (node.type) {
    case 'string':
    case 'number':
    case 'value': {
      const literal = node.value;
      return () => literal;
    }
    case 'name':
      return compileName(node.value);
    case 'variable':
      return compileVariable(node.value);
    case 'path':
      return compilePath(node);
    case 'block':
      return compileBlock(node);
    case 'condition':
      return compileCondition(node);
    case 'binary':
      return compileBinary(node);
    case 'unary':
      return compileUnary(node);
    case 'function':
      return compileCall(node);
    default:
      return undefined;
  }
}
function compileAll(nodes) {
  const all = [];
  for (let at = 0; at < nodes.length; at++) {
    const one = compileNode(nodes[at]);
    if (one === undefined) return undefined;
    all[at] = one;
  }
  return all;
}

function compileName(name) {
  return (input) => {
    if (isArray(input)) throw leave;
    return typeof input === 'object' && input !== null && hasOwn(input, name) ? input[name] : undefined;
  };
}
function compileVariable(name) {
  if (name === '') return (input) => input;
  if (name === '$') return (input, scope) => scope.root;
  return (input, scope) => {
    if (!hasOwn(scope.bindings, name)) throw leave;
    return scope.bindings[name];
  };
}
function compilePath(node) {
  const { steps } = node;
  const keepsList = node.keepSingletonArray === true;
  for (let at = 0; at < steps.length; at++) {
    const { type, value } = steps[at];
    const isStep = type === 'name' || type === 'block' || (type === 'variable' && at === 0) || (type === 'unary' && value === '{');
    if (!isStep) return undefined;
  }
  const works = compileAll(steps);
  if (works === undefined) return undefined;
  const last = works.length - 1;
  const isAbsolute = steps[0].type === 'variable';
  if (last === 0 && !keepsList && !isAbsolute) return oneStep(works[0]);
  return (input, scope) => {
    let items = isArray(input) && !isAbsolute ? input : [input];
    for (let at = 0; at <= last; at++) {
      items = takeStep(works[at], items, scope, at === last);
      if (items.length === 0) break;
    }
    if (items.sequence !== true) return items;
    if (keepsList) items.keepSingleton = true;
    return unwrap(items);
  };
}
// A single name needs no sequence around it.
function oneStep(work) {
  return (input, scope) => {
    if (isArray(input)) throw leave;
    return work(input, scope);
  };
}
function takeStep(work, items, scope, isLast) {
  const found = [];
  for (let at = 0; at < items.length; at++) {
    const value = work(items[at], scope);
    if (value !== undefined) found[found.length] = value;
  }
  if (isLast && found.length === 1 && isArray(found[0]) && found[0].sequence !== true) return found[0];
  const flat = [];
  flat.sequence = true;
  for (let at = 0; at < found.length; at++) {
    const value = found[at];
    if (!isArray(value)) flat[flat.length] = value;
    else for (let inner = 0; inner < value.length; inner++) flat[flat.length] = value[inner];
  }
  return flat;
}
function unwrap(items) {
  if (items.length === 0) return undefined;
  return items.length === 1 && items.keepSingleton !== true ? items[0] : items;
}

function compileBlock(node) {
  const works = compileAll(node.expressions);
  if (works === undefined) return undefined;
  if (works.length === 1) return works[0];
  return (input, scope) => {
    let value;
    for (let at = 0; at < works.length; at++) value = works[at](input, scope);
    return value;
  };
}
function compileCondition(node) {
  const test = compileNode(node.condition);
  const then = compileNode(node.then);
  const otherwise = node.else === undefined ? () => undefined : compileNode(node.else);
  if (test === undefined || then === undefined || otherwise === undefined) return undefined;
  return (input, scope) => (truth(test(input, scope)) ? then(input, scope) : otherwise(input, scope));
}
function truth(value) {
  switch (typeof value) {
    case 'undefined':
      return false;
    case 'boolean':
      return value;
    case 'string':
      return value !== '';
    case 'number':
      return value !== 0;
    default:
      if (value === null) return false;
      throw leave;
  }
}

function compileUnary(node) {
  if (node.value === '{') return compileObject(node);
  if (node.value === '[') return compileList(node);
  if (node.value !== '-') return undefined;
  const work = compileNode(node.expression);
  if (work === undefined) return undefined;
  return (input, scope) => {
    const value = work(input, scope);
    if (value === undefined) return undefined;
    if (typeof value !== 'number') throw leave;
    return -value;
  };
}
function compileObject(node) {
  const keys = [];
  const values = [];
  for (let at = 0; at < node.lhs.length; at++) {
    const [key, value] = node.lhs[at];
    if (key.type !== 'string' || keysOf(key).length !== 3) return undefined;
    if (unusualKeys.has(key.value) || keys.includes(key.value)) return undefined;
    keys[at] = key.value;
    values[at] = value;
  }
  const works = compileAll(values);
  if (works === undefined) return undefined;
  return (input, scope) => {
    if (isArray(input)) throw leave;
    const made = {};
    for (let at = 0; at < keys.length; at++) {
      const value = works[at](input, scope);
      if (value !== undefined) made[keys[at]] = value;
    }
    return made;
  };
}
function compileList(node) {
  const works = compileAll(node.expressions);
  if (works === undefined) return undefined;
  const isList = [];
  for (let at = 0; at < works.length; at++) isList[at] = node.expressions[at].value === '[';
  return (input, scope) => {
    const made = [];
    for (let at = 0; at < works.length; at++) {
      const value = works[at](input, scope);
      if (value === undefined) continue;
      if (isList[at] || !isArray(value)) made[made.length] = value;
      else for (let inner = 0; inner < value.length; inner++) made[made.length] = value[inner];
    }
    return made;
  };
}

function compileBinary(node) {
  const left = compileNode(node.lhs);
  const right = compileNode(node.rhs);
  if (left === undefined || right === undefined) return undefined;
  switch (node.value) {
    case 'and':
      return (input, scope) => truth(left(input, scope)) && truth(right(input, scope));
    case 'or':
      return (input, scope) => truth(left(input, scope)) || truth(right(input, scope));
    case '&':
      return (input, scope) => asText(left(input, scope)) + asText(right(input, scope));
    case '+':
      return (input, scope) => calculate(left(input, scope), right(input, scope), (one, other) => one + other);
    case '-':
      return (input, scope) => calculate(left(input, scope), right(input, scope), (one, other) => one - other);
    case '*':
      return (input, scope) => calculate(left(input, scope), right(input, scope), (one, other) => one * other);
    case '/':
      return (input, scope) => calculate(left(input, scope), right(input, scope), (one, other) => one / other);
    case '%':
      return (input, scope) => calculate(left(input, scope), right(input, scope), (one, other) => one % other);
    case '=':
      return (input, scope) => equals(left(input, scope), right(input, scope)) === true;
    case '!=':
      return (input, scope) => equals(left(input, scope), right(input, scope)) === false;
    case '<':
      return (input, scope) => compare(left(input, scope), right(input, scope), (one, other) => one < other);
    case '<=':
      return (input, scope) => compare(left(input, scope), right(input, scope), (one, other) => one <= other);
    case '>':
      return (input, scope) => compare(left(input, scope), right(input, scope), (one, other) => one > other);
    case '>=':
      return (input, scope) => compare(left(input, scope), right(input, scope), (one, other) => one >= other);
    default:
      return undefined;
  }
}
function calculate(left, right, work) {
  if (left !== undefined && typeof left !== 'number') throw leave;
  if (right !== undefined && typeof right !== 'number') throw leave;
  if (left === undefined || right === undefined) return undefined;
  return finite(work(left, right));
}
function finite(value) {
  if (!isFiniteNumber(value)) throw leave;
  return value;
}
function compare(left, right, work) {
  const isText = typeof left === 'string' || typeof right === 'string';
  const kind = isText ? 'string' : 'number';
  if (left !== undefined && typeof left !== kind) throw leave;
  if (right !== undefined && typeof right !== kind) throw leave;
  return left === undefined || right === undefined ? undefined : work(left, right);
}
// Nothing where a side is missing: both "=" and "!=" are false then.
function equals(left, right) {
  if (left === undefined || right === undefined) return undefined;
  if (typeof left === 'object' && typeof right === 'object' && left !== null && right !== null) throw leave;
  return left === right;
}
function asText(value) {
  switch (typeof value) {
    case 'undefined':
      return '';
    case 'string':
      return value;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return stringify(isInteger(value) ? value : toNumber(toPrecision(value, 15)));
    default:
      if (value === null) return 'null';
      throw leave;
  }
}

const calls = {
  sum(value) {
    if (typeof value === 'number') return finite(0 + value);
    if (!isArray(value)) throw leave;
    let total = 0;
    for (let at = 0; at < value.length; at++) {
      if (typeof value[at] !== 'number') throw leave;
      total += value[at];
    }
    return finite(total);
  },
  count(value) {
    if (value === undefined) throw leave;
    return isArray(value) ? value.length : 1;
  },
  string(value) {
    if (value === undefined) throw leave;
    return asText(value);
  },
  lowercase(value) {
    if (typeof value !== 'string') throw leave;
    return lowerCase(value);
  },
  uppercase(value) {
    if (typeof value !== 'string') throw leave;
    return upperCase(value);
  },
  exists(value) {
    if (value === undefined) throw leave;
    return true;
  },
};
function compileCall(node) {
  const { procedure } = node;
  if (procedure.type !== 'variable' || keysOf(procedure).length !== 3 || node.arguments.length !== 1) return undefined;
  if (!hasOwn(calls, procedure.value)) return undefined;
  const name = procedure.value;
  const call = calls[name];
  const argument = compileNode(node.arguments[0]);
  if (argument === undefined) return undefined;
  return (input, scope) => {
    if (hasOwn(scope.bindings, name)) throw leave;
    return call(argument(input, scope));
  };
}
// JSONata takes data with these members for functions; an escaped letter could hide them.
function holdsMarks(text) {
  return indexIn(text, '_jsonata_') >= 0 || indexIn(text, '\\u') >= 0;
}
`;
