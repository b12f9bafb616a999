/** How a sample used a seed store, as text and as JSON. */
import { paragraph, plural } from '../../text/paragraph.ts';

export interface SeedsResult {
  /** The path given with `--seeds`. */
  readonly path: string;
  /** Stored walks that were replayed first. */
  readonly taken: number;
  /** Lines whose walk no longer finds its violation on the same revision. */
  readonly lost: readonly string[];
  /** Lines that were not replayed, because they are from another version of the generator. */
  readonly otherGenerators: readonly string[];
  /** Lines of other scopes, which were not replayed. */
  readonly otherScopes: number;
  /** New lines. */
  readonly added: readonly string[];
  /** Why lines could not be added; else absent. `added` has those lines. */
  readonly unwritten?: string;
}

export function seedsText(seeds: SeedsResult, generator: string): string[] {
  const { path, taken, lost, otherGenerators, otherScopes, added, unwritten } = seeds;
  const others =
    otherScopes === 0 ? '' : `; ${plural(otherScopes, 'seed')} of other scopes not replayed`;
  return [
    ...paragraph(
      `${path}: ${plural(taken, 'stored walk')} replayed first, ${plural(added.length, 'seed')} ${unwritten === undefined ? 'added' : 'not written'}${others}`,
      'Seeds     ',
      '          ',
    ),
    ...added.flatMap((line) =>
      paragraph(line, unwritten === undefined ? '  added: ' : '  not written: ', '    '),
    ),
    ...lost.flatMap((line) => paragraph(line, '  no longer finds anything: ', '    ')),
    ...otherGenerators.flatMap((line) =>
      paragraph(`${line} (this is ${generator})`, '  of another generator, not replayed: ', '    '),
    ),
    '',
  ];
}
