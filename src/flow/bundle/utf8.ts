/** What every host of this room has for text; the pure library of types names neither. */
type HostText = {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new (
    label: 'utf-8',
    options: { readonly fatal: true; readonly ignoreBOM: true },
  ) => { decode(bytes: Uint8Array): string };
};

// Node and every browser have both; they are neither time, nor chance, nor a way out.
const { TextEncoder, TextDecoder } = globalThis as unknown as HostText;

/** Writes a text in UTF-8. */
export function encodeText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Reads UTF-8, a byte order mark kept as a character; undefined where the bytes are malformed. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    // The decoder reports malformed bytes by a TypeError.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
