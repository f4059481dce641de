import type { ClassOrigins, DataShape } from './lineage.ts';

/** True where two shapes say the same of a value, with the same origins. */
export function isSameShape(one: DataShape, other: DataShape): boolean {
  if (one === other) return true;
  return (
    one.open === other.open &&
    one.isList === other.isList &&
    one.contract === other.contract &&
    one.depth === other.depth &&
    isSameSet(one.kinds, other.kinds) &&
    isSameSet(one.classes, other.classes) &&
    isSameOrigin(one.origin, other.origin) &&
    one.fields.size === other.fields.size &&
    hasSameFields([...one.fields], [...other.fields])
  );
}

type Field = readonly [name: string, shape: DataShape];

/** By name and in their order: findings list fields in it. */
function hasSameFields(one: readonly Field[], other: readonly Field[]): boolean {
  return one.every(([name, shape], index) => {
    const [otherName, otherShape] = other[index] ?? [];
    return otherName === name && otherShape !== undefined && isSameShape(shape, otherShape);
  });
}

function isSameSet<T>(one: ReadonlySet<T> | undefined, other: ReadonlySet<T> | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.size === other.size && [...one].every((item) => other.has(item));
}

function isSameOrigin(one: ClassOrigins, other: ClassOrigins): boolean {
  if (one === other) return true;
  if (one.size !== other.size) return false;
  return [...one].every(([name, places]) => {
    const others = other.get(name);
    return (
      others?.length === places.length &&
      places.every(({ node, field }, index) => others[index]?.node === node && others[index]?.field === field)
    );
  });
}
