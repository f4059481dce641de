/** A person as people write names: `anna-berg` reads Anna Berg. */
export function printPerson(person: string): string {
  return person
    .split(/[-_.]/)
    .filter((part) => part !== '')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join(' ');
}

/** How files write a name somebody typed: `Anna Berg` becomes `anna-berg`. */
export function nameToPerson(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[-0-9]+|-+$/g, '');
}
