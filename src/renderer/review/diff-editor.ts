// The heavy part: only ever loaded with `await import`, when a difference is looked at.
import '#fields/monaco/monaco.ts';
import 'monaco-editor/features/diffEditor/register';
import { editor, Uri } from 'monaco-editor/editor';

/** What two texts are compared in. */
export type DiffOptions = {
  readonly host: HTMLElement;
  readonly isInline: boolean;
  /** Names of both sides; read aloud. */
  readonly labels: { readonly before: string; readonly after: string };
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
  readonly setInline: (isInline: boolean) => void;
  readonly close: () => void;
};

let number = 0;

/** Opens two texts beside each other, to be read only; what is the same is folded away. */
export function openDiff({ host, isInline, labels }: DiffOptions): DiffView {
  const own = editor.createDiffEditor(host, {
    ...look,
    renderSideBySide: !isInline,
    originalAriaLabel: labels.before,
    modifiedAriaLabel: labels.after,
  });
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
    setInline: (now) => own.updateOptions({ renderSideBySide: !now }),
    close: () => {
      own.dispose();
      forget();
    },
  };
}

const look: editor.IStandaloneDiffEditorConstructionOptions = {
  theme: 'penstock',
  automaticLayout: true,
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
