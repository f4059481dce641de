import { isJsonList, isJsonObject, type Json } from '../../json.ts';
import type { Answer, LoopbackRequest } from '../../loopback.ts';
import type { Outcome } from '../database.ts';
import { debugOf, OdooError } from '../errors.ts';
import type { OdooVersion } from '../schema.ts';
import type { ServiceCall } from './jsonrpc.ts';

/** Reads a request to `/xmlrpc/2/<service>`; undefined when the body is no method call. */
export function readXmlRpc(request: LoopbackRequest): ServiceCall | undefined {
  const service = request.path.split('/').at(-1) ?? '';
  const text = request.body.toString('utf8');
  const method = /<methodName>([^<]*)<\/methodName>/.exec(text)?.[1];
  if (method === undefined) return undefined;
  const scanner = new Scanner(text);
  const args: Json[] = [];
  while (scanner.skipTo('<param>', '</params>')) args.push(scanner.value());
  return { requestId: null, service, method: method.trim(), args };
}

/** A reader of the handful of elements that XML-RPC consists of. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Moves behind the wanted tag; false when the end tag, or the end, comes first. */
  skipTo(wanted: string, end: string): boolean {
    const found = this.#text.indexOf(wanted, this.#at);
    const stop = this.#text.indexOf(end, this.#at);
    if (found < 0 || (stop >= 0 && stop < found)) return false;
    this.#at = found + wanted.length;
    return true;
  }

  /** Reads one `<value>` element. */
  value(): Json {
    this.skipTo('<value>', '\0');
    const tag = /^\s*<([\w.]+)\s*(\/?)>/.exec(this.#text.slice(this.#at, this.#at + 200));
    if (tag === null) return this.#untilEnd('value');
    this.#at += tag[0].length;
    const [, name = '', isEmpty] = tag;
    const value = isEmpty === '/' ? emptyOf(name) : this.#typed(name);
    this.skipTo('</value>', '\0');
    return value;
  }

  #typed(name: string): Json {
    if (name === 'array') return this.#list();
    if (name === 'struct') return this.#struct();
    const text = this.#untilEnd(name);
    if (name === 'boolean') return text.trim() === '1';
    return name === 'int' || name === 'i4' || name === 'i8' || name === 'double' ? Number(text) : text;
  }

  #list(): Json {
    const items: Json[] = [];
    while (this.#comesBefore('<value>', '</data>')) items.push(this.value());
    this.skipTo('</array>', '\0');
    return items;
  }

  #struct(): Json {
    const members: { [name: string]: Json } = {};
    while (this.skipTo('<name>', '</struct>')) {
      const name = this.#untilEnd('name');
      members[name] = this.value();
    }
    this.skipTo('</struct>', '\0');
    return members;
  }

  #comesBefore(wanted: string, end: string): boolean {
    const found = this.#text.indexOf(wanted, this.#at);
    const stop = this.#text.indexOf(end, this.#at);
    return found >= 0 && (stop < 0 || found < stop);
  }

  #untilEnd(name: string): string {
    const end = this.#text.indexOf(`</${name}>`, this.#at);
    const content = this.#text.slice(this.#at, end);
    this.#at = end + name.length + 3;
    return unescapeXml(content);
  }
}

function emptyOf(name: string): Json {
  if (name === 'nil') return null;
  return name === 'string' ? '' : [];
}

function unescapeXml(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

/** XML cannot carry control characters, so Odoo drops them. */
function escapeXml(text: string): string {
  const printable = [...text].filter((char) => char >= ' ' || char === '\n' || char === '\t' || char === '\r').join('');
  return printable.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Prints an outcome. None cannot be printed: it is a fault, although the call was committed. */
export function writeXmlRpc(version: OdooVersion, outcome: Outcome): Answer {
  if (!outcome.ok) return faultAnswer(outcome.error.faultCode, faultText(outcome.error, version));
  if (outcome.result === undefined) {
    const error = new OdooError({
      pythonName: 'TypeError',
      message: 'cannot marshal None unless allow_none is enabled',
      status: 500,
      faultCode: 1,
    });
    return faultAnswer(1, `${debugOf(error, version)}\n`);
  }
  return xmlAnswer(`<params>\n<param>\n${printValue(outcome.result)}</param>\n</params>\n`);
}

/** Fault 1 is the traceback, every other fault the message. */
function faultText(error: OdooError, version: OdooVersion): string {
  return error.faultCode === 1 ? `${debugOf(error, version)}\n` : error.message;
}

function faultAnswer(faultCode: number, faultString: string): Answer {
  return xmlAnswer(`<fault>\n${printValue({ faultCode, faultString })}</fault>\n`);
}

function xmlAnswer(content: string): Answer {
  return {
    status: 200,
    headers: { 'Content-Type': 'text/xml; charset=utf-8' },
    body: `<?xml version='1.0'?>\n<methodResponse>\n${content}</methodResponse>\n`,
  };
}

function printValue(value: Json): string {
  return `<value>${printContent(value)}</value>\n`;
}

function printContent(value: Json): string {
  if (value === null) return '<nil/>';
  if (typeof value === 'boolean') return `<boolean>${value ? 1 : 0}</boolean>`;
  if (typeof value === 'number') return Number.isInteger(value) ? `<int>${value}</int>` : `<double>${value}</double>`;
  if (typeof value === 'string') return `<string>${escapeXml(value)}</string>`;
  if (isJsonList(value)) return `<array><data>\n${value.map(printValue).join('')}</data></array>`;
  if (!isJsonObject(value)) return '';
  const members = Object.entries(value).map(
    ([name, member]) => `<member>\n<name>${escapeXml(name)}</name>\n${printValue(member)}</member>\n`,
  );
  return `<struct>\n${members.join('')}</struct>`;
}
