/** Our own C source of the algorithm, as a revision that scopes can name. Loaded only when it is measured. */
import { readFileSync } from 'node:fs';

const file = 'test/c/own-vmem.c';
/** A source is named after the first twelve digits of its blob id; here any digits do. */
export const ownTextName = 'own-vmem.c@000000000000';

/** The programs of the source. */
export async function receiveOwnText(): Promise<object> {
  const { receiveTexts } = await import('../src/subjects/vmem/texts/kernel-texts.ts');
  const { findKernel } = await import('../src/subjects/vmem/mutation/named-kernel.ts');
  const text = readFileSync(file, 'utf8');
  await receiveTexts([{ name: ownTextName, texts: [{ file: 'own-vmem.c', path: file, text }] }]);
  const kernel = findKernel(ownTextName);
  if (kernel === undefined) throw new Error(`${file} was read and is no kernel`);
  return kernel.programs;
}
