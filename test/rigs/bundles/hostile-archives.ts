import { deflateSync, gzipSync, zipSync } from 'fflate';
import type { BundleManifest } from '#flow/bundle/manifest.ts';
import { encodeManifest, writeBundle } from '#flow/bundle/read-bundle.ts';
import { canonicalJson, type Json } from '#flow/json.ts';
import { manifestOf, smallFiles } from './small-bundle.ts';
import { bytesOf, join, type RawArchive, type RawEntry, type RawHeader, writeZip } from './zip.ts';

/** An archive nobody must let in, and the code it is refused with. */
export type HostileArchive = { readonly name: string; readonly bytes: Uint8Array; readonly code: string };

const flowPath = 'flows/a.flow.yaml';
const flowData = smallFiles.get(flowPath) ?? new Uint8Array();

/** The entries of a good bundle; writing them gives the bytes Penstock writes. */
export function goodEntries(): readonly RawEntry[] {
  return [
    { name: 'manifest.json', data: encodeManifest(manifestOf()) },
    { name: flowPath, data: flowData },
  ];
}

function withEntry(entry: RawEntry, archive: RawArchive = {}): Uint8Array {
  return writeZip([...goodEntries(), entry], archive);
}

/** The flow's entry with faults in both headers. */
function withFaults(both: Partial<RawHeader>, rest: Partial<RawEntry> = {}): Uint8Array {
  const [manifest, flow] = goodEntries();
  if (manifest === undefined || flow === undefined) throw new Error('the good bundle has two entries');
  return writeZip([manifest, { ...flow, local: both, central: both, ...rest }]);
}

const badNames: Readonly<Record<string, string>> = {
  'an absolute name': '/etc/passwd',
  'a name one folder up': '../evil.flow.yaml',
  'a name that climbs out': 'flows/../../evil.flow.yaml',
  'a name that climbs and returns': 'flows/../flows/evil.flow.yaml',
  'a backslash': 'flows\\evil.flow.yaml',
  'a backslash that climbs': '..\\..\\evil.yaml',
  'a drive letter': 'C:/evil.yaml',
  'a drive letter without a slash': 'C:evil.yaml',
  'a share of a network': '//server/share/evil.yaml',
  'a NUL': 'flows/evil\0.flow.yaml',
  'an empty name': '',
  'an empty folder name': 'flows//evil.flow.yaml',
  'a folder': 'flows/more/',
  'a leading dot': './flows/evil.flow.yaml',
  'a dot as a name': 'flows/.',
  'a hidden file': '.npmrc',
  'a hidden folder': 'flows/.git/config',
  'a blank at the end': 'flows/evil.flow.yaml ',
  'a dot at the end': 'flows/evil.flow.yaml.',
  'a device': 'con.yaml',
  'a device in a folder': 'flows/NUL',
  'a device with an ending': 'flows/lpt1.flow.yaml',
  'letters in pieces': 'flows/cafe\u0301.flow.yaml',
  'a line break': 'flows/evil\n.flow.yaml',
  'an escape character': 'flows/\u001b[2J.flow.yaml',
  'letters that turn the direction': 'flows/\u202elmay.wolf.live',
  'a character of no width': 'flows/e\u200bvil.flow.yaml',
  'a byte order mark': '\ufeffmanifest.json',
  'a kelvin sign for a letter': 'flows/\u212a.flow.yaml',
  'a slash look-alike': 'flows\u2215evil.flow.yaml',
  'a stream of a file': 'flows/a.flow.yaml:evil',
  'a star': 'flows/*.flow.yaml',
  'a home folder': '~/evil.yaml',
  'an encoded climb': '%2e%2e/evil.yaml',
  'a very long name': `flows/${'a'.repeat(120)}.flow.yaml`,
  'a very long path': `flows/${'abcdefghi/'.repeat(6)}${'b'.repeat(90)}${'/c'.repeat(90)}.flow.yaml`,
  'a very deep path': `flows/${'a/'.repeat(9)}b.flow.yaml`,
};

