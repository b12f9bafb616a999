/** Our own C source of the algorithm, as a revision that scopes can name. Loaded only when it is measured. */
import { readFileSync } from 'node:fs';

const file = 'test/c/own-vmem.c';
/** A source is named after the first twelve digits of its blob id; here any digits do. */
export const ownTextName = 'own-vmem.c@000000000000';

/** Its name as a revision. */
export async function receiveOwnText(): Promise<string> {
  const { receiveTexts } = await import('../src/subjects/vmem/texts/kernel-texts.ts');
  const text = readFileSync(file, 'utf8');
  await receiveTexts([{ name: ownTextName, texts: [{ file: 'own-vmem.c', path: file, text }] }]);
  return ownTextName;
}
