import { findImports, type Import, resolveImport, type Target } from './imports.ts';
import { type Room, rooms, testFiles } from './rooms.ts';

/** Judges every import of one file by the table of rooms; one sentence per violation. */
export function findRoomViolations(path: string, source: string): readonly string[] {
  if (testFiles.test(path)) return [];
  const room = roomOf(path);
  if (room === undefined) return [`${path} stands in no room. Move it, or add a row to test/architecture/rooms.ts.`];
  return findImports(path, source).flatMap((found) => {
    const complaint = judge(path, room, found);
    return complaint === undefined ? [] : [`${path}:${found.line} ${complaint}`];
  });
}

/** The room a file stands in, or undefined. */
export function roomOf(path: string): Room | undefined {
  return rooms.find(({ files }) => files.test(path));
}

function judge(path: string, room: Room, { specifier, mode }: Import): string | undefined {
  if (specifier === undefined) {
    return 'imports a computed path, which nobody can check. Write the path as a plain text.';
  }
  const target = resolveImport(path, specifier);
  if (target === undefined) {
    return `imports "${specifier}", which package.json does not declare under "imports". Use a declared subpath or a relative path.`;
  }
  switch (target.kind) {
    case 'node':
      return judgeNode(room, specifier, target);
    case 'package':
      return judgePackage(path, room, target);
    case 'file':
      return judgeFile({ path, room, specifier, mode, target: target.path });
  }
}

function judgeNode(room: Room, specifier: string, { name }: Extract<Target, { kind: 'node' }>): string | undefined {
  if (!specifier.startsWith('node:')) return `imports "${specifier}" of Node without its prefix. Write "node:${name}".`;
  if (room.node === 'all' || room.node?.includes(name)) return undefined;
  const allowed = room.node === undefined ? 'no module of Node' : `of Node only ${room.node.join(', ')}`;
  return `imports "${specifier}", but room "${room.name}" may import ${allowed}. Take what you need through a port.`;
}

function judgePackage(path: string, room: Room, { name }: Extract<Target, { kind: 'package' }>): string | undefined {
  const grant = (room.packages ?? []).find((one) => one.name === name);
  if (grant !== undefined && (grant.only === undefined || grant.only.test(path))) return undefined;
  const known = (room.packages ?? []).map((one) => one.name).join(', ') || 'none';
  return `imports the package "${name}", but room "${room.name}" may import here: ${known}. Move the code to the room that owns the package.`;
}

type FileImport = {
  readonly path: string;
  readonly room: Room;
  readonly specifier: string;
  readonly mode: Import['mode'];
  readonly target: string;
};

function judgeFile({ path, room, specifier, mode, target }: FileImport): string | undefined {
  const isLetIn = (room.lazy ?? []).some((name) =>
    rooms.some((other) => other.name === name && other.files.test(target)),
  );
  if (testFiles.test(target) && !(isLetIn && mode === 'lazy'))
    return `imports "${specifier}", a file of the tests. Move what both need out of the tests.`;
  const other = roomOf(target);
  if (other === undefined) return `imports "${specifier}", which stands in no room. Import a file of a room.`;
  const isOwnUnit = unitOf(room, path) === unitOf(other, target);
  const sharesUnits = room.isDivided === true && isSameFamily(room, other);
  if (sharesUnits && !isOwnUnit && !(room.types ?? []).includes(other.name)) {
    return `imports "${specifier}" of its neighbour "${unitOf(other, target)}". Neighbours in room "${room.name}" do not know each other; move what both need to "flow".`;
  }
  if (room.rooms.includes(other.name)) return undefined;
  if (mode === 'type' && room.types?.includes(other.name)) return undefined;
  // Types are erased, so naming one loads nothing either.
  if (mode !== 'value' && room.lazy?.includes(other.name)) return undefined;
  return `imports "${specifier}" of room "${other.name}", but room "${room.name}" ${sayAllowed(room, other)}`;
}

/** Rooms that cut the same folder into the same units, such as the facts and the work of node types. */
function isSameFamily(room: Room, other: Room): boolean {
  const folderOf = ({ files }: Room) => /^\^([^([]+)\(\[\^/.exec(files.source)?.[1] ?? files.source;
  return folderOf(room) === folderOf(other);
}

function unitOf(room: Room, path: string): string | undefined {
  return room.files.exec(path)?.[1];
}

function sayAllowed(room: Room, other: Room): string {
  if (room.types?.includes(other.name)) return 'may import only types of it. Write "import type".';
  if (room.lazy?.includes(other.name)) return 'may load it only when needed. Write "await import(…)" where it is used.';
  return `may import only ${room.rooms.join(', ') || 'nothing'}. Turn the dependency round, or hand the value in.`;
}