const twins: Readonly<Record<string, string>> = {
  'the same name again': flowPath,
  'a name in capitals': 'flows/A.flow.yaml',
  'the manifest in capitals': 'MANIFEST.JSON',
  'a folder in capitals': 'FLOWS/b.flow.yaml',
  'a file where a folder is': 'flows',
  'a folder where a file is': 'flows/a.flow.yaml/b.flow.yaml',
  'wide letters': '\uff46lows/b.flow.yaml',
  'a long s': 'flow\u017f/b.flow.yaml',
};

function nameCases(): readonly HostileArchive[] {
  return [
    ...Object.entries(badNames).map(([name, path]) => ({
      name,
      bytes: withEntry({ name: path, data: 'x' }),
      code: 'bundle/bad-name',
    })),
    ...Object.entries(twins).map(([name, path]) => ({
      name,
      bytes: withEntry({ name: path, data: 'x' }),
      code: 'bundle/named-twice',
    })),
    {
      name: 'a sharp s beside ss',
      code: 'bundle/named-twice',
      bytes: writeZip([...goodEntries(), { name: 'flows/ss.flow.yaml' }, { name: 'flows/ß.flow.yaml' }]),
    },
    {
      name: 'a name in broken UTF-8',
      code: 'bundle/not-canonical',
      bytes: withEntry({ name: new Uint8Array([0x66, 0xff, 0xfe]) }),
    },
    {
      name: 'an overlong dot',
      code: 'bundle/not-canonical',
      bytes: withEntry({ name: new Uint8Array([0xc0, 0xae, 0xc0, 0xae, 0x2f, 0x61]) }),
    },
    {
      name: 'half a character',
      code: 'bundle/not-canonical',
      bytes: withEntry({ name: new Uint8Array([0xed, 0xa0, 0x80]) }),
    },
    {
      name: 'a Cyrillic look-alike',
      code: 'bundle/changed',
      bytes: withEntry({ name: 'flows/\u0430.flow.yaml', data: 'x' }),
    },
  ];
}

