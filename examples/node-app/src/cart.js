import { percentOf } from 'money';

/** A cart is a list of lines: `{ name, cents, count }`. These functions make new ones. */
export function addLine(cart, line) {
  if (!Number.isInteger(line.count) || line.count < 1) throw new RangeError('count must be a whole number from 1 up');
  const same = cart.find((other) => other.name === line.name && other.cents === line.cents);
  if (same === undefined) return [...cart, line];
  return cart.map((other) => (other === same ? { ...other, count: other.count + line.count } : other));
}

export function removeLine(cart, name) {
  return cart.filter((line) => line.name !== name);
}

/** What all lines cost, less a discount in percent. */
export function totalCents(cart, discountPercent = 0) {
  const sum = cart.reduce((cents, line) => cents + line.cents * line.count, 0);
  return sum - percentOf(sum, discountPercent);
}
