import { BlockList, isIP } from 'node:net';

/** Ranges that are no place on the public internet (IANA special-purpose registries), apart from `neverRanges`. */
const privateRanges: readonly (readonly [string, number])[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['240.0.0.0', 4],
  ['::1', 128],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
];

/**
 * Ranges no operator can open: they are no hosts, or they wrap an IPv4 address that a rule for the wrapped
 * address would not see.
 */
const neverRanges: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['224.0.0.0', 4],
  ['255.255.255.255', 32],
  ['::', 96],
  ['::ffff:0:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['ff00::', 8],
];

/** Decides about addresses; one per environment. */
export type AddressGuard = {
  /** True where a connection may be opened to this address. Text that is no address is refused. */
  readonly allows: (address: string) => boolean;
};

const never = rangeList(neverRanges);
const reserved = rangeList(privateRanges);
const globalUnicast = rangeList([['2000::', 3]]);
const loopback = rangeList([['::1', 128]]);

/**
 * Makes the guard against requests to private places (SSRF).
 *
 * @param allowPrivate CIDR ranges an operator opened
 * @throws RangeError when a range is no CIDR: the workspace's reader has checked them
 */
export function createAddressGuard(allowPrivate: readonly string[]): AddressGuard {
  const opened = rangeList(allowPrivate.map(parseCidr));
  return {
    allows: (text) => {
      const address = unwrapMapped(text);
      if (address === undefined) return false;
      if (contains(never, address) && !contains(loopback, address)) return false;
      if (contains(opened, address)) return true;
      if (isIP(address) === 6 && !contains(globalUnicast, address)) return false;
      return !contains(reserved, address);
    },
  };
}

/** Reads `10.0.0.0/8` or `fd00::/8`. */
function parseCidr(text: string): readonly [string, number] {
  const [address = '', prefixText = '', ...rest] = text.split('/');
  const version = isIP(address);
  const prefix = Number(prefixText);
  const fits = /^\d{1,3}$/.test(prefixText) && prefix <= (version === 6 ? 128 : 32);
  if (version === 0 || rest.length > 0 || !fits) throw new RangeError(`"${text}" is no address range.`);
  return [address, prefix];
}

function rangeList(ranges: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return list;
}

function contains(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** The address in the form it is judged by: `::ffff:a.b.c.d` is the IPv4 address it maps to. Zones are refused. */
function unwrapMapped(text: string): string | undefined {
  const version = isIP(text);
  if (version === 4) return text;
  if (version !== 6 || text.includes('%')) return undefined;
  const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (mapped === null) return canonical;
  const bits = Number.parseInt(mapped[1] ?? '', 16) * 65_536 + Number.parseInt(mapped[2] ?? '', 16);
  return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.');
}