function packedCases(): readonly HostileArchive[] {
  const zeros = new Uint8Array(40_000_000);
  const bomb = deflateSync(zeros.subarray(0, 2_000_000), { level: 9 });
  const files = Object.fromEntries([...smallFiles, ['manifest.json', encodeManifest(manifestOf())]]);
  return [
    {
      name: 'another program packed it',
      code: 'bundle/compressed',
      bytes: zipSync(files, { level: 9, mtime: '1990-01-01T12:00:00' }),
    },
    {
      name: 'another program stored it',
      code: 'bundle/not-canonical',
      bytes: zipSync(files, { level: 0, mtime: '1990-01-01T12:00:00' }),
    },
    {
      name: 'a zip bomb',
      code: 'bundle/compressed',
      bytes: zipSync({ 'flows/bomb.flow.yaml': zeros }, { level: 9, mtime: '1990-01-01T12:00:00' }),
    },
    {
      name: 'a bomb that lies about its size',
      code: 'bundle/compressed',
      bytes: withFaults({ method: 8, size: bomb.length }, { data: bomb }),
    },
    {
      name: 'a stored file that claims to grow',
      code: 'bundle/compressed',
      bytes: withFaults({ size: 4_000_000_000 }),
    },
    {
      name: 'a file that claims four gigabytes',
      code: 'bundle/not-canonical',
      bytes: withFaults({ size: 0xfffffffe, packed: 0xfffffffe }),
    },
    {
      name: 'a size left to zip64',
      code: 'bundle/not-canonical',
      bytes: withFaults({
        size: 0xffffffff,
        packed: 0xffffffff,
        extra: new Uint8Array([1, 0, 16, 0, ...new Uint8Array(16)]),
      }),
    },
    { name: 'method 12', code: 'bundle/compressed', bytes: withFaults({ method: 12 }) },
    { name: 'method 99', code: 'bundle/compressed', bytes: withFaults({ method: 99 }) },
    { name: 'an encrypted file', code: 'bundle/encrypted', bytes: withFaults({ flags: 0x0801 }) },
    { name: 'a strongly encrypted file', code: 'bundle/encrypted', bytes: withFaults({ flags: 0x0841 }) },
    {
      name: 'a data descriptor',
      code: 'bundle/not-canonical',
      bytes: withFaults({ flags: 0x0808 }, { after: new Uint8Array(16) }),
    },
    {
      name: 'a data descriptor without its flag',
      code: 'bundle/not-canonical',
      bytes: withFaults({}, { after: new Uint8Array(12) }),
    },
    { name: 'a name in another alphabet', code: 'bundle/not-canonical', bytes: withFaults({ flags: 0 }) },
    {
      name: 'a link',
      code: 'bundle/not-plain',
      bytes: withFaults({}, { central: { madeBy: 0x0314, attributes: 0xa1ed0000 } }),
    },
    {
      name: 'a link of a writer for DOS',
      code: 'bundle/not-plain',
      bytes: withFaults({}, { central: { attributes: 0xa1ed0000 } }),
    },
    {
      name: 'a folder by its attribute',
      code: 'bundle/not-plain',
      bytes: withFaults({}, { central: { attributes: 0x10 } }),
    },
    {
      name: 'a program by its rights',
      code: 'bundle/not-plain',
      bytes: withFaults({}, { central: { madeBy: 0x0314, attributes: 0x81ed0000 } }),
    },
    {
      name: 'a device by its attribute',
      code: 'bundle/not-plain',
      bytes: withFaults({}, { central: { madeBy: 0x0314, attributes: 0x21b60000 } }),
    },
    {
      name: 'another system',
      code: 'bundle/not-plain',
      bytes: withFaults({}, { central: { madeBy: 0x0014 | 0x0a00 } }),
    },
    { name: 'an attribute of text', code: 'bundle/not-canonical', bytes: withFaults({}, { central: { internal: 1 } }) },
    { name: 'a newer format', code: 'bundle/not-canonical', bytes: withFaults({ version: 45 }) },
    { name: 'a time', code: 'bundle/not-canonical', bytes: withFaults({ time: 0x6000 }) },
    { name: 'a date', code: 'bundle/not-canonical', bytes: withFaults({ date: 0x5000 }) },
  ];
}

