// Also read by unit tests, where there is no navigator with a platform.
const platform = typeof navigator === 'object' ? navigator.platform : '';

/** True where Cmd is the main modifier. */
export const isMac = /Mac|iPhone|iPad/.test(platform ?? '');

const names: Readonly<Record<string, string>> = {
  $mod: isMac ? '⌘' : 'Ctrl',
  Control: 'Ctrl',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Delete: 'Del',
};

/** Keys in the notation of commands as people read them: `$mod+Shift+z` → `Ctrl+Shift+Z`. */
export function printKeys(keys: string): string {
  return keys
    .split(' ')
    .map((press) =>
      press
        .split(/(?<=\w)\+/)
        .map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key))
        .join('+'),
    )
    .join(' ');
}
