/** Mixes a run's seed with a place in it, so that two expressions of a run draw different numbers. 32 bits. */
export function seedOf(seed: number, place: string): number {
  let mixed = (seed ^ 0x811c9dc5) | 0;
  for (let at = 0; at < place.length; at++) mixed = Math.imul(mixed ^ place.charCodeAt(at), 0x01000193);
  return mixed;
}
