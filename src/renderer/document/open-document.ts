import type { Flow } from '#flow/flow.ts';
import { emptyLayout, type Layout, parseLayout } from '#flow/layout.ts';
import { openFlow } from '#flow/text/parse.ts';
import { readFile } from '../data/files.ts';
import { catalogue } from './catalogue.ts';
import { begin, type KnownFile, presentDocument, replaceFlow, setAside } from './document.ts';
import { layoutPathOf } from './flow-paths.ts';

/** Opens a flow file; whatever was open before must have been saved. */
export async function openDocument(path: string): Promise<void> {
  begin({ path, status: 'loading' });
  const [file, layoutFile] = await Promise.all([readFile(path), readFile(layoutPathOf(path))]);
  if (presentDocument().path !== path) return;
  const { flow, problems } = openFlow(file.text, catalogue);
  if (flow === undefined) {
    begin({ path, status: 'unreadable', problems, file, layoutFile });
    return;
  }
  const layout = layoutOf(layoutFile, flow);
  begin({ path, status: 'open', flow, layout, problems, file, layoutFile, onDisk: { flow, layout } });
}

/**
 * Takes over what another program wrote into the open files. What was not saved here is left to the caller: only
 * call this when nothing is unsaved, or a person chose the other side.
 */
export async function takeFromDisk(path: string): Promise<void> {
  const [file, layoutFile] = await Promise.all([readFile(path), readFile(layoutPathOf(path))]);
  const present = presentDocument();
  if (present.path !== path) return;
  if (file.text === present.file.text && layoutFile.text === present.layoutFile.text) {
    setAside({ file, layoutFile });
    return;
  }
  const { flow, problems } = openFlow(file.text, catalogue);
  if (flow === undefined) {
    setAside({ status: 'unreadable', problems, file, layoutFile });
    return;
  }
  const layout = layoutOf(layoutFile, flow);
  setAside({ status: 'open', problems, file, layoutFile, onDisk: { flow, layout } });
  replaceFlow(flow, layout, { key: 'edit.disk', params: {} });
}

function layoutOf(file: KnownFile, flow: Flow): Layout {
  if (file.etag === null) return emptyLayout;
  const read = parseLayout(file.text, flow);
  return read.ok ? read.value.layout : emptyLayout;
}
