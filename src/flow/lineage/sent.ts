import { type DataClass, dataClasses } from '../contract/field-classes.ts';
import type { ClassOrigins, DataShape, Sent, SentClass } from './lineage.ts';
import { joinOrigins, noOrigins } from './shape.ts';
import { type Cargo, createWays, type Traced } from './ways.ts';

/** The most values of what one place sends that are looked at one by one. */
const mostValues = 1_000;

/** One place of a step and what it hands to a connection. */
export type Handing = {
  readonly node: string;
  readonly connection: string;
  readonly place: string;
  readonly shape: DataShape;
};

/**
 * Lists what each handing carries, field by field. The way a class came is looked up when it is asked for: a long
 * flow has very many of them, and rules show a few.
 */
export function listSent(handings: readonly Handing[], traced: Traced): readonly Sent[] {
  const wayTo = createWays(traced);
  return handings.map(({ node, connection, place, shape }) => {
    const classes = carriedBy(shape).map(({ field, ...cargo }): SentClass => {
      const { class: name, origin } = cargo;
      return {
        class: name,
        field,
        origin,
        get path() {
          return wayTo(cargo, node);
        },
      };
    });
    return { node, connection, place, classes };
  });
}

type FieldCargo = Cargo & { readonly field: string };

/** Breadth first, so that what does not fit the bound is the deepest; its classes are then said of the whole. */
function carriedBy(shape: DataShape): readonly FieldCargo[] {
  const found: FieldCargo[] = [];
  let listed = noOrigins;
  const open: { shape: DataShape; field: string; above: ClassOrigins }[] = [{ shape, field: '', above: noOrigins }];
  let left = mostValues;
  for (const here of open) {
    if (here.shape.carried.size === 0) continue;
    left -= 1;
    if (left < 0) break;
    found.push(...cargoOf(here.shape.origin, here.field, here.above));
    listed = joinOrigins(listed, here.shape.origin);
    const above = joinOrigins(here.above, here.shape.origin);
    for (const [name, inner] of here.shape.fields) {
      open.push({ shape: inner, field: here.field === '' ? name : `${here.field}.${name}`, above });
    }
  }
  if (left < 0) found.push(...cargoOf(shape.carried, '', listed));
  return found.sort(byFieldAndClass);
}

/** What holds for the whole is not said again of its parts. */
function cargoOf(origins: ClassOrigins, field: string, above: ClassOrigins): readonly FieldCargo[] {
  return [...origins].flatMap(([name, places]) => {
    const said = above.get(name) ?? [];
    const fresh = places.filter((place) => !said.some((one) => one.node === place.node && one.field === place.field));
    return fresh.map((origin) => ({ class: name, field, origin }));
  });
}

function byFieldAndClass(one: FieldCargo, other: FieldCargo): number {
  if (one.field !== other.field) return one.field < other.field ? -1 : 1;
  return rank(one.class) - rank(other.class);
}

function rank(name: DataClass): number {
  return dataClasses.indexOf(name);
}
