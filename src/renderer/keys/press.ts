/** What of a keyboard event makes a press. */
export type PressedKey = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const modifiers = ['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'CapsLock', 'Dead'];

/**
 * Writes a press in the notation of commands, such as `$mod+Shift+z`: `$mod` is Ctrl, or Cmd on a Mac. Undefined while
 * only modifiers are down.
 */
export function readPress(event: PressedKey, isMac: boolean): string | undefined {
  if (modifiers.includes(event.key)) return undefined;
  const key = keyOf(event);
  const isMod = isMac ? event.metaKey : event.ctrlKey;
  const parts = [
    ...(isMod ? ['$mod'] : []),
    ...(isMac && event.ctrlKey ? ['Control'] : []),
    ...(!isMac && event.metaKey ? ['Meta'] : []),
    ...(event.altKey ? ['Alt'] : []),
    // The shift that makes `?` of a slash is part of the sign, not a key of its own.
    ...(event.shiftKey && !isSign(key) ? ['Shift'] : []),
  ];
  return [...parts, key].join('+');
}

/** A letter or digit is told by its place where another layer of the keyboard changed it. */
function keyOf({ key, code, shiftKey, altKey }: PressedKey): string {
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (digit !== undefined && (shiftKey || altKey)) return digit;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined && altKey) return letter.toLowerCase();
  if (key === ' ') return 'Space';
  return key.length === 1 ? key.toLowerCase() : key;
}

function isSign(key: string): boolean {
  return key.length === 1 && !/[\p{L}\p{N}]/u.test(key);
}

/**
 * Translates keys of a command into what tinykeys listens for. A shifted digit is told by its place, because the key
 * itself then says `!`; a sign may need Shift or not, depending on the keyboard.
 */
export function toListened(keys: string): string {
  return keys.split(' ').map(listenedPress).join(' ');
}

function listenedPress(press: string): string {
  const parts = press.split(/(?<=\w)\+/);
  const key = parts.pop() ?? '';
  if (/^\d$/.test(key) && (parts.includes('Shift') || parts.includes('Alt')))
    return [...parts, `Digit${key}`].join('+');
  if (/^[a-z]$/i.test(key) && parts.includes('Alt')) return [...parts, `Key${key.toUpperCase()}`].join('+');
  if (isSign(key) && !parts.includes('Shift')) return [...parts, '[Shift]', key].join('+');
  return [...parts, key].join('+');
}
