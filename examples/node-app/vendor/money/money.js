/** Cents as people read them: `12.50`. */
export function formatCents(cents) {
  const sign = cents < 0 ? '-' : '';
  const whole = Math.abs(cents);
  return `${sign}${Math.floor(whole / 100)}.${String(whole % 100).padStart(2, '0')}`;
}

/** A share of an amount, rounded half away from zero. */
export function percentOf(cents, percent) {
  return Math.sign(cents) * Math.round((Math.abs(cents) * percent) / 100);
}
