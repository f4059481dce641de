import { parseTextTemplate } from '#flow/expression/text-template.ts';

/** How a stretch of code is coloured. */
export type TokenKind =
  | 'plain'
  | 'string'
  | 'number'
  | 'keyword'
  | 'variable'
  | 'function'
  | 'key'
  | 'comment'
  | 'brace';

/** One stretch of code. */
export type CodeToken = { readonly text: string; readonly kind: TokenKind };

const jsonataPattern =
  /(\/\*[\s\S]*?(?:\*\/|$))|("(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?)(\s*:)?|(\$\w+(?=\s*\())|(\$\$?\w*)|\b(and|or|in|true|false|null|function)\b|\b(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\b/g;

/** Splits an expression into coloured stretches; only for looking at, the editor has a grammar of its own. */
export function tokensOfExpression(text: string): readonly CodeToken[] {
  const tokens: CodeToken[] = [];
  let at = 0;
  const push = (end: number, kind: TokenKind): void => {
    if (end > at) tokens.push({ text: text.slice(at, end), kind });
    at = end;
  };
  for (const match of text.matchAll(jsonataPattern)) {
    push(match.index, 'plain');
    const [whole, comment, quoted, colon, called, variable, word] = match;
    if (quoted !== undefined) {
      push(match.index + quoted.length, colon === undefined ? 'string' : 'key');
      push(match.index + whole.length, 'plain');
    } else push(match.index + whole.length, kindOf({ comment, called, variable, word }));
  }
  push(text.length, 'plain');
  return tokens;
}

function kindOf(found: Readonly<Record<'comment' | 'called' | 'variable' | 'word', string | undefined>>): TokenKind {
  if (found.comment !== undefined) return 'comment';
  if (found.called !== undefined) return 'function';
  if (found.variable !== undefined) return 'variable';
  return found.word === undefined ? 'number' : 'keyword';
}

/** Splits a text with `{{ }}` into coloured stretches. */
export function tokensOfText(text: string): readonly CodeToken[] {
  const parts = parseTextTemplate(text);
  if (!parts.ok) return [{ text, kind: 'plain' }];
  return parts.value.flatMap((part): readonly CodeToken[] =>
    part.kind === 'literal'
      ? [{ text: part.text, kind: 'plain' }]
      : [{ text: '{{', kind: 'brace' }, ...tokensOfExpression(part.expression), { text: '}}', kind: 'brace' }],
  );
}