function structureCases(): readonly HostileArchive[] {
  const good = writeZip(goodEntries());
  const [manifest, flow] = goodEntries();
  if (manifest === undefined || flow === undefined) throw new Error('the good bundle has two entries');
  const junk = bytesOf('junk');
  const unicodePath = new Uint8Array([0x75, 0x70, 5, 0, 1, 0, 0, 0, 0]);
  const odd = (name: string, bytes: Uint8Array, code = 'bundle/not-canonical'): HostileArchive => ({
    name,
    bytes,
    code,
  });
  const hidden: RawEntry = { name: 'flows/b.flow.yaml', data: 'x' };
  return [
    odd('nothing at all', new Uint8Array(), 'bundle/not-an-archive'),
    odd('21 bytes', good.subarray(good.length - 21), 'bundle/not-an-archive'),
    odd('text', bytesOf('penstock: 1\nid: a\nname: An order that comes in\n'), 'bundle/not-an-archive'),
    odd('a packed archive', gzipSync(good, { mtime: 0 }), 'bundle/not-an-archive'),
    odd('half of it', good.subarray(0, good.length >> 1), 'bundle/not-an-archive'),
    odd('one byte behind it', join([good, new Uint8Array(1)]), 'bundle/not-an-archive'),
    odd('another archive behind it', join([good, good])),
    odd('a program before it', join([bytesOf('#!/bin/sh\nexit\n'), good])),
    odd('a program before it that the places allow for', writeZip(goodEntries(), { before: junk })),
    odd('a comment', writeZip(goodEntries(), { comment: junk }), 'bundle/not-an-archive'),
    odd('a comment that is an end', writeZip(goodEntries(), { comment: good.subarray(good.length - 22) })),
    odd('a comment on an entry', withFaults({}, { central: { comment: junk } })),
    odd(
      'an extra field before the data',
      withFaults({}, { local: { extra: new Uint8Array([1, 2, 0, 0]) }, central: {} }),
    ),
    odd(
      'an extra field in the directory',
      withFaults({}, { local: {}, central: { extra: new Uint8Array([1, 2, 0, 0]) } }),
    ),
    odd('another name in an extra field', withFaults({ extra: unicodePath })),
    odd('bytes between two entries', writeZip([{ ...manifest, after: junk }, flow])),
    odd('bytes before the directory', writeZip(goodEntries(), { beforeDirectory: junk })),
    odd('bytes behind the directory', writeZip(goodEntries(), { beforeEnd: junk })),
    odd('an entry the directory hides', writeZip([manifest, { ...hidden, listed: false }, flow])),
    odd('an entry only the directory has', writeZip([manifest, flow, { ...hidden, listed: 'only' }])),
    odd('another name before the data', withFaults({}, { local: { name: 'flows/b.flow.yaml' }, central: {} })),
    odd('another size before the data', withFaults({}, { local: { size: 1, packed: 1 }, central: {} })),
    odd('another method before the data', withFaults({}, { local: { method: 8 }, central: {} })),
    odd('another sum before the data', withFaults({}, { local: { crc: 1 }, central: {} })),
    odd('a wrong sum', withFaults({ crc: 1 })),
    odd(
      'two entries of one place',
      writeZip([manifest, flow, { name: 'flows/b.flow.yaml', data: flowData, listed: 'only', central: { offset: 0 } }]),
    ),
    odd('an entry inside another', writeZip([manifest, { ...flow, central: { offset: 40 } }])),
    odd('places that point past the end', writeZip([manifest, { ...flow, central: { offset: 0x7fffffff } }])),
    odd('a directory in another order', writeZip(goodEntries(), { order: [1, 0] })),
    odd('a manifest that comes last', writeZip([flow, manifest])),
    odd('names in another order', writeZip([manifest, { name: 'z.md', data: '' }, flow])),
    odd('fewer entries than there are', writeZip(goodEntries(), { count: 1 })),
    odd('more entries than there are', writeZip(goodEntries(), { count: 3 })),
    odd('two thousand entries that are not there', writeZip(goodEntries(), { count: 2_000 })),
    odd('more entries than a bundle has', writeZip(goodEntries(), { count: 2_001 }), 'bundle/too-large'),
    odd('entries left to zip64', writeZip(goodEntries(), { count: 0xffff }), 'bundle/too-large'),
    odd('a directory left to zip64', writeZip(goodEntries(), { directoryOffset: 0xffffffff }), 'bundle/too-large'),
    odd('a directory past the end', writeZip(goodEntries(), { directoryOffset: 0x7fffffff })),
    odd('a directory at the start', writeZip(goodEntries(), { directoryOffset: 0 })),
    odd('a directory of another size', writeZip(goodEntries(), { directoryBytes: 7 })),
    odd('a second disk', writeZip(goodEntries(), { disk: 1 })),
    odd(
      'too many files',
      writeZip(Array.from({ length: 2_001 }, (_, at) => ({ name: `flows/${at}.flow.yaml` }))),
      'bundle/too-large',
    ),
    odd('too many bytes', new Uint8Array(50_000_001), 'bundle/too-large'),
  ];
}

