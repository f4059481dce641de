/** The same list as three sides have it. */
type ThreeLists = { readonly [Side in 'base' | 'ours' | 'theirs']: readonly string[] };

/**
 * One order for what either side has: ours, unless only theirs changed the order of the base.
 * What only the other side has stands behind what it stands behind there.
 */
export function mergeOrder({ base, ours, theirs }: ThreeLists): readonly string[] {
  const [first, second] = keepsOrder(ours, base) && !keepsOrder(theirs, base) ? [theirs, ours] : [ours, theirs];
  const order = [...first];
  const known = new Set(order);
  let last: string | undefined;
  for (const key of second) {
    if (!known.has(key)) order.splice(last === undefined ? 0 : order.indexOf(last) + 1, 0, key);
    known.add(key);
    last = key;
  }
  return order;
}

/** True where what two lists share stands in the same order in both. */
function keepsOrder(one: readonly string[], other: readonly string[]): boolean {
  const inOne = new Set(one);
  const inOther = new Set(other);
  const shared = other.filter((key) => inOne.has(key));
  return one.filter((key) => inOther.has(key)).every((key, index) => key === shared[index]);
}

/** Members of a set after both sides added and removed some; nobody collides over them. */
export function mergeMembers({ base, ours, theirs }: ThreeLists): readonly string[] {
  const [inBase, inOurs, inTheirs] = [new Set(base), new Set(ours), new Set(theirs)];
  return mergeOrder({ base, ours, theirs }).filter((key) =>
    inBase.has(key) ? inOurs.has(key) && inTheirs.has(key) : inOurs.has(key) || inTheirs.has(key),
  );
}
