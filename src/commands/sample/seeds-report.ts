/** What a sample did with a store of seeds, for people and for machines. */
import { paragraph, plural } from '../../text/paragraph.ts';

export interface SeedsResult {
  /** As `--seeds` names it. */
  readonly path: string;
  /** Walks of the store that were taken before all others. */
  readonly taken: number;
  /** Lines of the store whose walk does not find its violation any more, on the same revision. */
  readonly lost: readonly string[];
  /** Lines that were not taken, as another version of the generator drew them. */
  readonly otherGenerators: readonly string[];
  /** Lines of other scopes, which were not taken. */
  readonly otherScopes: number;
  /** Lines that are new in the store. */
  readonly added: readonly string[];
  /** Why lines could not be added; absent if they were. `added` has those lines. */
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
