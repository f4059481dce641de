/** Joins class names and leaves out what is absent, so that conditions can stand in the list. */
export function joinClasses(...names: readonly (string | false | null | undefined)[]): string {
  return names.filter((name) => typeof name === 'string' && name !== '').join(' ');
}
