/**
 * C texts that were read in this thread, by name. A name has the blob id of its text in it, so equal names
 * are equal programs: in that sense they are revisions like those written by hand.
 */
import type { KernelSource } from './kernel-source.ts';

const texts = new Map<string, KernelSource>();

/** By name: the files of a text as the user named them, if it was read from them. */
const paths = new Map<string, readonly string[]>();

export function addText(source: KernelSource): void {
  texts.set(source.name, source);
}

/** The files that a text was read from, the one that is checked first. */
export function noteFilesOfText(name: string, files: readonly string[]): void {
  paths.set(name, files);
}

export function filesOfText(name: string): readonly string[] | undefined {
  return paths.get(name);
}

export function findText(name: string): KernelSource | undefined {
  return texts.get(name);
}

/** True of `vmem.c@3b9e71654c37`, whether or not that text was read. */
export function isTextName(name: string): boolean {
  return /@[0-9a-f]{12}(\+|$)/.test(name);
}
