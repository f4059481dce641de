/**
 * Turns a sender's position into text that SQLite sorts as the contract says: integers as numbers, before all other
 * text; other text by code point (the byte order of UTF-8). No position is the empty text.
 */
export function laneOrderKey(order: string | undefined): string {
  if (order === undefined) return '';
  if (!/^-?\d{1,9000}$/.test(order)) return `t${order.toWellFormed()}`;
  const digits = order.replace('-', '').replace(/^0+(?=\d)/, '');
  const isNegative = order.startsWith('-') && digits !== '0';
  if (!isNegative) return `i1${String(digits.length).padStart(4, '0')}${digits}`;
  // Of two negative numbers the longer, larger one is the smaller: complement length and digits.
  const complement = digits.replace(/\d/g, (digit) => String(9 - Number(digit)));
  return `i0${String(9999 - digits.length).padStart(4, '0')}${complement}`;
}

/** Whether a number is missing between the highest position that has passed and this one; other text has no gaps. */
export function isBehindGap(orderKey: string, passed: string | null): boolean {
  const position = integerOf(orderKey);
  const last = passed === null ? undefined : integerOf(passed);
  return position !== undefined && last !== undefined && position > last + 1n;
}

/** The integer an order key stands for. */
export function integerOf(orderKey: string): bigint | undefined {
  const digits = orderKey.slice(6);
  if (orderKey.startsWith('i1')) return BigInt(digits);
  if (!orderKey.startsWith('i0')) return undefined;
  return -BigInt(digits.replace(/\d/g, (digit) => String(9 - Number(digit))));
}

/** Whether a position is not newer than the last one that succeeded. */
export function isOvertaken(orderKey: string, lastOrder: string | null): boolean {
  if (orderKey === '' || lastOrder === null) return false;
  return Buffer.compare(Buffer.from(orderKey), Buffer.from(lastOrder)) <= 0;
}
