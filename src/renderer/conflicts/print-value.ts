/** A value as people read it: texts plainly, maps and lists as indented lines without braces. */
export function printValue(value: unknown): string {
  return typeof value === 'string' ? value : printLines(value, '').join('\n');
}

function printLines(value: unknown, indent: string): readonly string[] {
  if (Array.isArray(value)) {
    if (value.length === 0) return [`${indent}(none)`];
    return value.flatMap((item) => {
      const [first = '', ...rest] = printLines(item, `${indent}  `);
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  }
  if (isObject(value)) {
    const entries = Object.entries(value);
    if (entries.length === 0) return [`${indent}(none)`];
    return entries.flatMap(([key, inner]) => {
      const isPlain = !(Array.isArray(inner) || isObject(inner)) && !String(inner).includes('\n');
      const isEmpty = !isPlain && typeof inner !== 'string' && Object.keys(inner ?? {}).length === 0;
      if (isPlain) return [`${indent}${key}: ${String(inner)}`];
      return isEmpty ? [`${indent}${key}: (none)`] : [`${indent}${key}:`, ...printLines(inner, `${indent}  `)];
    });
  }
  return String(value)
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => indent + line);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
