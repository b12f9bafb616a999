/** Arrays that grow by doubling. */

/** A copy of twice the length; new elements are 0. */
export function doubled<Words extends Int32Array | Uint8Array>(old: Words): Words {
  const words = new (old.constructor as new (length: number) => Words)(old.length * 2);
  words.set(old);
  return words;
}