/** Archives in the right form with the wrong things in them. */
function contentCases(): readonly HostileArchive[] {
  const manifest = manifestOf();
  const flow: RawEntry = { name: flowPath, data: flowData };
  const text = (value: string): Uint8Array => writeZip([{ name: 'manifest.json', data: value }, flow]);
  // A manifest is JSON and nothing else.
  const json = canonicalJson(JSON.parse(JSON.stringify(manifest)) as Json);
  const said = (changes: Partial<BundleManifest>): Uint8Array => writeBundle({ ...manifest, ...changes }, smallFiles);
  const [first] = manifest.flows;
  if (first === undefined) throw new Error('the small bundle has a flow');
  const bad = (name: string, bytes: Uint8Array, code = 'bundle/bad-manifest'): HostileArchive => ({
    name,
    bytes,
    code,
  });
  const more = (path: string): Uint8Array => {
    const files = new Map([...smallFiles, [path, bytesOf('name: live\n')]]);
    return writeBundle(manifestOf(files), files);
  };
  return [
    bad('no files', writeZip([])),
    bad('no manifest', writeZip([flow])),
    bad('a manifest that is no JSON', text('{')),
    bad('a manifest in broken UTF-8', writeZip([{ name: 'manifest.json', data: new Uint8Array([0xff]) }, flow])),
    bad('a manifest with blanks', text(`${json} `)),
    bad('a manifest with a line break', text(`${json}\n`)),
    bad('a manifest that says a thing twice', text(json.replace('"penstock":1', '"penstock":1,"penstock":1'))),
    bad('a manifest that says more', text(json.replace('"penstock":1', '"penstock":1,"trusted":true'))),
    bad('a manifest with a prototype', text(json.replace('{', '{"__proto__":{},'))),
    bad('a manifest with keys in another order', text(JSON.stringify(manifest))),
    bad('a manifest of another version', text(json.replace('"penstock":1', '"penstock":2'))),
    bad('a manifest with a number written otherwise', text(json.replace('"approvals":1', '"approvals":1.0'))),
    bad('a manifest with an escaped letter', text(json.replace('Shop', '\\u0053hop'))),
    bad('a manifest of endless lists', text('['.repeat(3_000_000))),
    bad('a manifest larger than any', text(`${json}${' '.repeat(5_000_000)}`)),
    bad(
      'a manifest nested where a word stands',
      text(json.replace('"Shop"', `${'['.repeat(100_000)}${']'.repeat(100_000)}`)),
    ),
    bad('a manifest that draws on the terminal', said({ workspace: 'Shop\u001b[2J' })),
    bad('a manifest that turns the direction', said({ workspace: 'Shop\u202e' })),
    bad('a manifest without flows', said({ flows: [] })),
    bad('a flow twice', said({ flows: [first, first] })),
    bad('a version that is none', said({ flows: [{ ...first, version: '01.0.0' }] })),
    bad('one approver for high criticality', said({ flows: [{ ...first, criticality: 'high' }] })),
    bad('a flow whose file is not listed', said({ flows: [{ ...first, file: 'flows/b.flow.yaml' }] })),
    bad('a file twice', said({ files: [...manifest.files, ...manifest.files] })),
    bad(
      'a file of another size',
      said({ files: manifest.files.map((one) => ({ ...one, sizeBytes: 1 })) }),
      'bundle/changed',
    ),
    bad(
      'a file that was changed',
      said({ files: manifest.files.map((one) => ({ ...one, sha256: '0'.repeat(64) })) }),
      'bundle/changed',
    ),
    bad('a file that is missing', writeBundle(manifest, new Map()), 'bundle/changed'),
    bad(
      'a file that is not listed',
      writeBundle(manifest, new Map([...smallFiles, ['flows/b.flow.yaml', bytesOf('x')]])),
      'bundle/changed',
    ),
    bad('an environment', more('environments/live.yaml'), 'bundle/foreign-file'),
    bad('settings with keys of their own', more('penstock.yaml'), 'bundle/foreign-file'),
    bad('a sample', more('samples/order.json'), 'bundle/foreign-file'),
    bad('tests', more('flows/a.tests.yaml'), 'bundle/foreign-file'),
    bad('a review', more('reviews/a.yaml'), 'bundle/foreign-file'),
    bad('a program', more('flows/run.sh'), 'bundle/foreign-file'),
    bad(
      'a signature that is none',
      writeBundle(manifest, new Map([...smallFiles, ['signatures/author-0.json', bytesOf('{}')]])),
      'bundle/not-canonical',
    ),
    bad(
      'something else among the signatures',
      writeBundle(manifest, new Map([...smallFiles, ['signatures/README.md', bytesOf('x')]])),
      'bundle/not-canonical',
    ),
  ];
}

/** Every hostile archive, built anew. */
export function hostileArchives(): readonly HostileArchive[] {
  return [...nameCases(), ...packedCases(), ...structureCases(), ...contentCases()];
}
