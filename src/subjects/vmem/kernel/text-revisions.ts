/**
 * C sources parsed in this thread, by name. A name contains the blob id of its text, so equal names are
 * equal programs: in that sense they are revisions like the hand-written ones.
 */
import type { KernelSource } from './kernel-source.ts';

const texts = new Map<string, KernelSource>();

/** By name: the files of a text as the user named them, if it was read from files. */
const paths = new Map<string, readonly string[]>();

export function addText(source: KernelSource): void {
  texts.set(source.name, source);
}

/** A mutant of a text is a revision only while it is searched. */
export function removeText(name: string): void {
  texts.delete(name);
}

/** The files of a text, the checked one first. */
export function noteFilesOfText(name: string, files: readonly string[]): void {
  paths.set(name, files);
}

export function filesOfText(name: string): readonly string[] | undefined {
  return paths.get(name);
}

export function findText(name: string): KernelSource | undefined {
  return texts.get(name);
}

/** True for names such as `vmem.c@3b9e71654c37`, whether or not that text was read. */
export function isTextName(name: string): boolean {
  return /@[0-9a-f]{12}(\+|$)/.test(name);
}
