import { headerOf } from '../header.ts';
import { findSecret } from '../secret-shape.ts';
import { textsIn } from '../texts-in.ts';
import type { FlowProperty } from '../view.ts';

/** Neither what the flow says about itself nor a remark in its file looks like a password, a key or a token. */
export const headerKeepsSecretsOut: FlowProperty = {
  name: 'header-keeps-secrets-out',
  says: 'No text of the header, and no comment of the file, looks like a secret.',
  *ask({ examination: { flow } }) {
    for (const { path, text, key } of textsIn(headerOf(flow), '')) {
      const found = findSecret(text, key);
      if (found !== undefined) yield { path, detail: found };
    }
    for (const [path, lines] of flow.comments) {
      const found = findSecret(lines.join('\n'), '');
      if (found !== undefined) yield { detail: found, ...(path === '' || path === '$end' ? {} : { path }) };
    }
  },
};
