/** Reads a remembered text of the interface; nothing where storage is shut. */
export function readRemembered(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    // Named foreign error: browsers throw SecurityError when storage is switched off. Sizes then start at their default.
    return null;
  }
}

/** Remembers a text of the interface, where storage is open and has room. */
export function remember(key: string, text: string): void {
  try {
    window.localStorage.setItem(key, text);
  } catch {
    // As above, or the quota is used up: forgetting a size hurts nobody.
  }
}
