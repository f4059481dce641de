import type { Change } from '#flow/diff/change.ts';
import type { Report } from '#flow/diff/render-html.ts';
import { type Command, type CommandCall, exitCodes, jsonOption, Refused } from '../command.ts';

const formats = ['text', 'markdown', 'html', 'json'] as const;
type Format = (typeof formats)[number];

/** `penstock diff`: what changed between two versions, in sentences a reviewer understands. */
export const diff: Command = {
  name: 'diff',
  group: 'workspace',
  summary: 'Say what changed between two versions, in sentences, riskiest first.',
  operands: '[A] [B]',
  takes: [0, 2],
  about:
    'A and B are each a flow file, a workspace folder, a bundle (.pstk) or a git revision (HEAD~1, main, v1, main:flows/orders.flow.yaml).\nOne revision alone is compared with the working tree; nothing at all means HEAD with the working tree. A file is compared\nwith that flow of the other side. Boxes that only moved are told, and count as no difference.',
  options: {
    workspace: {
      kind: 'text',
      value: 'DIR',
      help: 'Folder in the workspace whose revisions are meant. Default: this folder.',
    },
    flow: { kind: 'text', value: 'ID', help: 'Only this flow.' },
    format: {
      kind: 'text',
      value: 'FORMAT',
      help: 'text, markdown, html or json. Default: by the ending of --out, else text.',
    },
    out: { kind: 'text', value: 'FILE', help: 'Write the report into this file instead of showing it.' },
    json: jsonOption,
  },
  examples: [
    { command: 'penstock diff', says: 'What is not committed yet.' },
    { command: 'penstock diff main HEAD --format markdown', says: 'A comment for a pull request.' },
    {
      command: 'penstock diff live.pstk --out review.html',
      says: 'A page with drawings: what a release would change.',
    },
    { command: 'penstock diff v1 v2 --flow order-to-cash --json', says: 'One flow between two tags, for a program.' },
  ],
  exits: [0, 1, 2],
  run: async (call) => {
    const format = formatOf(call);
    const report = await compare(call);
    await write(call, format, await print(report, format));
    for (const { where, message } of report.unread ?? []) call.terminal.note(await plain(`${where}: ${message}`));
    if ((report.unread ?? []).length > 0) {
      call.terminal.note('What cannot be read was left out on both sides, so this may not be every difference.');
      return exitCodes.findings;
    }
    if (report.changes.length > 0 && report.changes.every(({ kind }) => kind === 'layout')) {
      call.terminal.note('Only boxes moved; nothing that runs is different.');
      return exitCodes.fine;
    }
    return report.changes.length === 0 ? exitCodes.fine : exitCodes.findings;
  },
};

function formatOf({ text, flag }: CommandCall): Format {
  const named = text('format');
  if (named !== undefined) {
    const format = formats.find((one) => one === named);
    if (format === undefined)
      throw new Refused(exitCodes.usage, `There is no format "${named}". It is one of ${formats.join(', ')}.`);
    if (flag('json') && format !== 'json')
      throw new Refused(exitCodes.usage, `Give either --json or --format ${format}: one of them is written.`);
    return format;
  }
  if (flag('json')) return 'json';
  const ending = /\.(html?|md|markdown|json)$/i.exec(text('out') ?? '')?.[1]?.toLowerCase();
  if (ending === undefined) return 'text';
  return ending.startsWith('htm') ? 'html' : ending === 'json' ? 'json' : 'markdown';
}

async function compare({ operands, text }: CommandCall): Promise<Report> {
  // Loaded when it is needed: the sentences are many, and `--help` must not wait for them.
  const { readOperands } = await import('../diff/operands.ts');
  const { loadSide } = await import('../diff/load-side.ts');
  const { narrowSides } = await import('../diff/narrow-sides.ts');
  const { diffSides } = await import('#flow/diff/diff-sides.ts');
  const { nodeCatalogue } = await import('#nodes/manifests.ts');
  const named = await readOperands(operands, text('workspace'));
  const loaded = { before: await loadSide(named.before), after: await loadSide(named.after) };
  const { before, after } = narrowSides(loaded, text('flow'));
  return {
    changes: diffSides(before, after, { catalogue: nodeCatalogue }),
    before,
    after,
    names: { before: named.before.name, after: named.after.name },
    catalogue: nodeCatalogue,
    unread: [...loaded.before.unread, ...loaded.after.unread],
  };
}

async function print(report: Report, format: Format): Promise<string> {
  const { changes, before, after, names } = report;
  const titles = new Map([...before.flows, ...after.flows].map(({ flow }) => [flow.id, flow.name]));
  switch (format) {
    case 'json':
      return `${JSON.stringify({ changes: changes.map(plainChange) })}\n`;
    case 'html': {
      const { renderHtml } = await import('#flow/diff/render-html.ts');
      return renderHtml(report);
    }
    case 'markdown': {
      const { renderMarkdown } = await import('#flow/diff/render-markdown.ts');
      return await plain(renderMarkdown(changes, titles));
    }
    case 'text': {
      const { renderText } = await import('#flow/diff/render-text.ts');
      return await plain(`${names.before} → ${names.after}\n${renderText(changes, titles)}`);
    }
  }
}

/** The members programs rely on; values stay in the report for people, where they are escaped and folded. */
function plainChange({ kind, risk, flow, node, field, sentence }: Change) {
  return { kind, risk, flow, node, field, sentence };
}

/** A name may hold characters that move the cursor or turn the line; they are written out by number. */
async function plain(text: string): Promise<string> {
  const { showUnseen } = await import('#flow/diff/html/markup.ts');
  return showUnseen(text);
}

async function write({ text, terminal }: CommandCall, format: Format, page: string): Promise<void> {
  const out = text('out');
  // The terminal ends every print with a line break of its own.
  if (out === undefined) return await terminal.print(page.replace(/\n$/, ''));
  const { writeFile } = await import('node:fs/promises');
  await writeFile(out, page);
  terminal.note(`Wrote ${out} (${format}).`);
}
