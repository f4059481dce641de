import { parseDocument } from 'yaml';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { type Problem, type Result, refuse, succeed } from '../problem.ts';
import { followReference } from './references.ts';
import { refuseYaml } from './scan-yaml.ts';

/** The longest document that is read, in UTF-16 units. */
export const longestDocument = 5_000_000;

const mostValues = 1_000_000;
const deepest = 200;
const mostProblems = 100;

/** Keys below which values are data of the system, not parts of the description. */
const dataKeys: ReadonlySet<string> = new Set(['example', 'examples', 'default', 'enum', 'const']);

/**
 * Reads the text of a document as JSON or YAML and makes sure that walking it is safe: bounded in size and depth
 * however its aliases multiply, without `__proto__`, every reference leading to a place in the same file.
 */
export function readApiText(text: string): Result<JsonObject> {
  if (text.length > longestDocument) {
    const message = `The document has ${text.length} characters; at most ${longestDocument} are read. Remove paths you do not need.`;
    return refuse({ code: 'openapi/too-large', message });
  }
  const parsed = parseText(text.replace(/^\uFEFF/, ''));
  if (!parsed.ok) return parsed;
  if (!isJsonObject(parsed.value)) {
    return refuse({ code: 'openapi/version', message: 'The file holds no OpenAPI document: it is no map of keys.' });
  }
  const problems = judgeTree(parsed.value);
  return problems.length > 0 ? refuse(...problems) : succeed(parsed.value);
}

function parseText(text: string): Result<unknown> {
  if (/^\s*\{/.test(text)) {
    try {
      return succeed(JSON.parse(text));
    } catch (error) {
      // YAML has maps in braces as well, and its reader says where a broken one breaks.
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return parseYaml(text);
}

function parseYaml(text: string): Result<unknown> {
  const refused = refuseYaml(text);
  if (refused !== undefined) return refuse(refused);
  try {
    // Comparing every key with every other would take hostile files hours; a key that stands twice counts once, the last.
    const document = parseDocument(text, { schema: 'core', uniqueKeys: false, logLevel: 'silent' });
    const problems = document.errors.slice(0, 20).map((error): Problem => {
      const [place] = error.linePos ?? [];
      const where = place === undefined ? {} : { line: place.line, column: place.col };
      if (error.code === 'RESOURCE_EXHAUSTION') return { ...tooDeep(), ...where };
      const [why = ''] = error.message.split(/ at line \d+|:?\n/);
      return { code: 'openapi/unreadable', message: `The document is no YAML here: ${why}. Mend the line.`, ...where };
    });
    // The bound on aliases is that of the tree below, which counts what they multiply to.
    return problems.length > 0 ? refuse(...problems) : succeed(document.toJS({ maxAliasCount: -1 }));
  } catch (error) {
    // The YAML reader calls itself for every level, so a tower of brackets ends its stack.
    if (error instanceof RangeError) return refuse(tooDeep());
    if (!(error instanceof ReferenceError)) throw error;
    const message = 'An alias of the document names an anchor that does not stand before it. Write the value out.';
    return refuse({ code: 'openapi/unreadable', message });
  }
}

function tooDeep(): Problem {
  const message = `The document nests deeper than ${deepest} levels. Flatten it, or export it again.`;
  return { code: 'openapi/too-deep', message };
}

type Place = {
  readonly value: unknown;
  readonly key: string;
  readonly depth: number;
  readonly isData: boolean;
  readonly above: Place | undefined;
};

/** Walks with a list instead of the call stack; stops at the first bound that is crossed. */
function judgeTree(root: JsonObject): readonly Problem[] {
  const problems: Problem[] = [];
  const open: Place[] = [{ value: root, key: '', depth: 0, isData: false, above: undefined }];
  let count = 0;
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    count += 1;
    if (count > mostValues) return [tooMany()];
    if (place.depth > deepest) return [tooDeep()];
    if (typeof place.value !== 'object' || place.value === null) continue;
    const problem = judgePlace(root, place);
    if (problem !== undefined && problems.length < mostProblems) problems.push(problem);
    for (const [key, value] of Object.entries(place.value).reverse()) {
      if (count + open.length > mostValues) return [tooMany()];
      // Under `properties` a field may be called `default`; what describes it is no data.
      const isData = place.isData || (dataKeys.has(key) && place.key !== 'properties');
      open.push({ value, key, depth: place.depth + 1, isData, above: place });
    }
  }
  return problems;
}

function tooMany(): Problem {
  const message = `The document holds more than ${mostValues} values once its aliases are written out. Remove paths you do not need.`;
  return { code: 'openapi/too-large', message };
}

function judgePlace(root: JsonObject, place: Place): Problem | undefined {
  const { value } = place;
  const path = pathOf(place);
  if (Array.isArray(value)) return undefined;
  if (!isPlain(value)) {
    return { code: 'openapi/unreadable', message: `The value at ${path} is no JSON; write it as text.`, path };
  }
  if (Object.hasOwn(value, '__proto__')) {
    return { code: 'openapi/forbidden-key', message: `The key __proto__ at ${path} is refused. Remove it.`, path };
  }
  const reference = value.$ref;
  if (place.isData || typeof reference !== 'string') return undefined;
  const followed = followReference(root, reference);
  if (followed.found) return undefined;
  const named = reference.slice(0, 200);
  if (followed.why === 'external') {
    const message = `${path} refers to "${named}", another file. References outside the document are not followed; bundle it into one file.`;
    return { code: 'openapi/external-reference', message, path };
  }
  const why = followed.why === 'circle' ? 'leads in a circle' : 'is not in the document';
  const message = `${path} refers to "${named}", which ${why}. Correct the reference, or add the part.`;
  return { code: 'openapi/broken-reference', message, path };
}

/** Readers of YAML can make dates and sets; only maps made of text are described anywhere below. */
function isPlain(value: unknown): value is Readonly<Record<string, Json>> {
  return isJsonObject(value) && Object.getPrototypeOf(value) === Object.prototype;
}

function pathOf(place: Place): string {
  const keys: string[] = [];
  for (let here: Place | undefined = place; here?.above !== undefined; here = here.above) keys.unshift(here.key);
  return keys.length === 0 ? 'the top' : keys.join('.').slice(0, 300);
}
