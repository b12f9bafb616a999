/** The entry that a write leaves behind. */
import { Op, type RequestOf } from '../kernel/request.ts';
import { identityEntry } from './objects.ts';

/** What writes an entry. */
export type WriteRequest = RequestOf<'setTable' | 'setIdentity' | 'setMemmap' | 'replaceLeaf'>;

export function entryWrittenBy(request: WriteRequest): number {
  if (request.op === Op.setIdentity) return identityEntry;
  return request.op === Op.setMemmap ? request.memmap : request.child;
}
