/** A function of JSONata: its arguments as people read them, what it gives, one sentence of help. */
export type FunctionFacts = {
  readonly name: string;
  readonly signature: string;
  readonly help: string;
  readonly group: string;
};

const table: readonly (readonly [group: string, entries: readonly (readonly [string, string, string])[]])[] = [
  [
    'text',
    [
      ['string', '(value, prettify?)', 'The value as text; objects and lists as JSON.'],
      ['length', '(text)', 'How many characters the text has.'],
      ['substring', '(text, start, length?)', 'A part of the text; start counts from 0, below 0 from the end.'],
      ['substringBefore', '(text, chars)', 'What stands before the first place of chars.'],
      ['substringAfter', '(text, chars)', 'What stands after the first place of chars.'],
      ['uppercase', '(text)', 'The text in capitals.'],
      ['lowercase', '(text)', 'The text in small letters.'],
      ['trim', '(text)', 'Without space at both ends; every run of space inside becomes one.'],
      ['pad', '(text, width, char?)', 'Fills the text up to a width; below 0 at the front.'],
      ['contains', '(text, pattern)', 'True where the text holds the pattern.'],
      ['split', '(text, separator, limit?)', 'The parts between the separators, as a list.'],
      ['join', '(list, separator?)', 'The texts of a list as one text.'],
      ['match', '(text, regex, limit?)', 'Every match with its index and groups.'],
      ['replace', '(text, pattern, replacement, limit?)', 'The text with every match replaced.'],
      ['base64encode', '(text)', 'The text in base 64.'],
      ['base64decode', '(text)', 'The text that base 64 stands for.'],
      ['encodeUrlComponent', '(text)', 'Made safe for one part of an address.'],
      ['encodeUrl', '(text)', 'Made safe as a whole address.'],
      ['decodeUrlComponent', '(text)', 'Takes the safety of one part of an address off again.'],
      ['decodeUrl', '(text)', 'Takes the safety of an address off again.'],
      ['formatNumber', '(number, picture, options?)', 'The number as text, such as "#,##0.00".'],
      ['formatBase', '(number, radix?)', 'The number as text in another base.'],
      ['formatInteger', '(number, picture)', 'The number in words, Roman, or with leading zeros.'],
    ],
  ],
  [
    'number',
    [
      ['number', '(value)', 'Text or true/false as a number; fails where it is none.'],
      ['abs', '(number)', 'Without its sign.'],
      ['floor', '(number)', 'The next whole number below.'],
      ['ceil', '(number)', 'The next whole number above.'],
      ['round', '(number, precision?)', 'Rounded; exact halves go to the even neighbour.'],
      ['power', '(base, exponent)', 'The base to the power of the exponent.'],
      ['sqrt', '(number)', 'The square root.'],
      ['random', '()', 'A number from 0 up to 1, the same on every attempt of a run.'],
      ['parseInteger', '(text, picture)', 'Reads a number written as the picture says.'],
      ['sum', '(list)', 'The sum of a list of numbers.'],
      ['max', '(list)', 'The largest number.'],
      ['min', '(list)', 'The smallest number.'],
      ['average', '(list)', 'The mean of a list of numbers.'],
    ],
  ],
  [
    'list',
    [
      ['count', '(list)', 'How many there are; nothing counts as 0.'],
      ['append', '(list, list)', 'Both lists, one behind the other.'],
      ['sort', '(list, function?)', 'In order; the function says true where the first belongs behind.'],
      ['reverse', '(list)', 'In the opposite order.'],
      ['shuffle', '(list)', 'In an order by chance, the same on every attempt of a run.'],
      ['distinct', '(list)', 'Without repeats.'],
      ['zip', '(list, …)', 'First with first, second with second.'],
      ['map', '(list, function)', 'The function over every item.'],
      ['filter', '(list, function)', 'The items for which the function is true.'],
      ['single', '(list, function?)', 'The one item that fits; fails for none or several.'],
      ['reduce', '(list, function, start?)', 'All items folded into one value.'],
    ],
  ],
  [
    'object',
    [
      ['keys', '(object)', 'The names of its fields.'],
      ['lookup', '(object, key)', 'The field of that name.'],
      ['spread', '(object)', 'A list of objects with one field each.'],
      ['merge', '(list)', 'One object of all; later fields win.'],
      ['sift', '(object, function)', 'The fields for which the function is true.'],
      ['each', '(object, function)', 'The function over every field.'],
      ['error', '(message)', 'Fails with this message.'],
      ['assert', '(condition, message)', 'Fails unless the condition is true.'],
      ['type', '(value)', 'The sort of value, such as "string".'],
      ['clone', '(object)', 'A copy.'],
    ],
  ],
  [
    'logic',
    [
      ['exists', '(path)', 'True where the path gives something.'],
      ['boolean', '(value)', 'True or false, as an "if" would take the value.'],
      ['not', '(value)', 'The opposite.'],
    ],
  ],
  [
    'time',
    [
      ['now', '(picture?, zone?)', 'When the run began this step, as text; the same on every attempt.'],
      ['millis', '()', 'The same in milliseconds since 1970.'],
      ['toMillis', '(text, picture?)', 'A time as milliseconds since 1970.'],
      ['fromMillis', '(number, picture?, zone?)', 'Milliseconds since 1970 as text.'],
    ],
  ],
];

/** Every function an expression may call, by group. */
export const functions: readonly FunctionFacts[] = table.flatMap(([group, entries]) =>
  entries.map(([name, signature, help]) => ({ name, signature, help, group })),
);

const byName = new Map(functions.map((one) => [one.name, one] as const));

/** The facts of one function by its name without the dollar. */
export function findFunction(name: string): FunctionFacts | undefined {
  return byName.get(name);
}

/** Names that stand for data, with what they hold. */
export const variables: readonly { readonly name: string; readonly help: string }[] = [
  { name: 'steps', help: 'Results of the steps before this one, by their id.' },
  { name: 'vars', help: 'Values the environment sets.' },
  { name: 'trigger', help: 'What started the run: body, headers, query, receivedAt.' },
  { name: 'run', help: 'id, flow, version, startedAt and key of the run.' },
  { name: 'item', help: 'Inside For each: the item.' },
  { name: 'index', help: 'Inside For each: its number from 0.' },
  { name: 'inputs', help: 'In a Merge: what each step handed on, by its id.' },
];
