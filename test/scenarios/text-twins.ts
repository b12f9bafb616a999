/** Twins of C sources: our own source of the algorithm, and the same with one mistake in it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { receiveTexts } from '../../src/subjects/vmem/texts/kernel-texts.ts';
import type { World } from '../subjects/vmem/scopes.ts';
import { twins } from './twins.ts';

export const ownText = readFileSync('test/c/own-vmem.c', 'utf8');

/** Our source with one fragment replaced; the fragment must occur exactly once. */
export function editedText(from: string, to: string): string {
  expect(ownText.split(from)).toHaveLength(2);
  return ownText.replace(from, to);
}

interface Reading {
  /** An additional source, and its name. */
  readonly further?: string;
  readonly file?: string;
  readonly isLazy?: boolean;
}

/** The name of the source to read. */
export async function readText(text: string, reading: Reading = {}): Promise<string> {
  const { further, file = 'helpers.c', isLazy = false } = reading;
  const all = [text, further ?? []].flat();
  const digits = createHash('sha1')
    .update(JSON.stringify([all, file, isLazy]))
    .digest('hex');
  const name = `vmem.c@${digits.slice(0, 12)}`;
  const texts = all.map((one, index) => {
    const path = index === 0 ? 'vmem.c' : file;
    return { file: path, path, text: one };
  });
  await receiveTexts([{ name, texts, isLazy }]);
  return name;
}

/** `bad` has the mistake, `good` does not. */
export async function textTwins(
  id: string,
  from: string,
  to: string,
  common: Partial<World> = {},
): Promise<ReturnType<typeof twins>> {
  const good = await readText(ownText);
  return twins(id, common, 'revision', { bad: await readText(editedText(from, to)), good });
}
