import { createHash } from 'node:crypto';
import { type Answer, htmlAnswer, jsonAnswer, type LoopbackRequest } from '../loopback.ts';
import type { FakeDatabase } from './database.ts';

const docHeaders = { 'Cache-Control': 'no-cache, private', 'Content-Language': 'en-US' };

/** The dynamic documentation of 19 and the browser view beside it. Undefined for every other address. */
export function answerDocs(database: FakeDatabase, request: LoopbackRequest): Answer | undefined {
  const { path } = request;
  if (path === '/doc') return redirect(303, '/web/login?redirect=%2Fdoc%3F');
  if (path.startsWith('/json/1/')) return redirect(307, `${path}?limit=80&offset=0`);
  if (!path.startsWith('/doc-bearer/')) return undefined;
  const key = /^bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (key === undefined || database.userByKey(key) === undefined) return jsonAnswer(401, { error: 'Invalid apikey' });
  const name = path.slice('/doc-bearer/'.length).replace(/\.json$/, '');
  const content = name === 'index' ? indexOf(database) : modelDoc(database, name);
  return content === undefined
    ? jsonAnswer(404, { error: `no model ${name}` })
    : name === 'index'
      ? tagIndex(content, database.now())
      : tagModel(content);
}

function redirect(status: number, to: string): Answer {
  const printed = to.replaceAll('&', '&amp;');
  return htmlAnswer(
    status,
    '<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n' +
      `<p>You should be redirected automatically to the target URL: <a href="${printed}">${printed}</a>. If not, click the link.\n`,
    { Location: to },
  );
}

function indexOf(database: FakeDatabase): unknown {
  const models = [...database.schema.values()].map(({ name, label, fields }) => ({
    model: name,
    name: label,
    fields: Object.fromEntries([...fields.values()].map((field) => [field.name, { string: field.string }])),
  }));
  return { modules: ['base', 'rpc', 'web', 'api_doc', 'sale_management', 'stock', 'account'], models };
}

function modelDoc(database: FakeDatabase, model: string): unknown {
  const definition = database.schema.get(model);
  if (definition === undefined) return undefined;
  const fields = Object.fromEntries(
    [...definition.fields.values()].map(({ name, type, required, readonly, string, relation }) => [
      name,
      { name, type, required, readonly, string, relation },
    ]),
  );
  return { model, name: definition.label, doc: null, fields, methods: {} };
}

function tagModel(content: unknown): Answer {
  return jsonAnswer(200, content, { ...docHeaders, ETag: digestOf(content) });
}

function tagIndex(content: unknown, changed: Date): Answer {
  const digest = digestOf(content);
  return jsonAnswer(200, content, {
    ...docHeaders,
    'Content-Disposition': `inline; filename=odoo-doc-index-2-${digest}.json`,
    'Content-Security-Policy': "default-src 'none'",
    'Last-Modified': changed.toUTCString(),
    ETag: `"${digest}"`,
  });
}

function digestOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
