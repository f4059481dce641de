import { CST, Lexer } from 'yaml';
import type { Problem } from '../problem.ts';

/**
 * What a YAML document may hold before a tree is made of it. Real documents stay far below: they are long texts with
 * few marks. Making the tree costs hundreds of bytes a mark, and aliases are looked for again and again.
 */
const bounds = { marks: 500_000, depth: 200, aliases: 100, tags: 1_000, documents: 2 };

type Counts = { marks: number; depth: number; nestedInLine: number; aliases: number; tags: number; documents: number };

/** Looks over the marks of a text, one at a time, and says why its tree should not be made; undefined where it may. */
export function refuseYaml(text: string): Problem | undefined {
  const counts: Counts = { marks: 0, depth: 0, nestedInLine: 0, aliases: 0, tags: 0, documents: 0 };
  let isText = false;
  for (const source of new Lexer().lex(text)) {
    // The lexer announces a text before it gives it, because a text may look like a mark.
    if (isText) {
      isText = false;
      continue;
    }
    const mark = CST.tokenType(source);
    isText = mark === 'scalar';
    count(counts, mark);
    const problem = crossed(counts);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function count(counts: Counts, mark: CST.TokenType | null): void {
  switch (mark) {
    case 'newline':
      counts.marks += 1;
      counts.nestedInLine = 0;
      return;
    case 'seq-item-ind':
    case 'explicit-key-ind':
      counts.marks += 1;
      counts.nestedInLine += 1;
      return;
    case 'flow-map-start':
    case 'flow-seq-start':
      counts.marks += 1;
      counts.depth += 1;
      return;
    case 'flow-map-end':
    case 'flow-seq-end':
      counts.depth -= 1;
      return;
    case 'anchor':
    case 'alias':
      counts.aliases += 1;
      return;
    case 'tag':
      counts.tags += 1;
      return;
    case 'doc-start':
    case 'doc-end':
      counts.documents += 1;
      return;
    case 'map-value-ind':
    case 'comma':
      counts.marks += 1;
  }
}

function crossed(counts: Counts): Problem | undefined {
  if (counts.depth > bounds.depth || counts.nestedInLine > bounds.depth) {
    const message = `The document nests deeper than ${bounds.depth} levels. Flatten it, or export it again.`;
    return { code: 'openapi/too-deep', message };
  }
  if (counts.marks > bounds.marks) {
    const message = `The document has more than ${bounds.marks} lines and entries, which is more than YAML is read with. Export it as JSON, or remove paths you do not need.`;
    return { code: 'openapi/too-large', message };
  }
  if (counts.aliases > bounds.aliases) {
    const message = `The document has more than ${bounds.aliases} anchors and aliases (& and *). Write them out, or export it as JSON.`;
    return { code: 'openapi/too-large', message };
  }
  if (counts.tags <= bounds.tags && counts.documents <= bounds.documents) return undefined;
  const message = 'The file holds several YAML documents, or more tags (!) than any API description. Export it again.';
  return { code: 'openapi/unreadable', message };
}
