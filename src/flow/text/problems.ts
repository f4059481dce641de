import type { ProblemFacts } from '../problem.ts';

/** Problems of the spelling every YAML file of a workspace shares. */
const subset: readonly ProblemFacts[] = [
  {
    code: 'flow/alias',
    title: 'An alias',
    help: 'The subset has no `*name`. Write the value out where it is needed; a text that begins with `*` goes in single quotes.',
  },
  {
    code: 'flow/ambiguous-scalar',
    title: 'A value readers take for different things',
    help: 'Words such as yes, no, on, off, y, n and ~, dates, hours, octal and hexadecimal numbers mean one thing to one YAML reader and another to the next. Put texts in single quotes; write numbers in decimal, without leading zeros, trailing zeros or exponents.',
  },
  {
    code: 'flow/anchor',
    title: 'An anchor',
    help: 'The subset has no `&name`. Write the value out where it is needed; a text that begins with `&` goes in single quotes.',
  },
  {
    code: 'flow/block-style',
    title: 'A block other than `|-`',
    help: 'Texts over several lines begin with `|-`, which keeps line breaks and adds none at the end.',
  },
  {
    code: 'flow/byte-order-mark',
    title: 'A byte order mark',
    help: 'Save the file as UTF-8 without a byte order mark.',
  },
  {
    code: 'flow/conflict-markers',
    title: 'A merge that was not finished',
    help: 'Git could not decide between two versions and left both between `<<<<<<<` and `>>>>>>>`. Keep one of them, remove the marks, and add the file to the commit.',
  },
  {
    code: 'flow/document-marker',
    title: 'A document marker or directive',
    help: 'A file is one document. Remove `---`, `...` and lines that begin with `%`; put a second document in a file of its own.',
  },
  {
    code: 'flow/double-quotes',
    title: 'Needless double quotes',
    help: 'Double quotes are for control characters, which no other style can carry. Write the text plainly, or in single quotes.',
  },
  {
    code: 'flow/duplicate-key',
    title: 'A key that stands twice',
    help: 'Keys of one map are unique. Remove one, or rename it.',
  },
  { code: 'flow/empty-file', title: 'An empty file', help: 'Write the keys of the file, or delete it.' },
  {
    code: 'flow/empty-value',
    title: 'A key without a value',
    help: 'Write a value, `{}` for an empty map, `[]` for an empty list, or remove the key.',
  },
  {
    code: 'flow/flow-style',
    title: 'A map or list in braces or brackets',
    help: 'Maps are written as one `key: value` a line. Brackets hold single values only; braces only nothing.',
  },
  {
    code: 'flow/forbidden-key',
    title: 'A refused key',
    help: '`__proto__` has a meaning of its own in JavaScript and is refused everywhere.',
  },
  {
    code: 'flow/key-grammar',
    title: 'A key that needs quotes',
    help: 'Plain keys begin with a letter and go on with letters, digits, `_` and `-`. Every other key, and words such as `on` and `no`, stand in single quotes.',
  },
  {
    code: 'flow/line-ending',
    title: 'Carriage returns',
    help: 'Lines end with LF alone. Set `* text=auto eol=lf` in `.gitattributes` and save the file again.',
  },
  {
    code: 'flow/line-folding',
    title: 'A text folded over lines',
    help: 'Folding turns line breaks into blanks unseen. Write the text on one line, however long, or as a `|-` block.',
  },
  { code: 'flow/merge-key', title: 'A merge key', help: 'The subset has no `<<`. Write the keys out.' },
  { code: 'flow/not-a-map', title: 'A file that is no map', help: 'Every file is a map of keys at its top level.' },
  {
    code: 'flow/syntax',
    title: 'Text that is no YAML',
    help: 'Compare the line with those around it: indentation by two blanks, a blank behind every colon, closed quotes and brackets. Texts that hold `: ` or ` #` go in single quotes.',
  },
  {
    code: 'flow/tag',
    title: 'A tag',
    help: 'The subset has no `!name`. Remove it; a text that begins with `!` goes in single quotes.',
  },
  {
    code: 'flow/too-deep',
    title: 'Nesting too deep',
    help: 'At most 40 brackets on a line and 60 levels in all are read. Flatten the value.',
  },
  {
    code: 'flow/too-large',
    title: 'A file too large',
    help: 'Files of more than 1,048,576 characters or 60,000 lines are not read, nor lines of more than 10,000 values. Samples belong in `samples/`; large flows in sub-flows.',
  },
  {
    code: 'flow/unquoted-template',
    title: 'A text with `{{ }}` outside quotes',
    help: 'Texts that hold `{{` stand in single quotes, so that no reader takes the brace for a map.',
  },
];

