export const hourMicros = 3_600_000_000;

/** Hours from 0 as microseconds, as Python's `timedelta` rounds them: halves go to the even neighbour. */
export function microsOfHours(hours: number): number {
  const whole = Math.floor(hours);
  return whole * hourMicros + roundHalfEven((hours - whole) * hourMicros);
}

function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest === 0.5) return below % 2 === 0 ? below : below + 1;
  return rest < 0.5 ? below : below + 1;
}
