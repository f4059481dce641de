/** What the window says while it shows no designer. */
export type Status = {
  readonly title: string;
  /** One or two sentences: what is, and what to do. */
  readonly text: string;
  /** What the runtime said, word for word. */
  readonly said?: string;
};

/**
 * The address of a page that says so. It stands in the address itself, runs no script, may load nothing, and has an
 * origin of its own, so the shell takes no call from it.
 */
export function statusAddress(status: Status): string {
  return `data:text/html;charset=utf-8,${encodeURIComponent(printStatus(status))}`;
}

/** The page as HTML. */
export function printStatus({ title, text, said }: Status): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${toHtml(title)} – Penstock</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-content: center; font: 15px/1.5 system-ui, sans-serif;
  background: light-dark(#edf0f3, #12181e); color: light-dark(#16202a, #e6edf3); }
main { max-width: 42rem; padding: 2rem; }
h1 { font-size: 1.4rem; margin: 0 0 0.5rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; max-height: 40vh; overflow: auto; padding: 0.75rem; border-radius: 6px;
  background: light-dark(#ffffff, #1b242d); font: 12px/1.5 ui-monospace, monospace; }
</style>
</head>
<body>
<main role="status">
<h1>${toHtml(title)}</h1>
<p>${toHtml(text)}</p>
${said ? `<pre tabindex="0">${toHtml(said)}</pre>` : ''}
</main>
</body>
</html>
`;
}

function toHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