/** Problems of what a flow file says. */
const flow: readonly ProblemFacts[] = [
  {
    code: 'flow/config-invalid',
    title: 'A config value that is not allowed',
    help: 'The page of the node type lists its fields and what each accepts.',
  },
  {
    code: 'flow/duplicate-edge',
    title: 'An edge that stands twice',
    help: 'One port leads to one node once. Remove the second target.',
  },
  {
    code: 'flow/duplicate-id',
    title: 'A node id that stands twice',
    help: 'Ids are unique in the whole flow, bodies and undo nodes included. Rename one of the two.',
  },
  {
    code: 'flow/expression-cut',
    title: 'An expression cut by ` #`',
    help: 'YAML begins a comment at ` #`, also in the middle of `items #$i`. Put the expression in single quotes; a comment goes on the line above.',
  },
  {
    code: 'flow/expression-style',
    title: 'An expression in another spelling',
    help: 'A simple path such as `customer.id` stands plain, every other expression of one line in single quotes, longer ones as a `|-` block.',
  },
  {
    code: 'flow/format',
    title: 'A format this program does not read',
    help: '`penstock:` names the format of the file. Open newer files with a newer Penstock; older ones are brought up to date when they are saved.',
  },
  {
    code: 'flow/header-invalid',
    title: 'A header value that is not allowed',
    help: 'The header holds id, name, owner and classification of the flow. The sentence says what the key accepts.',
  },
  {
    code: 'flow/id-reserved',
    title: 'An id that an earlier name reserves',
    help: 'Names in `was` stay reserved, because claims and keys of past runs belong to them. Choose another id.',
  },
  {
    code: 'flow/missing-key',
    title: 'A missing key',
    help: 'Add the key the sentence names, below the line it points to.',
  },
  {
    code: 'flow/next-form',
    title: 'A target that is no node id',
    help: 'Write `next: id`, or one `port: id` a line, or a list of ids below the port.',
  },
  {
    code: 'flow/no-port',
    title: 'An edge from a node nothing follows',
    help: 'Ends have no success port. Remove `next`, or write the port it is meant for.',
  },
  {
    code: 'flow/node-id',
    title: 'A node id of another form',
    help: 'Node ids are lower-case words joined by `_`, at most 64 letters, such as `create_order`.',
  },
  {
    code: 'flow/node-invalid',
    title: 'A node value that is not allowed',
    help: 'The sentence says what the key accepts.',
  },
  {
    code: 'flow/nodes-form',
    title: 'Nodes in another form',
    help: 'Nodes are a map from id to node, and every node is a map that begins with `type`.',
  },
  {
    code: 'flow/reserved-name',
    title: 'A reserved name',
    help: '`true`, `false`, `null`, `yes`, `no`, `on`, `off`, `y` and `n` are no names, because YAML readers take them for values. Choose another one.',
  },
  {
    code: 'flow/scope-key',
    title: 'A body where none belongs',
    help: '`body` stands in each, retry, try and saga only; `compensations` only in saga.',
  },
  {
    code: 'flow/undo-edge',
    title: 'An edge between undo nodes',
    help: 'A saga runs its undo nodes one by one, in reverse order. Remove `next`.',
  },
  {
    code: 'flow/unknown-key',
    title: 'An unknown key',
    help: 'Correct its name, or remove it. Nothing is ever ignored in silence.',
  },
  { code: 'flow/unknown-node', title: 'A node this flow does not have', help: 'Choose one of the ids of the flow.' },
  {
    code: 'flow/unknown-type',
    title: 'An unknown node type',
    help: 'Types are written with their major version, such as `map@1`. `penstock doctor` lists those of this installation.',
  },
];

/** Problems of the files beside the flows. */
const workspace: readonly ProblemFacts[] = [
  {
    code: 'layout/bad-position',
    title: 'A box without a position',
    help: 'The box is placed anew. Nothing needs to be done.',
  },
  {
    code: 'layout/unknown-node',
    title: 'A box of a node that is gone',
    help: 'The position is dropped when the layout is saved next. Nothing needs to be done.',
  },
  {
    code: 'layout/unreadable',
    title: 'A layout file that cannot be read',
    help: 'Delete the `.layout.json`; boxes are placed anew and the flow is unharmed.',
  },
  {
    code: 'workspace/contract-json',
    title: 'A contract that is no JSON',
    help: 'Mend the file where the sentence points: commas, quotes and brackets.',
  },
  {
    code: 'workspace/contract-name',
    title: 'A contract file with another name',
    help: 'Contracts are named `<name>@<major>.schema.json`, such as `order@1.schema.json`.',
  },
  {
    code: 'workspace/contract-schema',
    title: 'A contract that is no JSON Schema',
    help: 'Contracts are JSON Schema 2020-12. The sentence names the keyword and what it accepts.',
  },
  {
    code: 'workspace/invalid-value',
    title: 'A value that is not allowed',
    help: 'The sentence says what the key accepts.',
  },
  {
    code: 'workspace/unknown-kind',
    title: 'An unknown connection kind',
    help: 'Choose one of the kinds the sentence lists.',
  },
  {
    code: 'workspace/unknown-operation',
    title: 'An operation its kind or its document does not have',
    help: 'Correct the name in `allow.operations`, or remove it.',
  },
];

/** Every problem that reading, printing and renaming can raise. */
export const textProblems: readonly ProblemFacts[] = [...subset, ...flow, ...workspace];
