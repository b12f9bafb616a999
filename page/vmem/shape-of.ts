/**
 * The text of a step without addresses and frame names, which vary between iterations of a kernel
 * loop.
 */
export function shapeOf(text: string): string {
  return text.replace(/0x[0-9a-f]+|\b[tbp]\d+\b/g, '');
}
