import { applyEdits } from '../edit/edit.ts';
import type { Flow } from '../flow.ts';
import type { JsonObject } from '../json.ts';
import type { NodeCatalogue } from '../node-type/manifest.ts';
import { type Result, succeed } from '../problem.ts';
import { printDocument } from '../text/document.ts';
import { printFlow } from '../text/print.ts';
import { parseTemplate } from './parse-template.ts';
import { templateSchema } from './template-schema.ts';

/** A file of a new template: its path from the template's folder, and its text. */
export type BlankFile = { readonly path: string; readonly text: string };

/**
 * Writes a template to begin with: one rule, the README that explains it, a flow that breaks it, one that does not,
 * and the same as a skeleton. It proves itself as it is written.
 *
 * @param skeleton the smallest flow that conforms to the baseline
 * @param owner the group that looks after the template
 */
export function writeBlankTemplate(
  { id, name, owner }: { readonly id: string; readonly name: string; readonly owner: string },
  skeleton: Flow,
  catalogue: NodeCatalogue,
): Result<readonly BlankFile[]> {
  const rule = `${prefixOf(id)}-01`;
  const breaking = applyEdits(
    skeleton,
    [
      { edit: 'set-flow', arguments: { key: 'id', value: `${id}-example` } },
      { edit: 'set-flow', arguments: { key: 'name', value: `Example of ${name}`.slice(0, 100) } },
      { edit: 'set-flow', arguments: { key: 'follows', value: [`${id}@1`] } },
      { edit: 'set-flow', arguments: { key: 'runbook' } },
    ],
    catalogue,
  );
  if (!breaking.ok) return breaking;
  const runbook = 'Look at the run that failed, mend the cause, and send it once more.';
  const keeping = applyEdits(
    breaking.value,
    [{ edit: 'set-flow', arguments: { key: 'runbook', value: runbook } }],
    catalogue,
  );
  if (!keeping.ok) return keeping;
  const text = templateText({ id, name, owner, rule });
  const template = parseTemplate(text);
  if (!template.ok) return template;
  return succeed([
    { path: 'template.yaml', text },
    { path: 'README.md', text: readmeText(name, rule) },
    { path: 'skeleton.flow.yaml', text: printFlow(keeping.value, catalogue) },
    { path: 'conforming/example.flow.yaml', text: printFlow(keeping.value, catalogue) },
    { path: `violating/${rule}.flow.yaml`, text: printFlow(breaking.value, catalogue) },
  ]);
}

/** First letters of the words of an id: `order-intake` gives OI; of a single word, its first two. */
function prefixOf(id: string): string {
  const words = id.split('-').filter((word) => /^[a-z]/.test(word));
  const letters = words.length > 1 ? words.map((word) => word.slice(0, 1)).join('') : (words[0] ?? 'xx').slice(0, 2);
  return letters.toUpperCase().slice(0, 4);
}

type Names = { readonly id: string; readonly name: string; readonly owner: string; readonly rule: string };

function templateText({ id, name, owner, rule }: Names): string {
  const value: JsonObject = {
    penstock: 1,
    id,
    version: '1.0.0',
    name,
    summary: 'Say in a sentence what flows of this kind do.',
    owner,
    status: 'draft',
    useWhen: ['Say when somebody should choose it.'],
    notWhen: ['Say what to choose instead, and when.'],
    rules: [
      {
        id: rule,
        severity: 'error',
        assert: { meta: { runbook: { set: true } } },
        message: 'The flow does not say what to do when it fails. Write a runbook, under About this flow.',
        rationale: 'Whoever is called at night did not draw the flow.',
        since: '1.0.0',
      },
    ],
  };
  return printDocument(value, new Map(), templateSchema);
}

function readmeText(name: string, rule: string): string {
  return `# ${name}

What flows of this kind do, in a few sentences.

## When to use it

When …

## When not

When … Choose … instead.

## Rules

* **${rule}**: the flow says what to do when it fails. Whoever is called at night did not draw it.
`;
}
