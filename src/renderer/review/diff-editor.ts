// The heavy part: only ever loaded with `await import`, when a difference is looked at.
import '#fields/monaco/monaco.ts';
import 'monaco-editor/features/diffEditor/register';
import { editor, Uri } from 'monaco-editor/editor';

/** What two texts are compared in. */
export type DiffOptions = {
  readonly host: HTMLElement;
} & DiffLook;

/** How both sides stand, and what they are called. */
export type DiffLook = {
  readonly isInline: boolean;
  /** Names of both sides; read aloud. */
  readonly before: string;
  readonly after: string;
};

/** Two texts. */
export type DiffTexts = {
  readonly before: string;
  readonly after: string;
  readonly language: 'jsonata' | 'yaml' | 'json' | 'text';
};

/** Two texts beside each other on the page. */
export type DiffView = {
  readonly show: (texts: DiffTexts) => void;
  readonly setLook: (look: DiffLook) => void;
  readonly close: () => void;
};

let number = 0;

/** Opens two texts beside each other, to be read only; what is the same is folded away. */
export function openDiff({ host, ...look }: DiffOptions): DiffView {
  const own = editor.createDiffEditor(host, { ...fixedOptions, ...optionsOf(look) });
  let models: readonly editor.ITextModel[] = [];
  const forget = (): void => {
    for (const model of models) model.dispose();
  };
  return {
    show: ({ before, after, language }) => {
      number += 1;
      const make = (side: string, text: string) =>
        editor.createModel(text, language, Uri.parse(`inmemory://penstock-diff/${number}/${side}`));
      const next = { original: make('before', before), modified: make('after', after) };
      own.setModel(next);
      forget();
      models = [next.original, next.modified];
    },
    // All of it each time: a side whose name is not told again loses it.
    setLook: (now) => own.updateOptions(optionsOf(now)),
    close: () => {
      own.dispose();
      forget();
    },
  };
}

function optionsOf({ isInline, before, after }: DiffLook): editor.IDiffEditorConstructionOptions {
  return { renderSideBySide: !isInline, originalAriaLabel: before, modifiedAriaLabel: after };
}

const fixedOptions: editor.IStandaloneDiffEditorConstructionOptions = {
  theme: 'penstock',
  automaticLayout: true,
  // The number of the empty last line would be paler than can be read.
  renderFinalNewline: 'off',
  readOnly: true,
  originalEditable: false,
  domReadOnly: true,
  tabFocusMode: true,
  editContext: false,
  // A narrow window decides by its own button, not by itself.
  useInlineViewWhenSpaceIsLimited: false,
  hideUnchangedRegions: { enabled: true, contextLineCount: 3, minimumLineCount: 3, revealLineCount: 20 },
  renderOverviewRuler: false,
  renderGutterMenu: false,
  renderMarginRevertIcon: false,
  accessibilityVerbose: false,
  diffAlgorithm: 'advanced',
  ignoreTrimWhitespace: false,
  fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--ps-mono').trim(),
  fontSize: 12,
  lineHeight: 20,
  lineNumbersMinChars: 3,
  glyphMargin: false,
  folding: false,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  scrollbar: { alwaysConsumeMouseWheel: false, verticalScrollbarSize: 8, horizontalScrollbarSize: 8 },
  wordWrap: 'on',
  contextmenu: false,
  occurrencesHighlight: 'off',
  selectionHighlight: false,
  renderLineHighlight: 'none',
  bracketPairColorization: { enabled: false },
  unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: true },
  links: false,
};
