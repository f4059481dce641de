import { isJsonList, isJsonObject, type Json } from '../../json.ts';

/** What an XML-RPC server answered. */
export type XmlRpcAnswer =
  | { readonly result: Json }
  | { readonly fault: { readonly faultCode: number; readonly faultString: string } };

/** Prints a method call as Python's client does. */
export function printCall(method: string, args: readonly Json[]): string {
  const params = args.map((arg) => `<param>\n<value>${printValue(arg)}</value>\n</param>\n`).join('');
  return `<?xml version='1.0'?>\n<methodCall>\n<methodName>${method}</methodName>\n<params>\n${params}</params>\n</methodCall>\n`;
}

function printValue(value: Json): string {
  if (value === null) return '<nil/>';
  if (typeof value === 'boolean') return `<boolean>${value ? 1 : 0}</boolean>`;
  if (typeof value === 'number') return Number.isInteger(value) ? `<int>${value}</int>` : `<double>${value}</double>`;
  if (typeof value === 'string') return `<string>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</string>`;
  if (isJsonList(value)) {
    return `<array><data>\n${value.map((entry) => `<value>${printValue(entry)}</value>\n`).join('')}</data></array>`;
  }
  if (!isJsonObject(value)) return '';
  const members = Object.entries(value).map(
    ([name, entry]) => `<member>\n<name>${name}</name>\n<value>${printValue(entry)}</value>\n</member>\n`,
  );
  return `<struct>\n${members.join('')}</struct>`;
}

/** Reads the answers the replayed exchanges have: a fault, a boolean, a number, a text or an empty list. */
export function readAnswer(text: string): XmlRpcAnswer {
  const code = /<name>faultCode<\/name>\s*<value><int>(\d+)<\/int>/.exec(text)?.[1];
  const faultString = /<name>faultString<\/name>\s*<value><string>([\s\S]*?)<\/string>/.exec(text)?.[1];
  if (code !== undefined) return { fault: { faultCode: Number(code), faultString: unescapeXml(faultString ?? '') } };
  const content = /<param>\s*<value>([\s\S]*)<\/value>\s*<\/param>/.exec(text)?.[1] ?? '';
  const scalar = /^<(boolean|int|double|string)>([\s\S]*)<\/\1>$/.exec(content);
  if (scalar?.[1] === 'boolean') return { result: scalar[2] === '1' };
  if (scalar?.[1] === 'string') return { result: unescapeXml(scalar[2] ?? '') };
  if (scalar !== null) return { result: Number(scalar[2]) };
  if (/^<array><data>\s*<\/data><\/array>$/.test(content)) return { result: [] };
  throw new Error(`this small XML-RPC reader does not know ${content.slice(0, 200)}`);
}

function unescapeXml(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
