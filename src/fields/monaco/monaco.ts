// The heavy part: only ever loaded with `await import`, when somebody is about to write code.
import { editor, MarkerSeverity, Uri } from 'monaco-editor/editor';
import 'monaco-editor/features/bracketMatching/register';
import 'monaco-editor/features/clipboard/register';
import 'monaco-editor/features/codicon/register';
import 'monaco-editor/features/find/register';
import 'monaco-editor/features/hover/register';
import 'monaco-editor/features/parameterHints/register';
import 'monaco-editor/features/placeholderText/register';
import 'monaco-editor/features/snippet/register';
// The feature of that name brings only the inline sort; the list is this file.
import 'monaco-editor/editor/contrib/suggest/browser/suggestController';
import 'monaco-editor/features/wordOperations/register';
import 'monaco-editor/features/linesOperations/register';
import 'monaco-editor/features/comment/register';
import 'monaco-editor/languages/definitions/javascript/register';
import 'monaco-editor/languages/definitions/yaml/register';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker&url';
import { startWorker } from '#ui/start-worker.ts';
import { currentTheme, subscribeTheme } from '#ui/theme.ts';
import type { CompletionFacts } from '../expression/complete.ts';
import { type CodeLanguage, giveFacts, registerLanguages } from './languages.ts';

// Monaco looks its worker up under this name.
(globalThis as typeof globalThis & { MonacoEnvironment?: unknown }).MonacoEnvironment = {
  getWorker: () => startWorker(EditorWorker, 'editor'),
};

registerLanguages();
paint();
subscribeTheme(paint);

/** What an editor is made of. */
export type CodeEditorOptions = {
  readonly host: HTMLElement;
  readonly value: string;
  readonly language: CodeLanguage;
  /** Its name; read aloud. */
  readonly label: string;
  readonly placeholder: string;
  readonly facts: () => CompletionFacts;
  readonly onChange: (text: string) => void;
  readonly onBlur: () => void;
  readonly onEscape: () => void;
  /** Takes Enter over, for texts of one line. */
  readonly onEnter: (() => void) | undefined;
  /** True for one that fills its host and has line numbers; else it grows with its text. */
  readonly isLarge: boolean;
};

/** An editor on the page. */
export type CodeEditor = {
  readonly focus: () => void;
  readonly text: () => string;
  /** Puts another text in place, as when it was changed elsewhere. */
  readonly replace: (text: string) => void;
  /** Puts a text in at the cursor. */
  readonly insert: (text: string) => void;
  /** Marks mistakes, each at an offset; none takes the marks away. */
  readonly mark: (mistakes: readonly { readonly offset: number; readonly message: string }[]) => void;
  /** Puts the cursor at an offset, in sight, and takes the keys. */
  readonly goTo: (offset: number) => void;
  readonly close: () => void;
};

/** Tallest an editor grows by itself, as a share of the window's height. */
const tallest = 0.4;

const openOverText = '.suggest-widget.visible, .parameter-hints-widget.visible, .find-widget.visible';

let number = 0;

/** Opens an editor in an element. */
export function openEditor(options: CodeEditorOptions): CodeEditor {
  const { host, isLarge } = options;
  number += 1;
  const model = editor.createModel(options.value, options.language, Uri.parse(`inmemory://penstock/${number}`));
  const own = editor.create(host, { model, ...look(options) });
  const forget = giveFacts(model.uri.toString(), options.facts);
  const grow = (): void => {
    if (isLarge) return;
    const height = Math.min(Math.max(own.getContentHeight(), 28), window.innerHeight * tallest);
    host.style.height = `${height}px`;
    own.layout();
  };
  const watch = [
    own.onDidContentSizeChange(grow),
    own.onDidChangeModelContent(() => options.onChange(model.getValue())),
    own.onDidBlurEditorWidget(options.onBlur),
    own.onKeyDown((event) => {
      const { key } = event.browserEvent;
      const take =
        key === 'Escape' ? options.onEscape : key === 'Enter' && !event.shiftKey ? options.onEnter : undefined;
      // Both keys first belong to what is open over the text.
      if (take === undefined || document.querySelector(openOverText) !== null) return;
      event.preventDefault();
      event.stopPropagation();
      take();
    }),
  ];
  grow();
  return {
    focus: () => own.focus(),
    text: () => model.getValue(),
    replace: (text) => {
      if (text !== model.getValue()) model.setValue(text);
    },
    insert: (text) => {
      const at = own.getSelection() ?? model.getFullModelRange();
      own.pushUndoStop();
      own.executeEdits('pick', [{ range: at, text, forceMoveMarkers: true }]);
      own.pushUndoStop();
      own.focus();
    },
    mark: (mistakes) => {
      const marks = mistakes.map(({ offset, message }) => {
        const at = model.getPositionAt(offset);
        return {
          severity: MarkerSeverity.Error,
          message,
          startLineNumber: at.lineNumber,
          startColumn: Math.max(1, Math.min(at.column, model.getLineMaxColumn(at.lineNumber) - 1)),
          endLineNumber: at.lineNumber,
          endColumn: at.column + 1,
        };
      });
      editor.setModelMarkers(model, 'penstock', marks);
    },
    goTo: (offset) => {
      const at = model.getPositionAt(offset);
      own.setPosition(at);
      own.revealPositionInCenterIfOutsideViewport(at);
      own.focus();
    },
    close: () => {
      for (const one of watch) one.dispose();
      forget();
      own.dispose();
      model.dispose();
    },
  };
}

