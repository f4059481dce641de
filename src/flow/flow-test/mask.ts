import type { DataClass } from '../contract/field-classes.ts';
import { isJsonObject, type Json } from '../json.ts';
import { fakeNumber, fakeText } from './fake-value.ts';

/** What fields of a value are, by path with names joined by dots, rows without a mark; as `fieldClasses` reads it. */
export type ClassesByPath = ReadonlyMap<string, readonly DataClass[]>;

/**
 * Hides personal data in values that belong together: what is equal before is equal after, whatever value it stands
 * in, so that a masked run takes the path of the real one.
 */
export type Masker = {
  /** Masks one value; `classes` is what its contract says of its fields. */
  readonly mask: (value: Json, classes?: ClassesByPath) => Json;
  /** How many different values were replaced so far. */
  readonly count: () => number;
};

/** Names of fields that hold personal data wherever they stand. */
const personalNames: ReadonlySet<string> = new Set(
  `email mail emailaddress phone phonenumber mobile telephone tel fax firstname lastname givenname familyname surname
  fullname contactname customername street street1 street2 addressline address1 address2 housenumber zip zipcode postcode
  postalcode iban bic accountnumber cardnumber vat vatnumber taxnumber taxid ssn birthday birthdate dateofbirth dob login
  username password passport passportnumber latitude longitude ip ipaddress`
    .split(/\s+/)
    .filter((name) => name !== ''),
);

/** What a field called `name` belongs to when it is the name of a person or company one deals with. */
const personNames =
  /^(customer|contact|person|partner|user|employee|recipient|sender|buyer|seller|owner|patient|client|billing|shipping|invoice)/;

const email = /^[^\s@"]{1,128}@[^\s@"]{1,190}\.[^\s@".]{2,24}$/;
const iban = /^[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?$/;
const phone = /^\+\d[\d ()./-]{6,20}\d$/;

/** A text shorter than this is not looked for inside other texts: it would be found where it is not meant. */
const shortestInside = 5;

/** Starts masking; one masker serves everything that is kept together. */
export function createMasker(): Masker {
  const fakes = new Map<string, string>();
  const fakeOf = (text: string): string => {
    const known = fakes.get(text);
    if (known !== undefined) return known;
    // A flow may change the case of a text; both spellings must stay the same text.
    const twin = [...fakes].find(([one]) => one.toLowerCase() === text.toLowerCase());
    const made = twin === undefined ? fakeText(text, fakes.size + 1) : recase(twin[1], text);
    fakes.set(text, made);
    return made;
  };
  const walk = (value: Json, place: Place): Json => {
    if (Array.isArray(value)) return value.map((row) => walk(row, place));
    if (isJsonObject(value)) {
      return Object.fromEntries(
        Object.entries(value).map(([name, member]) => [name, walk(member, placeBelow(place, name, value))]),
      );
    }
    if (typeof value === 'string') return maskText(value, place, fakeOf);
    return typeof value === 'number' && place.isPersonal && !place.isFinancial ? fakeNumber(value) : value;
  };
  return {
    mask: (value, classes = new Map()) => {
      const masked = walk(value, { path: '', name: '', classes, isPersonal: false, isFinancial: false });
      return replaceInside(masked, fakes);
    },
    count: () => fakes.size,
  };
}

type Place = {
  readonly path: string;
  readonly name: string;
  readonly classes: ClassesByPath;
  readonly isPersonal: boolean;
  /** Amounts stay: they identify nobody, and limits in the flow depend on them. Financial texts (an IBAN) do not. */
  readonly isFinancial: boolean;
};

function placeBelow(above: Place, name: string, owner: { readonly [key: string]: Json }): Place {
  const path = above.path === '' ? name : `${above.path}.${name}`;
  const stated = above.classes.get(path);
  const isPersonal =
    stated === undefined
      ? above.isPersonal || isPersonalName(name, above.name, owner)
      : stated.includes('personal') || stated.includes('regulated');
  return { path, name, classes: above.classes, isPersonal, isFinancial: stated?.includes('financial') ?? false };
}

function isPersonalName(name: string, above: string, owner: { readonly [key: string]: Json }): boolean {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (personalNames.has(plain)) return true;
  if (plain !== 'name' && plain !== 'displayname') return false;
  return personNames.test(above.toLowerCase()) || Object.keys(owner).some((other) => /e-?mail|phone/i.test(other));
}

function maskText(text: string, place: Place, fakeOf: (text: string) => string): string {
  if (text === '') return text;
  const isTelling = email.test(text) || iban.test(text) || phone.test(text);
  return place.isPersonal || place.isFinancial || isTelling ? fakeOf(text) : text;
}

/** A name can stand inside a title or a note; what was replaced once is replaced there, too. */
function replaceInside(value: Json, fakes: ReadonlyMap<string, string>): Json {
  const long = [...fakes].filter(([text, fake]) => text.length >= shortestInside && text !== fake);
  if (long.length === 0) return value;
  long.sort(([one], [other]) => other.length - one.length);
  const made = new Set(fakes.values());
  const walk = (part: Json): Json => {
    if (Array.isArray(part)) return part.map(walk);
    if (isJsonObject(part))
      return Object.fromEntries(Object.entries(part).map(([name, member]) => [name, walk(member)]));
    if (typeof part !== 'string' || made.has(part)) return part;
    return long.reduce((text, [from, to]) => text.replaceAll(from, to), part);
  };
  return walk(value);
}

/** Writes a fake the way its original was written. */
function recase(fake: string, like: string): string {
  if (like === like.toLowerCase()) return fake.toLowerCase();
  if (like === like.toUpperCase()) return fake.toUpperCase();
  return fake.charAt(0).toUpperCase() + fake.slice(1);
}
