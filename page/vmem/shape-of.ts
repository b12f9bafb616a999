/** The text of a step without addresses and names of frames, in which rounds of a loop of the kernel differ. */
export function shapeOf(text: string): string {
  return text.replace(/0x[0-9a-f]+|\b[tbp]\d+\b/g, '');
}
