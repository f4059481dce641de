import { languages } from 'monaco-editor/editor';
import { type CompletionFacts, callAt, complete, explainAt, type Suggestion } from '../expression/complete.ts';
import { findFunction } from '../expression/functions.ts';

/** Languages of the editors: an expression, a text with `{{ }}`, JavaScript, JSON, YAML. */
export type CodeLanguage = 'jsonata' | 'text' | 'javascript' | 'json' | 'yaml';

/** What an editor's expression may use, by the address of its model. */
const factsByModel = new Map<string, () => CompletionFacts>();

/** Tells completion and hover what one model may use; returns what forgets it. */
export function giveFacts(model: string, facts: () => CompletionFacts): () => void {
  factsByModel.set(model, facts);
  return () => factsByModel.delete(model);
}

const expressionRules: languages.IMonarchLanguageRule[] = [
  [/\/\*/, 'comment', '@comment'],
  [/"(?:\\.|[^"\\])*"(?=\s*:)/, 'key'],
  [/'(?:\\.|[^'\\])*'(?=\s*:)/, 'key'],
  [/"(?:\\.|[^"\\])*"?/, 'string'],
  [/'(?:\\.|[^'\\])*'?/, 'string'],
  [/`[^`]*`?/, 'identifier'],
  [/\$\w+(?=\s*\()/, 'function'],
  [/\$\$?\w*/, 'variable'],
  [/\b(?:and|or|in|true|false|null|function)\b/, 'keyword'],
  [/\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/, 'number'],
  [/[A-Za-z_]\w*/, 'identifier'],
];

const commentRules: languages.IMonarchLanguageRule[] = [
  [/\*\//, 'comment', '@pop'],
  [/[^*]+|\*/, 'comment'],
];

const brackets: languages.CharacterPair[] = [
  ['{', '}'],
  ['[', ']'],
  ['(', ')'],
];

const pairs = [...brackets, ['"', '"'], ["'", "'"], ['`', '`']].map(([open = '', close = '']) => ({ open, close }));

let isReady = false;

/** Teaches Monaco our two languages; does nothing the second time. */
export function registerLanguages(): void {
  if (isReady) return;
  isReady = true;
  languages.register({ id: 'jsonata' });
  languages.register({ id: 'text' });
  languages.setMonarchTokensProvider('jsonata', { tokenizer: { root: expressionRules, comment: commentRules } });
  languages.setMonarchTokensProvider('text', {
    tokenizer: {
      root: [
        [/\{\{/, 'brace', '@expression'],
        [/[^{]+|\{/, ''],
      ],
      expression: [[/\}\}/, 'brace', '@pop'], ...expressionRules],
      comment: commentRules,
    },
  });
  for (const id of ['jsonata', 'text']) {
    languages.setLanguageConfiguration(id, {
      brackets,
      autoClosingPairs: pairs,
      surroundingPairs: pairs,
      ...(id === 'jsonata' ? { comments: { blockComment: ['/*', '*/'] } } : {}),
    });
    languages.registerCompletionItemProvider(id, { triggerCharacters: ['.', '$', '`'], provideCompletionItems });
    languages.registerHoverProvider(id, { provideHover });
    languages.registerSignatureHelpProvider(id, {
      signatureHelpTriggerCharacters: ['(', ','],
      provideSignatureHelp,
    });
  }
}

type Model = Parameters<languages.CompletionItemProvider['provideCompletionItems']>[0];
type Place = Parameters<languages.CompletionItemProvider['provideCompletionItems']>[1];

/** The expression a place stands in: the whole of it, or the inside of one `{{ }}`. */
function expressionAt(
  model: Model,
  place: Place,
): { readonly text: string; readonly start: number; readonly at: number } | undefined {
  const whole = model.getValue();
  const offset = model.getOffsetAt(place);
  if (model.getLanguageId() === 'jsonata') return { text: whole, start: 0, at: offset };
  const open = whole.lastIndexOf('{{', offset - 1);
  if (open === -1 || whole.lastIndexOf('}}', offset - 1) > open) return undefined;
  const close = whole.indexOf('}}', open);
  const start = open + 2;
  return { text: whole.slice(start, close === -1 ? undefined : close), start, at: offset - start };
}

const { CompletionItemKind, CompletionItemInsertTextRule } = languages;

const kinds: Readonly<Record<Suggestion['sort'], languages.CompletionItemKind>> = {
  field: CompletionItemKind.Field,
  step: CompletionItemKind.Module,
  variable: CompletionItemKind.Variable,
  function: CompletionItemKind.Function,
};

function provideCompletionItems(model: Model, place: Place): languages.CompletionList {
  const here = expressionAt(model, place);
  const facts = factsByModel.get(model.uri.toString());
  if (here === undefined || facts === undefined) return { suggestions: [] };
  const { from, suggestions } = complete(here.text, here.at, facts());
  const start = model.getPositionAt(here.start + from);
  const range = {
    startLineNumber: start.lineNumber,
    startColumn: start.column,
    endLineNumber: place.lineNumber,
    endColumn: place.column,
  };
  return {
    suggestions: suggestions.map(({ label, insert, sort, detail, help }, index) => ({
      label,
      kind: kinds[sort],
      detail,
      ...(help === undefined ? {} : { documentation: help }),
      insertText: sort === 'function' ? `${insert.replaceAll('$', '\\$')}($0)` : insert,
      ...(sort === 'function' ? { insertTextRules: CompletionItemInsertTextRule.InsertAsSnippet } : {}),
      filterText: label,
      sortText: String(index).padStart(4, '0'),
      range,
    })),
  };
}

function provideHover(model: Model, place: Place): languages.Hover | undefined {
  const here = expressionAt(model, place);
  const facts = factsByModel.get(model.uri.toString());
  const found = here === undefined || facts === undefined ? undefined : explainAt(here.text, here.at, facts());
  if (found === undefined) return undefined;
  return {
    contents: [
      { value: `\`${found.title.replaceAll('`', '')}\`` },
      { value: found.help.replaceAll(/[\\`*_[\]<>]/g, '\\$&') },
    ],
  };
}

function provideSignatureHelp(model: Model, place: Place): languages.SignatureHelpResult | undefined {
  const here = expressionAt(model, place);
  const call = here === undefined ? undefined : callAt(here.text, here.at);
  const facts = call === undefined ? undefined : findFunction(call.name);
  if (call === undefined || facts === undefined) return undefined;
  const names = facts.signature
    .slice(1, -1)
    .split(', ')
    .filter((name) => name !== '');
  return {
    dispose: () => undefined,
    value: {
      activeSignature: 0,
      activeParameter: Math.min(call.argument, Math.max(0, names.length - 1)),
      signatures: [
        {
          label: `$${facts.name}${facts.signature}`,
          documentation: facts.help,
          parameters: names.map((label) => ({ label })),
        },
      ],
    },
  };
}
