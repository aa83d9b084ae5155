/** A function of an ARL0 and one parameter that takes long, asked again and again with the same. */
export function remembered(
  compute: (arl0: number, parameter: number) => number,
): (arl0: number, parameter: number) => number {
  const known = new Map<string, number>();
  return (arl0, parameter) => {
    const key = `${arl0} ${parameter}`;
    const value = known.get(key) ?? compute(arl0, parameter);
    known.set(key, value);
    return value;
  };
}