function look({ label, placeholder, isLarge }: CodeEditorOptions): editor.IStandaloneEditorConstructionOptions {
  return {
    ariaLabel: label,
    placeholder,
    theme: 'penstock',
    automaticLayout: true,
    // Tab goes on to the next control, as everywhere else on the page.
    tabFocusMode: true,
    editContext: false,
    fixedOverflowWidgets: !isLarge,
    fontFamily: tokenOf('mono'),
    fontSize: isLarge ? 13 : 12,
    lineHeight: isLarge ? 20 : 18,
    padding: isLarge ? { top: 8, bottom: 8 } : { top: 5, bottom: 4 },
    lineNumbers: isLarge ? 'on' : 'off',
    lineNumbersMinChars: 3,
    // Else the last number is too faint to be read.
    renderFinalNewline: 'on',
    lineDecorationsWidth: isLarge ? 10 : 8,
    glyphMargin: false,
    folding: false,
    minimap: { enabled: false },
    overviewRulerLanes: 0,
    overviewRulerBorder: false,
    hideCursorInOverviewRuler: true,
    renderLineHighlight: isLarge ? 'line' : 'none',
    renderLineHighlightOnlyWhenFocus: true,
    scrollBeyondLastLine: false,
    scrollbar: { alwaysConsumeMouseWheel: false, verticalScrollbarSize: 8, horizontalScrollbarSize: 8 },
    wordWrap: 'on',
    wrappingIndent: 'indent',
    tabSize: 2,
    insertSpaces: true,
    contextmenu: false,
    occurrencesHighlight: 'off',
    selectionHighlight: false,
    quickSuggestions: { other: true, strings: false, comments: false },
    suggest: { showWords: false, showIcons: true, preview: false },
    wordBasedSuggestions: 'off',
    bracketPairColorization: { enabled: false },
    guides: { indentation: isLarge },
    unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: true },
    links: false,
  };
}

/** Paints the editors in the colours of the page; again whenever the theme changes. */
function paint(): void {
  const rule = (token: string, colour: string): editor.ITokenThemeRule => ({
    token,
    foreground: hexOf(colour).slice(1),
  });
  editor.defineTheme('penstock', {
    base: currentTheme() === 'dark' ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      rule('', 'fg'),
      rule('identifier', 'fg'),
      rule('key', 'info-text'),
      // What YAML calls its keys.
      rule('type', 'info-text'),
      rule('string', 'ok-text'),
      rule('number', 'warn-text'),
      rule('keyword', 'wait-text'),
      rule('variable', 'accent-text'),
      rule('function', 'accent-text'),
      rule('brace', 'wait-text'),
      rule('comment', 'fg-subtle'),
    ],
    colors: {
      'editor.background': hexOf('bg-panel'),
      'editor.foreground': hexOf('fg'),
      'editor.lineHighlightBackground': hexOf('bg-sunken'),
      'editor.lineHighlightBorder': '#00000000',
      'editor.selectionBackground': hexOf('bg-active'),
      'editor.placeholder.foreground': hexOf('fg-subtle'),
      'editorLineNumber.foreground': hexOf('fg-subtle'),
      'editorLineNumber.activeForeground': hexOf('fg'),
      'editorGutter.background': hexOf('bg-panel'),
      'editorCursor.foreground': hexOf('accent'),
      'editorWidget.background': hexOf('bg-raised'),
      'editorWidget.border': hexOf('line'),
      'editorHoverWidget.background': hexOf('bg-raised'),
      'editorHoverWidget.border': hexOf('line'),
      'editorSuggestWidget.background': hexOf('bg-raised'),
      'editorSuggestWidget.border': hexOf('line'),
      'editorSuggestWidget.foreground': hexOf('fg'),
      'editorSuggestWidget.selectedBackground': hexOf('accent-soft'),
      'editorSuggestWidget.selectedForeground': hexOf('fg'),
      'editorSuggestWidget.highlightForeground': hexOf('accent-text'),
      'editorSuggestWidget.focusHighlightForeground': hexOf('accent-text'),
      ...Object.fromEntries(
        [1, 2, 3, 4, 5, 6].map((level) => [`editorBracketHighlight.foreground${level}`, hexOf('fg-muted')]),
      ),
      'editorError.foreground': hexOf('danger'),
      'diffEditor.insertedLineBackground': hexOf('diff-add-bg'),
      'diffEditor.insertedTextBackground': `${hexOf('diff-add')}3d`,
      'diffEditor.removedLineBackground': hexOf('diff-del-bg'),
      'diffEditor.removedTextBackground': `${hexOf('diff-del')}3d`,
      'diffEditor.diagonalFill': `${hexOf('line')}99`,
      'diffEditor.unchangedRegionBackground': hexOf('bg-panel'),
      'diffEditor.unchangedRegionForeground': hexOf('fg-muted'),
      'diffEditor.border': hexOf('line'),
      'editorIndentGuide.background1': hexOf('line-subtle'),
      'scrollbarSlider.background': `${hexOf('line-control')}66`,
      focusBorder: hexOf('focus'),
    },
  });
  editor.setTheme('penstock');
}

function tokenOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--ps-${name}`).trim();
}

/** A colour with six digits; builds shorten them, and Monaco refuses three. */
function hexOf(name: string): string {
  const value = tokenOf(name);
  return /^#[0-9a-f]{3}$/i.test(value) ? `#${[...value.slice(1)].map((digit) => digit + digit).join('')}` : value;
}
